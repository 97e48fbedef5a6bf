// What every page does, and the small words of building one.
import { Problem, call } from "./api.js";
import { locale, t } from "./texts.js";

export const find = (selector, root = document) => root.querySelector(selector);

/** An element with attributes and children; texts stay texts, so nothing can become HTML. */
export function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== undefined && child !== null && child !== false));
    return element;
}

/** Shows a part of the page and moves the reader there. */
export function show(selector, { focus = true } = {}) {
    const element = find(selector);
    element.hidden = false;
    if (focus) element.focus();
    return element;
}

/** Fills a `<dl>` with pairs of name and value; empty values are left out. */
export function facts(list, pairs) {
    list.replaceChildren(...pairs.filter(([, value]) => value).flatMap(([name, value]) =>
        [make("dt", {}, name), make("dd", {}, value)]));
}

/** Shows what went wrong outside a form. */
export function failed(error) {
    if (!(error instanceof Problem)) throw error;
    find("#waiting")?.setAttribute("hidden", "");
    const box = find("#problem");
    if (!box) return;
    box.replaceChildren(make("p", {}, error.detail));
    box.hidden = false;
    box.focus();
}

/** Sends somebody who is not signed in to the sign-in, and back here afterwards. */
export function signInFirst() {
    remember(undefined);
    sessionStorage.setItem("next", location.pathname + location.search);
    location.assign("/dang-nhap");
}

/** Starts a page: what waits is shown until `work` is done; who is not signed in is sent to sign in. */
export async function start(work) {
    try {
        await work();
    } catch (error) {
        if (error.code === "sign-in-needed") return signInFirst();
        failed(error);
    } finally {
        find("#waiting").hidden = true;
    }
}

/** The page to go on with after signing in. */
export function nextPage() {
    const next = sessionStorage.getItem("next");
    sessionStorage.removeItem("next");
    const home = { officer: "/can-bo", administrator: "/quan-tri" }[remembered()] ?? "/ca-nhan";
    return next && /^\/[a-z0-9][^\\]*$/.test(next) ? next : home;
}

/** The secret part of a mailed link; taken out of the address bar so that it is not kept there. */
export function secretOfLink() {
    const token = decodeURIComponent(location.hash.slice(1));
    if (token) history.replaceState(null, "", location.pathname);
    return token;
}

const zone = { timeZone: "Asia/Ho_Chi_Minh" };
const date = { day: "2-digit", month: "2-digit", year: "numeric" };
const time = { hour: "2-digit", minute: "2-digit" };

/** A day as people write it: 23/11/2026. A date without time has no zone. */
export const day = (text) => new Intl.DateTimeFormat(locale, { ...date, ...(text.length > 10 ? zone : { timeZone: "UTC" }) }).format(new Date(text));

/** A moment in Đà Nẵng: 14:59 23/11/2026. */
export const moment = (text) => `${new Intl.DateTimeFormat(locale, { ...time, ...zone }).format(new Date(text))} ${day(text)}`;

/** An amount as people write it: 50.000 đồng. */
export const dong = (amount) => t("{amount} đồng", { amount: new Intl.NumberFormat(locale).format(amount) });

/** What the ten statuses are called; the API says so too, in Vietnamese alone. */
export const statusTitles = {
    1: t("Mới đăng ký"), 2: t("Được tiếp nhận"), 3: t("Không được tiếp nhận"), 4: t("Đang xử lý"), 5: t("Yêu cầu bổ sung giấy tờ"),
    6: t("Yêu cầu thực hiện nghĩa vụ tài chính"), 7: t("Công dân yêu cầu rút hồ sơ"), 8: t("Dừng xử lý"), 9: t("Đã xử lý xong"), 10: t("Đã trả kết quả"),
};

/** A status in words, with a colour and a shape that help but are not needed. */
export function statusTag(status, title) {
    const kind = { 3: "bad", 5: "care", 6: "care", 7: "care", 8: "bad", 9: "good", 10: "good" }[status] ?? "calm";
    return make("span", { class: `tag ${kind}` }, statusTitles[status] ?? title);
}

/** Says in a corner that something was done; it goes away by itself. */
export function toast(sentence) {
    const box = make("p", { class: "toast" }, sentence);
    find("#toasts").append(box);
    setTimeout(() => box.remove(), 6000);
}

/** Asks before something that cannot be taken back; true when the person agrees. */
export function confirmed({ title, text, action, other = t("Thôi"), isDangerous = false }) {
    const dialog = make("dialog", { class: "dialog", "aria-labelledby": "dialog-title" },
        make("form", { method: "dialog" },
            make("h2", { id: "dialog-title" }, title), text && make("p", {}, text),
            make("p", { class: "actions" },
                make("button", { value: "yes", class: isDangerous && "danger" }, action),
                make("button", { value: "no", class: "plain" }, other))));
    document.body.append(dialog);
    dialog.showModal();
    return new Promise((resolve) => dialog.addEventListener("close", () => {
        dialog.remove();
        resolve(dialog.returnValue === "yes");
    }));
}

/** Looks again and again while the page is seen, and at once when it is seen again. A look that
 *  fails is left out; the next one comes. */
export function watch(seconds, look) {
    const turn = () => { if (!document.hidden) look().catch(() => {}); };
    setInterval(turn, seconds * 1000);
    document.addEventListener("visibilitychange", turn);
}

/** Remembers who signed in, so that pages can be drawn for them at once; the session itself is the
 *  server's to judge. */
export function remember(role) {
    if (role) localStorage.setItem("signed-in", role);
    else localStorage.removeItem("signed-in");
    drawAccountBar();
    if (role === "citizen") drawUnread().catch(() => {});
}

/** Whom this browser last signed in: `citizen`, `officer`, `administrator`, or nobody. */
export const remembered = () => localStorage.getItem("signed-in") ?? undefined;

function drawAccountBar() {
    const role = remembered();
    for (const part of document.querySelectorAll("#account-bar [data-for]")) {
        const wanted = part.dataset.for;
        const isOffice = wanted === "officer" && role === "administrator";
        part.hidden = !(wanted === role || isOffice || (wanted === "anybody" && role) || (wanted === "nobody" && !role));
    }
}

/** How many notices wait to be read, in the bar. */
export async function drawUnread() {
    const { body } = await call("GET", "notices/unread");
    const count = find("#unread");
    count.textContent = body.count > 99 ? "99+" : String(body.count);
    count.hidden = body.count === 0;
}

find("#sign-out").addEventListener("click", async () => {
    try {
        await call("DELETE", "sessions/current");
    } catch (error) {
        if (error.code !== "sign-in-needed") return toast(error.detail);
    }
    remember(undefined);
    location.assign("/");
});

const switcher = find("#language");
const isEnglish = document.documentElement.lang === "en";
if (isEnglish) {
    switcher.textContent = "Tiếng Việt";
    switcher.lang = "vi";
}
switcher.addEventListener("click", () => {
    document.cookie = `language=${isEnglish ? "vi" : "en"}; Path=/; Max-Age=31536000; SameSite=Lax`;
    location.reload();
});

drawAccountBar();
if (remembered() === "citizen") {
    drawUnread().catch(() => {});
    watch(30, async () => { if (remembered() === "citizen") await drawUnread(); });
}

// The link that says most about where the page is.
const [here] = [...document.querySelectorAll(".top nav a")]
    .filter((link) => `${location.pathname}/`.startsWith(`${link.getAttribute("href")}/`))
    .sort((left, right) => right.getAttribute("href").length - left.getAttribute("href").length);
here?.setAttribute("aria-current", "page");
