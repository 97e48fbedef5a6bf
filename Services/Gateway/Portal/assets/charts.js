// Bars of figures: pictures with a sentence for who cannot see them; patterns tell what colours tell.
import { make } from "./page.js";
import { locale, t } from "./texts.js";

const percent = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat(locale);
const space = "http://www.w3.org/2000/svg";

/** The share of finished dossiers that were in time, in words; nothing while none is finished. */
export const shareOnTime = ({ onTimePercent }) =>
    onTimePercent === undefined || onTimePercent === null ? undefined : `${percent.format(onTimePercent)} %`;

/** One row: how many were finished before, on and after the due day, as parts of all finished. */
export function bar(name, figures) {
    const parts = [
        { count: figures.resolvedBeforeDue, class: "fill-before" },
        { count: figures.resolvedOnDue, fill: "url(#on)" },
        { count: figures.resolvedAfterDue, fill: "url(#after)" },
    ];
    const sum = parts.reduce((total, part) => total + part.count, 0);
    const words = sum === 0 ? t("Chưa có hồ sơ nào giải quyết xong.")
        : t("{share} đúng hạn: {before} trước hạn, {on} đúng hạn, {after} quá hạn.", {
            share: shareOnTime(figures), before: whole.format(figures.resolvedBeforeDue),
            on: whole.format(figures.resolvedOnDue), after: whole.format(figures.resolvedAfterDue),
        });
    return make("li", {}, make("span", { class: "bar-name" }, name), sum > 0 && picture(parts, sum, `${name}: ${words}`), make("span", { class: "hint" }, words));
}

function picture(parts, sum, words) {
    const svg = shape("svg", { class: "bar", role: "img", "aria-label": words });
    let start = 0;
    for (const { count, ...look } of parts) {
        if (count) svg.append(shape("rect", { x: `${(start / sum) * 100}%`, width: `${(count / sum) * 100}%`, height: "100%", ...look }));
        start += count;
    }
    return svg;
}

function shape(tag, attributes) {
    const element = document.createElementNS(space, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
}
