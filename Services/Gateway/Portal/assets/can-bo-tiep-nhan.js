// Reception takes in what somebody brings to the counter: form, papers counted on the desk, fee.
import { Problem, all, call } from "./api.js";
import { checkAnswers, drawFields, forCase, knownAnswers, readAnswers } from "./fields.js";
import { onSubmit, values } from "./forms.js";
import { officerAtWork } from "./office.js";
import { day, facts, failed, find, make, moment, show, start } from "./page.js";
import { componentNotes, fee } from "./procedures.js";
import { t } from "./texts.js";

const form = find("#intake");
const purpose = t("Tiếp nhận hồ sơ tại quầy");
let me, units, procedure, citizen, key = crypto.randomUUID();

await start(async () => {
    me = await officerAtWork();
    if (!me.duties.includes("reception")) throw new Problem({ detail: t("Trang này dành cho cán bộ có nhiệm vụ tiếp nhận.") });
    const [procedures, found] = await Promise.all([all("procedures", { unit: me.unit, limit: "100" }), all("units", { limit: "200" })]);
    units = found;
    find("#procedure").append(...procedures.map(({ code, name }) => make("option", { value: code }, name)));
    find("#content").hidden = false;
});

find("#kind").addEventListener("change", ({ target }) => {
    find("#wanted").name = target.value;
    find("#wanted").inputMode = target.value === "email" ? "email" : "numeric";
});

onSubmit(find("#find-account"), async (asked) => {
    const { body } = await call("POST", "account-searches", { body: { ...asked, reason: purpose } });
    find("#found").replaceChildren(...(body.items.length ? body.items.map(found) : [make("p", {}, t("Không tìm thấy tài khoản. Hồ sơ vẫn được tiếp nhận bình thường."))]));
});

function found(each) {
    const button = make("button", { type: "button", class: "plain small" }, t("Dùng tài khoản này"));
    button.addEventListener("click", () => link(each).catch(failed));
    return make("p", {}, make("strong", {}, each.fullName), t(", sinh {day}, số định danh kết thúc bằng {end} ", { day: day(each.dateOfBirth), end: each.identityNumberEnd }), button);
}

async function link({ id }) {
    const { body: { details } } = await call("POST", `accounts/${encodeURIComponent(id)}/openings`, { body: { reason: purpose } });
    citizen = id;
    const name = [details.familyName, details.middleName, details.givenName].filter(Boolean).join(" ");
    const unit = units.find(({ code }) => code === details.address.unit)?.name;
    const known = { "full-name": name, "identity-number": details.identityNumber, phone: details.phone, address: [details.address.line, unit].filter(Boolean).join(", ") };
    for (const [field, value] of Object.entries(known)) find(`#${field}`).value = value ?? "";
    find("#found").replaceChildren();
    const said = show("#linked", { focus: false });
    said.textContent = t("Hồ sơ sẽ hiện trên trang cá nhân của {name}.", { name });
    find("#procedure").focus();
}

find("#procedure").addEventListener("change", async ({ target }) => {
    find("#rest").hidden = true;
    procedure = undefined;
    if (!target.value) return void (find("#cases").hidden = true);
    try {
        ({ body: procedure } = await call("GET", `procedures/${encodeURIComponent(target.value)}`));
    } catch (error) { return failed(error); }
    find("#cases").hidden = procedure.cases.length < 2;
    find("#cases").replaceChildren(make("legend", {}, t("Trường hợp")), ...procedure.cases.map(({ key, title }, index) => make("label", { class: "choice" },
        make("input", { type: "radio", name: "caseKey", value: key, checked: index === 0 }), make("span", {}, title))));
    drawRest();
});
find("#cases").addEventListener("change", drawRest);

const caseKey = () => find("#cases input:checked")?.value ?? procedure.cases[0].key;

function drawRest() {
    const kept = { ...knownAnswers(procedure.form, values(form).applicant ?? {}), ...readAnswers(form, procedure.form) };
    find("#fields").replaceChildren(...drawFields(forCase(procedure.form, caseKey()), { answers: kept, units }));
    find("#components").replaceChildren(...forCase(procedure.components, caseKey()).filter(({ kind }) => kind !== "note").map(counted));
    const fees = procedure.fees.filter((each) => (!each.channel || each.channel === "counter") && (!each.caseKey || each.caseKey === caseKey()));
    find("#fee").textContent = t("Mức thu tại quầy: {fees}", { fees: fees.map(fee).join("; ") || t("Không thu") });
    find("#rest").hidden = false;
}

function counted(component) {
    const count = (name, label, value) => make("div", { class: "field" }, make("label", { for: `${name}-${component.key}` }, label),
        make("input", { id: `${name}-${component.key}`, "data-count": name, type: "number", min: "0", max: "100", value: String(value) }));
    const isUsual = component.isRequired && component.kind !== "show";
    return make("fieldset", { class: "field component", "data-key": component.key }, make("legend", {}, component.name),
        make("p", { class: "hint" }, componentNotes(component)),
        make("div", { class: "pair" }, count("originals", t("Bản chính, bản chứng thực"), isUsual ? component.originals : 0), count("copies", t("Bản sao"), isUsual ? component.copies : 0)));
}

const handed = () => [...find("#components").children].map((part) => ({
    key: part.dataset.key, originals: Number(find("[data-count=originals]", part).value), copies: Number(find("[data-count=copies]", part).value),
})).filter(({ originals, copies }) => originals + copies > 0);

onSubmit(form, async () => {
    const { applicant, payment } = values(form);
    const { body } = await call("POST", "counter-dossiers", {
        key, body: {
            procedure: procedure.code, caseKey: caseKey(), applicant, ...(citizen && { citizen }),
            answers: readAnswers(form, forCase(procedure.form, caseKey())), components: handed(),
            ...(payment && { payment: { amountDong: Number((payment.amountDong ?? "0").replace(/\D/g, "")), receiptNumber: payment.receiptNumber ?? "" } }),
        },
    });
    done(body);
}, { check: () => procedure ? checkAnswers(forCase(procedure.form, caseKey()), readAnswers(form, forCase(procedure.form, caseKey()))) : [] });

// What was changed after a refusal is another dossier to the service.
form.addEventListener("input", () => { key = crypto.randomUUID(); });

function done(taken) {
    for (const each of [form, find("#find-account")]) each.hidden = true;
    find("#code").textContent = taken.code;
    facts(find("#facts"), [
        [t("Số bí mật"), taken.secretDigits], [t("Số thứ tự trong sổ"), String(taken.registerNumber)], [t("Hẹn trả kết quả"), moment(taken.dueAt)],
    ]);
    find("#pdf").href = `/api/v1/dossiers/${encodeURIComponent(taken.code)}/receipt`;
    find("#open").href = `/can-bo/ho-so/${encodeURIComponent(taken.code)}`;
    show("#done");
}
find("#another").addEventListener("click", () => location.reload());
