import { call } from "./api.js";
import { onSubmit } from "./forms.js";
import { day, facts, find, make, moment, secretOfLink, show, statusTag } from "./page.js";
import { t } from "./texts.js";

const form = find("#form");

onSubmit(form, async ({ code, digits }) => {
    find("#done").hidden = true;
    const { body } = await call("GET", `tracking/${encodeURIComponent(code)}`, { query: { digits } });
    find("#status").replaceChildren(statusTag(body.status, body.statusTitle));
    facts(find("#facts"), [
        [t("Mã số biên nhận"), make("span", { class: "code" }, body.code)],
        [t("Thủ tục"), body.detail?.procedureName], [t("Cơ quan đang giải quyết"), body.unitName],
        [t("Thay đổi gần nhất"), day(body.changedOn)],
    ]);
    find("#wrong-digits").hidden = !digits || Boolean(body.detail);
    const history = find("#history");
    history.hidden = !body.detail;
    find("ol", history).replaceChildren(...(body.detail?.history ?? []).map((step) =>
        make("li", {}, step.title, make("span", { class: "hint" }, ` – ${moment(step.at)}`))));
    show("#done");
});

const code = secretOfLink();
if (code) {
    find("#code").value = code;
    form.requestSubmit();
}
