// Parts of a dossier that citizens and officers see alike.
import { call } from "./api.js";
import { documentLine } from "./documents.js";
import { answerRows, forCase } from "./fields.js";
import { facts, find, make, moment } from "./page.js";
import { t } from "./texts.js";

/** The address of a dossier in the API. */
export const dossierPath = (code) => `dossiers/${encodeURIComponent(code)}`;

/** What comes of a dossier, in words. */
export const outcomeTitles = {
    granted: t("Đồng ý giải quyết"), refused: t("Không đủ điều kiện giải quyết"), withdrawn: t("Công dân đã rút hồ sơ"),
    stopped: t("Dừng giải quyết"), lapsed: t("Quá hạn bổ sung"),
};

/** What happened, the newest first. */
export function drawHistory(list, steps) {
    list.replaceChildren(...[...steps].reverse().map((step) => make("li", {},
        make("p", { class: "title" }, step.title),
        step.reason && make("p", {}, t("Lý do: {reason}", { reason: step.reason })),
        step.legalGround && make("p", {}, t("Căn cứ: {ground}", { ground: step.legalGround })),
        make("p", { class: "hint" }, [moment(step.at), step.actor].filter(Boolean).join(" · ")))));
}

/** Until when, and why then. */
export function dueBlock({ due, dueInWords, isPaused }) {
    if (!due) return make("p", {}, t("Không còn thời hạn nào đang tính."));
    return make("div", {},
        make("p", {}, isPaused ? t("Thời hạn đang tạm dừng; nếu tiếp tục ngay, hạn là ") : t("Hạn xử lý: "), make("strong", {}, moment(due.dueAt)), "."),
        dueInWords?.length > 0 && make("details", {}, make("summary", {}, t("Cách tính thời hạn")), make("ul", {}, ...dueInWords.map((words) => make("li", {}, words)))));
}

/** Form and papers as they were handed in. */
export function drawContent(dossier, procedure, units, { answers, components }, options) {
    facts(answers, answerRows(forCase(procedure.form, dossier.caseKey), dossier.answers, units));
    components.replaceChildren(...dossier.components.flatMap((component) => [
        make("h3", {}, component.name),
        (component.originals || component.copies) ? make("p", { class: "hint" }, t("Nộp tại quầy: {originals} bản chính, {copies} bản sao.", { originals: component.originals ?? 0, copies: component.copies ?? 0 })) : "",
        ...component.documents.map((document) => options?.line?.(document) ?? documentLine(document, options)),
    ]));
}

/** The papers that were issued, and the receipt. */
export async function drawPapers(list, code, others = []) {
    const file = (rest, title, note) => make("li", {}, make("a", { href: `/api/v1/${dossierPath(code)}/${rest}`, download: "" }, title), note && make("p", { class: "hint" }, note));
    const { body } = await call("GET", `${dossierPath(code)}/papers`);
    list.replaceChildren(file("receipt", t("Giấy biên nhận (PDF)")), ...others.map(([rest, title]) => file(rest, title)),
        ...body.items.map((paper) => file(`papers/${paper.number}`, `${paper.title} (PDF)`, moment(paper.issuedAt))));
}

/** Facts of how a fee is paid without coming to the counter. */
export function wayToPay({ title, facts: lines }) {
    const list = make("dl", { class: "facts" });
    facts(list, lines.map(({ label, value }) => [label, make("span", { class: "code" }, value)]));
    return make("div", {}, make("h3", {}, title), list);
}
