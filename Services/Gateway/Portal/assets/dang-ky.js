import { all, call } from "./api.js";
import { onSubmit } from "./forms.js";
import { failed, find, make, show } from "./page.js";
import { t } from "./texts.js";

const kinds = new Set(["ward", "commune", "special-zone"]);
const form = find("#form");
// One key for this page: a repeat after a lost answer is the same registration.
let key = crypto.randomUUID();
let sent = "";

onSubmit(form, async (values) => {
    const text = JSON.stringify(values);
    if (sent && sent !== text) key = crypto.randomUUID();
    sent = text;
    const { body } = await call("POST", "registrations", { body: values, key });
    form.hidden = true;
    find("#done-email").textContent = values.email;
    const warnings = find("#warnings");
    warnings.hidden = !body.warnings?.length;
    find("ul", warnings).replaceChildren(...(body.warnings ?? []).map((each) => make("li", {}, each.message)));
    show("#done");
});

const select = find("#unit");
try {
    const units = (await all("units", { limit: "200" })).filter((unit) => kinds.has(unit.kind));
    units.sort((left, right) => left.name.localeCompare(right.name, "vi"));
    select.replaceChildren(make("option", { value: "" }, t("Chọn…")), ...units.map((unit) => make("option", { value: unit.code }, unit.name)));
} catch (error) {
    select.replaceChildren(make("option", { value: "" }, t("Chưa tải được danh sách")));
    failed(error);
}
