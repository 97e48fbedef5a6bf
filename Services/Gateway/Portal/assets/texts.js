// The words of scripts: written in Vietnamese, looked up for English.

const isEnglish = document.documentElement.lang === "en";
const texts = isEnglish ? await (await fetch("/assets/en.json")).json() : {};

/** How numbers and times are written. */
export const locale = isEnglish ? "en-GB" : "vi-VN";

/** The text in the page's language; `{name}` stands for the part of that name. */
export function t(text, parts = {}) {
    const words = texts[text] ?? text;
    return words.replace(/\{(\w+)\}/g, (whole, name) => parts[name] ?? whole);
}
