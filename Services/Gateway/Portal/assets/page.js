// What every page does, and the small words of building one.
import { Problem } from "./api.js";

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
    localStorage.removeItem("signed-in");
    sessionStorage.setItem("next", location.pathname);
    location.assign("/dang-nhap");
}

/** The page to go on with after signing in. */
export function nextPage() {
    const next = sessionStorage.getItem("next");
    sessionStorage.removeItem("next");
    return next && /^\/[a-z0-9][^\\]*$/.test(next) ? next : "/ca-nhan";
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
export const day = (text) => new Intl.DateTimeFormat("vi-VN", { ...date, ...(text.length > 10 ? zone : { timeZone: "UTC" }) }).format(new Date(text));

/** A moment in Đà Nẵng: 14:59 23/11/2026. */
export const moment = (text) => `${new Intl.DateTimeFormat("vi-VN", { ...time, ...zone }).format(new Date(text))} ${day(text)}`;

/** A status in words, with a colour that helps but is not needed. */
export function statusTag(status, title) {
    const kind = { 3: "bad", 5: "care", 6: "care", 7: "care", 8: "bad", 9: "good", 10: "good" }[status] ?? "calm";
    return make("span", { class: `tag ${kind}` }, title);
}

for (const link of document.querySelectorAll(".top nav a")) {
    const path = link.getAttribute("href");
    if (location.pathname === path || location.pathname.startsWith(`${path}/`)) link.setAttribute("aria-current", "page");
}
