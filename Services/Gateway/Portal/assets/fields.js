// A procedure's form: drawn from the catalogue's field definitions, read and checked by the same rules
// as dossier intake checks it again.
import { isDay, isoDay } from "./forms.js";
import { day, make } from "./page.js";
import { t } from "./texts.js";

/** The fields or components that apply in a case. */
export const forCase = (items, caseKey) => items.filter((item) => !item.cases || item.cases.includes(caseKey));

const nameOf = (field) => `answers.${field.key}`;
const idOf = (field) => `answer-${field.key}`;

/** An element for each field, filled with what is answered already. */
export const drawFields = (fields, { answers = {}, units = [] } = {}) =>
    fields.map((field) => draw(field, answers[field.key], units));

function draw(field, answer, units) {
    const optional = field.isRequired ? undefined : make("span", { class: "optional" }, ` ${t("(không bắt buộc)")}`);
    const hint = hintOf(field);
    const described = hint ? `${idOf(field)}-hint` : undefined;
    const note = hint && make("p", { class: "hint", id: described }, hint);
    const choices = choicesOf(field);
    if (choices && choices.length <= 5) {
        const radios = choices.map(({ key, title }, index) => make("label", { class: "choice" },
            make("input", { type: "radio", name: nameOf(field), value: key, id: index === 0 ? idOf(field) : undefined, checked: String(answer) === key }),
            make("span", {}, title)));
        return make("fieldset", { class: "field", "aria-describedby": described }, make("legend", {}, field.label, optional), note, ...radios);
    }
    return make("div", { class: "field" }, make("label", { for: idOf(field) }, field.label, optional), note,
        control(field, answer, { id: idOf(field), name: nameOf(field), "aria-describedby": described, "aria-required": field.isRequired && "true" }, choices ?? units));
}

function choicesOf(field) {
    if (field.type === "yesNo") return [{ key: "true", title: t("Có") }, { key: "false", title: t("Không") }];
    return field.type === "choice" ? field.choices : undefined;
}

function hintOf(field) {
    if (field.hint) return field.hint;
    return {
        date: t("Ngày, tháng, năm, ví dụ 05/09/1985"), identityNumber: t("12 chữ số trên thẻ căn cước, hoặc 9 chữ số trên chứng minh nhân dân cũ"),
        email: t("Ví dụ ten@example.vn"),
    }[field.type];
}

function control(field, answer, attributes, options) {
    const value = answer ?? "";
    switch (field.type) {
        case "longText": {
            const area = make("textarea", { ...attributes, rows: "4", maxlength: field.maxLength ?? 4000 });
            area.value = value;
            return area;
        }
        case "choice": case "unit":
            return make("select", attributes, make("option", { value: "" }, t("Chọn…")),
                ...options.map(({ key, title, code, name }) => make("option", { value: key ?? code, selected: (key ?? code) === answer }, title ?? name)));
        case "date":
            return make("input", { ...attributes, class: "short", "data-kind": "day", inputmode: "numeric", maxlength: "10", autocomplete: "off", value: value && isDay(value) ? day(value) : value });
        case "integer": return make("input", { ...attributes, class: "short", inputmode: "numeric", maxlength: "12", autocomplete: "off", value });
        case "identityNumber": return make("input", { ...attributes, class: "short", inputmode: "numeric", maxlength: "20", autocomplete: "off", value });
        case "phone": return make("input", { ...attributes, class: "short", type: "tel", maxlength: "20", autocomplete: "tel", value });
        case "email": return make("input", { ...attributes, inputmode: "email", maxlength: "254", autocomplete: "email", autocapitalize: "none", spellcheck: "false", value });
        default: return make("input", { ...attributes, maxlength: field.maxLength ?? 255, value });
    }
}

/** The answers as the API takes them; empty ones are left out, and what is not of its kind stays as
 *  it was typed, for the check to tell. */
export function readAnswers(form, fields) {
    const data = new FormData(form);
    const answers = {};
    for (const field of fields) {
        const text = (data.get(nameOf(field)) ?? "").trim();
        if (text) answers[field.key] = typed(field, text);
    }
    return answers;
}

function typed(field, text) {
    switch (field.type) {
        case "integer": return /^-?\d{1,12}$/.test(text) ? Number(text) : text;
        case "yesNo": return text === "true";
        case "date": return isoDay(text);
        case "identityNumber": return text.replace(/[ .-]/g, "");
        default: return text;
    }
}

/** What is wrong, as `{ path, message }`, in the order of the form. */
export function checkAnswers(fields, answers) {
    return fields.flatMap((field) => {
        const message = problem(field, answers[field.key]);
        return message ? [{ path: nameOf(field), message }] : [];
    });
}

function problem(field, answer) {
    const { label } = field;
    if (answer === undefined || answer === "") return field.isRequired ? t("Vui lòng điền mục “{label}”.", { label }) : undefined;
    switch (field.type) {
        case "text": return tooLong(field, answer, 255) ?? (/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/.test(answer) ? t("Mục “{label}” phải viết trên một dòng.", { label }) : undefined);
        case "longText": return tooLong(field, answer, 4000) ?? (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/.test(answer) ? t("Mục “{label}” có ký tự không dùng được. Vui lòng gõ lại.", { label }) : undefined);
        case "date": return dateProblem(field, answer);
        case "integer": return integerProblem(field, answer);
        case "identityNumber": return /^(\d{9}|\d{12})$/.test(answer) ? undefined : t("Mục “{label}” phải là số CCCD gồm 12 chữ số hoặc số CMND gồm 9 chữ số.", { label });
        case "phone": return isPhone(answer) ? undefined : t("Mục “{label}” phải là số điện thoại di động gồm 10 chữ số, bắt đầu bằng 03, 05, 07, 08 hoặc 09.", { label });
        case "email": return isEmail(answer) ? undefined : t("Mục “{label}” phải là địa chỉ thư điện tử, ví dụ ten@example.vn.", { label });
        default: return undefined;
    }
}

function tooLong(field, answer, usual) {
    const limit = field.maxLength ?? usual;
    return [...answer].length > limit ? t("Mục “{label}” dài quá {limit} ký tự. Vui lòng viết ngắn hơn.", { label: field.label, limit }) : undefined;
}

function dateProblem({ label, notInFuture }, answer) {
    if (!isDay(answer)) return t("Mục “{label}” phải là một ngày có thật, ví dụ 05/09/1985.", { label });
    const today = new Date(Date.now() + 7 * 3600 * 1000).toISOString().slice(0, 10);
    return notInFuture && answer > today ? t("Mục “{label}” không được sau ngày hôm nay.", { label }) : undefined;
}

function integerProblem({ label, minimum, maximum }, answer) {
    if (typeof answer !== "number") return t("Mục “{label}” phải là số nguyên.", { label });
    if (answer < (minimum ?? -Infinity)) return t("Mục “{label}” không được nhỏ hơn {minimum}.", { label, minimum });
    return answer > (maximum ?? Infinity) ? t("Mục “{label}” không được lớn hơn {maximum}.", { label, maximum }) : undefined;
}

const isPhone = (text) => text.length <= 20 && /^0[35789]\d{8}$/.test(text.replace(/[ .-]/g, "").replace(/^\+?84(?=\d{9})/, "0"));
const isEmail = (text) => text.length <= 254 && /^[^\s@.]+(\.[^\s@.]+)*@[a-z\d]([a-z\d-]*[a-z\d])?(\.[a-z\d]([a-z\d-]*[a-z\d])?)+$/i.test(text);

/** Answers that are known of the person who applies, for the fields that ask for them. */
export function knownAnswers(fields, { fullName, identityNumber, phone, email, address }) {
    const known = {
        requesterFullName: fullName, requesterIdNumber: identityNumber, phone, requesterPhone: phone, email, requesterAddress: address,
    };
    return Object.fromEntries(fields.filter(({ key }) => known[key]).map(({ key }) => [key, known[key]]));
}

/** The answers in words, as pairs of label and text; what was left empty is left out. */
export function answerRows(fields, answers, units = []) {
    return fields.filter(({ key }) => answers[key] !== undefined && answers[key] !== "")
        .map((field) => [field.label, words(field, answers[field.key], units)]);
}

function words(field, answer, units) {
    switch (field.type) {
        case "yesNo": return answer ? t("Có") : t("Không");
        case "choice": return field.choices?.find(({ key }) => key === answer)?.title ?? String(answer);
        case "unit": return units.find(({ code }) => code === answer)?.name ?? String(answer);
        case "date": return isDay(answer) ? day(answer) : String(answer);
        default: return String(answer);
    }
}
