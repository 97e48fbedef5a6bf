// The personal page's dossiers: those that wait for the citizen first, drafts to go on with, those
// that the units work on, and those that are over.
import { all } from "./api.js";
import { find, make, moment, statusTag } from "./page.js";
import { steady } from "./steady.js";
import { t } from "./texts.js";

const asks = {
    5: t("Đơn vị đề nghị bổ sung giấy tờ."), 6: t("Cần nộp phí, lệ phí."), 9: t("Đã có kết quả, mời đến nhận."),
};
const parts = [
    [steady(find("#waiting-for-me ul"), asking), find("#waiting-for-me"), ({ status }) => asks[status]],
    [steady(find("#in-progress ul"), row), find("#in-progress"), ({ status, closedAt }) => !asks[status] && !closedAt],
    [steady(find("#closed ul"), row), find("#closed"), ({ closedAt }) => closedAt],
];
const putDrafts = steady(find("#drafts ul"), draftRow);

/** Draws drafts and dossiers. */
export async function drawDossiers() {
    const [drafts, dossiers] = await Promise.all([all("drafts"), all("dossiers", { limit: "100" })]);
    putDrafts(drafts);
    find("#drafts").hidden = drafts.length === 0;
    for (const [put, part, belongs] of parts) {
        const items = dossiers.filter(belongs);
        put(items);
        part.hidden = items.length === 0;
    }
    find("#closed-count").textContent = t("Đã kết thúc ({count})", { count: find("#closed ul").children.length });
    find("#no-dossiers").hidden = dossiers.length > 0;
}

function draftRow(draft) {
    return make("li", {},
        make("p", { class: "title" }, draft.procedureName), make("p", { class: "hint" }, t("Lưu lúc {time}", { time: moment(draft.savedAt) })),
        make("p", {}, make("a", { href: `/nop-ho-so/${encodeURIComponent(draft.procedure)}` }, t("Làm tiếp"))));
}

const pageOf = ({ code }) => `/ho-so/${encodeURIComponent(code)}`;

function asking(each) {
    return make("li", { class: "unread" },
        make("p", { class: "title" }, make("a", { href: pageOf(each) }, `${each.procedureName}: ${asks[each.status]}`)), ...factsOf(each));
}

function row(each) {
    return make("li", {},
        make("p", { class: "title" }, make("a", { href: pageOf(each) }, each.procedureName), statusTag(each.status, each.statusTitle)), ...factsOf(each));
}

function factsOf(each) {
    const times = [t("nộp {time}", { time: moment(each.submittedAt) }), each.closedAt ? t("kết thúc {time}", { time: moment(each.closedAt) }) : each.dueAt && t("hạn {time}", { time: moment(each.dueAt) })];
    return [
        make("p", {}, make("span", { class: "code" }, each.code), " · ", make("a", { href: `/bien-nhan/${encodeURIComponent(each.code)}`, "aria-label": t("Biên nhận {code}", { code: each.code }) }, t("Biên nhận"))),
        make("p", { class: "hint" }, [each.unitName, ...times].filter(Boolean).join(" · ")),
    ];
}
