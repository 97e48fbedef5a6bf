// Follows a dossier by its code, for anybody; its owner is led to the whole of it.
import { all, call } from "./api.js";
import { drawHistory } from "./dossier.js";
import { onSubmit } from "./forms.js";
import { day, facts, find, make, remembered, secretOfLink, show, statusTag } from "./page.js";
import { drawProgress } from "./progress.js";
import { t } from "./texts.js";

const form = find("#form");
let mine;

onSubmit(form, async ({ code, digits }) => {
    find("#done").hidden = true;
    const { body } = await call("GET", `tracking/${encodeURIComponent(code)}`, { query: { digits } });
    find("#status").replaceChildren(statusTag(body.status, body.statusTitle));
    facts(find("#facts"), [
        [t("Mã số biên nhận"), make("span", { class: "code" }, body.code)],
        [t("Thủ tục"), body.detail?.procedureName], [t("Cơ quan đang giải quyết"), body.unitName],
        [t("Thay đổi gần nhất"), day(body.changedOn)],
    ]);
    drawProgress(find("#progress"), body.status);
    find("#wrong-digits").hidden = !digits || Boolean(body.detail);
    find("#more").hidden = Boolean(digits);
    find("#history").hidden = !body.detail;
    drawHistory(find("#history ol"), body.detail?.history ?? []);
    await leadOwner(body.code);
    show("#done").scrollIntoView({ block: "start" });
});

/** Shows a signed-in owner the way to the dossier; for anybody else nothing is asked. */
async function leadOwner(code) {
    find("#own").hidden = true;
    if (remembered() !== "citizen") return;
    mine ??= await all("dossiers", { limit: "100" }).catch(() => []);
    find("#own").hidden = !mine.some((each) => each.code === code);
    find("#own a").href = `/ho-so/${encodeURIComponent(code)}`;
}

const code = secretOfLink();
if (code) {
    find("#code").value = code;
    form.requestSubmit();
}
