// What officers' pages share: who is at work, how near a due date is, shortcuts.
import { Problem, call } from "./api.js";
import { make, moment, remember } from "./page.js";
import { locale, t } from "./texts.js";

const whole = new Intl.NumberFormat(locale);

/** The officer at work; throws a problem for anybody else, in words for them. */
export async function officerAtWork() {
    const { body: me } = await call("GET", "me");
    remember(me.role);
    if (me.role === "officer") return me;
    throw new Problem({ detail: me.role === "administrator"
        ? t("Tài khoản quản trị không xử lý hồ sơ. Ông/Bà vui lòng dùng trang Quản trị.")
        : t("Trang này dành cho cán bộ. Ông/Bà vui lòng đăng nhập bằng tài khoản cán bộ.") });
}

/** The administrator at work; throws a problem for anybody else. */
export async function administratorAtWork() {
    const { body: me } = await call("GET", "me");
    remember(me.role);
    if (me.role === "administrator") return me;
    throw new Problem({ detail: t("Trang này dành cho quản trị viên. Ông/Bà vui lòng đăng nhập bằng tài khoản phù hợp.") });
}

/** How near a due date is, in words, colour and shape. */
export function dueTag(dueAt, isPaused = false) {
    if (!dueAt) return make("span", { class: "hint" }, isPaused ? t("Đang tạm dừng") : t("Không tính hạn"));
    const left = new Date(dueAt) - Date.now();
    const hours = Math.ceil(Math.abs(left) / 3600000);
    const span = hours < 48 ? t("{count} giờ", { count: whole.format(hours) }) : t("{count} ngày", { count: whole.format(Math.floor(hours / 24)) });
    const [kind, words] = left < 0 ? ["bad", t("Quá hạn {span}", { span })] : left < 86400000 ? ["care", t("Còn {span}", { span })] : ["calm", t("Còn {span}", { span })];
    return make("span", { title: moment(dueAt) }, make("span", { class: `tag ${kind}` }, words), make("span", { class: "hint" }, ` ${moment(dueAt)}`));
}

/** Calls what a key stands for, unless somebody is typing or a dialog is open. */
export function shortcuts(keys) {
    addEventListener("keydown", (event) => {
        const isTyping = event.target.closest?.("input, select, textarea, dialog, [contenteditable]");
        if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
        const work = keys[event.key] ?? (/^[1-9]$/.test(event.key) ? keys.digit : undefined);
        if (!work) return;
        event.preventDefault();
        work(event.key);
    });
}
