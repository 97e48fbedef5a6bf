// Sends a form to the API and draws what is wrong beside its fields and in a summary above.
import { Problem } from "./api.js";
import { find, make } from "./page.js";
import { t } from "./texts.js";

/** Calls `send(values)` on submit; waits show themselves, a double click sends once. */
export function onSubmit(form, send, { check } = {}) {
    form.addEventListener("submit", async (event) => {
        event.preventDefault();
        if (form.getAttribute("aria-busy") === "true") return;
        clear(form);
        const faults = [...missing(form), ...(check?.() ?? [])];
        if (faults.length) return draw(form, t("Vui lòng xem lại các mục sau:"), faults);
        const button = find("button:not([type=button])", form);
        busy(form, button, true);
        try {
            await send(values(form));
        } catch (error) {
            if (!(error instanceof Problem)) throw error;
            draw(form, error.detail, error.fields);
        } finally {
            busy(form, button, false);
        }
    });
}

/** The form's values as the API takes them: names with dots make objects, empty ones are left out. */
export function values(form) {
    const result = {};
    for (const [name, raw] of new FormData(form)) {
        const value = raw.trim();
        if (!value) continue;
        const path = name.split(".");
        const last = path.pop();
        let inner = result;
        for (const part of path) inner = inner[part] ??= {};
        const input = find(`[name="${name}"]`, form);
        // A password is taken as it is typed.
        inner[last] = input.type === "password" ? raw : input.dataset.kind === "day" ? isoDay(value) : value;
    }
    return result;
}

/** A day as people write it, `5/9/1985` or `05091985`, as the API takes it: `1985-09-05`. */
export function isoDay(text) {
    const parts = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(text);
    return parts ? [parts[3], parts[2].padStart(2, "0"), parts[1].padStart(2, "0")].join("-") : text;
}

/** Whether it is a day of the calendar, which 31/02/1985 is not. */
export function isDay(text) {
    const moment = new Date(`${isoDay(text)}T00:00:00Z`);
    return !Number.isNaN(moment.valueOf()) && moment.toISOString().slice(0, 10) === isoDay(text);
}

/** Lets a person see the password while typing it. */
export function revealable(...inputs) {
    for (const input of inputs) {
        const button = make("button", { type: "button", class: "reveal", "aria-controls": input.id, "aria-pressed": "false" }, t("Hiện mật khẩu"));
        button.addEventListener("click", () => {
            const isShown = input.type === "text";
            input.type = isShown ? "password" : "text";
            button.textContent = isShown ? t("Hiện mật khẩu") : t("Ẩn mật khẩu");
            button.setAttribute("aria-pressed", String(!isShown));
        });
        input.form.addEventListener("submit", () => { if (input.type === "text") button.click(); }, { capture: true });
        input.after(button);
    }
}

/** A check that both fields of a new password are the same. */
export const sameTwice = (password, again) => () =>
    password.value && again.value && password.value !== again.value
        ? [{ path: again.name, message: t("Hai lần nhập mật khẩu không giống nhau.") }] : [];

function missing(form) {
    const seen = new Set();
    for (const input of form.querySelectorAll("[data-kind=day]")) {
        const isWrong = input.value.trim() && !isDay(input.value.trim());
        input.setCustomValidity(isWrong ? "day" : "");
    }
    return [...form.elements].filter((element) => {
        if (!element.name || element.validity.valid || seen.has(element.name)) return false;
        return seen.add(element.name);
    }).map((element) => ({ path: element.name, message: sentence(element) }));
}

function sentence(element) {
    const name = label(element);
    const { valueMissing, tooShort, badInput, typeMismatch } = element.validity;
    if (element.type === "checkbox") return t("Cần đánh dấu đồng ý để tiếp tục.");
    if (valueMissing && (element.type === "radio" || element.tagName === "SELECT")) return t("Vui lòng chọn: {name}.", { name });
    if (valueMissing) return t("Vui lòng nhập: {name}.", { name });
    if (tooShort) return t("{name}: cần ít nhất {count} ký tự.", { name, count: element.minLength });
    if (typeMismatch && element.type === "email") return t("Địa chỉ thư điện tử chưa đúng, ví dụ đúng: ten@example.com.");
    if (element.dataset.kind === "day") return t("{name} chưa đúng. Nhập ngày, tháng, năm, ví dụ 05/09/1985.", { name });
    if (badInput) return t("{name} chưa đầy đủ hoặc chưa đúng.", { name });
    return t("{name} chưa đúng.", { name });
}

/** What the field is called on the page, without the remark that it may be left empty. */
function label(element) {
    const source = element.type === "radio" ? find("legend", element.closest("fieldset")) : element.labels[0];
    return [...source.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.textContent).join("").trim();
}

/** Shows what is wrong: a sentence and the faults above the form, each beside its field too. */
export function draw(form, detail, faults) {
    const box = find(".problem", form) ?? find("#problem");
    const items = faults.map(({ path, message }) => {
        const field = mark(form, path, message);
        if (!field) return make("li", {}, message);
        const link = make("a", { href: `#${field.id}` }, message);
        link.addEventListener("click", (event) => {
            event.preventDefault();
            field.focus();
            // With its label above and the sentence below.
            field.scrollIntoView({ block: "center" });
        });
        return make("li", {}, link);
    });
    box.replaceChildren(make("h2", {}, faults.length ? t("Chưa gửi được") : t("Chưa thực hiện được")), make("p", {}, detail));
    if (items.length) box.append(make("ul", {}, ...items));
    box.hidden = false;
    box.focus();
    box.scrollIntoView({ block: "nearest" });
}

/** Writes the sentence beside the field the API names, and answers the field. */
function mark(form, path, message) {
    const input = find(`[name="${CSS.escape(path)}"]`, form);
    if (!input) return undefined;
    const holder = input.closest(".field");
    input.id ||= `field-${path.replaceAll(".", "-")}`;
    const id = `${input.id}-fault`;
    holder?.append(make("p", { class: "fault", id }, message));
    for (const each of form.querySelectorAll(`[name="${CSS.escape(path)}"]`)) each.setAttribute("aria-invalid", "true");
    input.dataset.described ??= input.getAttribute("aria-describedby") ?? "";
    input.setAttribute("aria-describedby", `${input.dataset.described} ${id}`.trim());
    return input;
}

function clear(form) {
    const box = find(".problem", form) ?? find("#problem");
    box.hidden = true;
    for (const fault of form.querySelectorAll(".fault")) fault.remove();
    for (const input of form.querySelectorAll("[aria-invalid]")) {
        input.removeAttribute("aria-invalid");
        if (input.dataset.described) input.setAttribute("aria-describedby", input.dataset.described);
        else input.removeAttribute("aria-describedby");
    }
}

function busy(form, button, isBusy) {
    form.setAttribute("aria-busy", String(isBusy));
    button.setAttribute("aria-disabled", String(isBusy));
    if (isBusy) {
        button.dataset.text = button.textContent;
        button.textContent = t("Đang gửi…");
    } else {
        button.textContent = button.dataset.text;
    }
}
