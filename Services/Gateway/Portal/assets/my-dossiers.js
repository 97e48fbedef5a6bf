// The personal page's dossiers: those that wait for the citizen first, drafts to go on with.
import { all } from "./api.js";
import { find, make, moment, statusTag } from "./page.js";
import { paged } from "./paged.js";
import { t } from "./texts.js";

const asks = {
    5: t("Đơn vị đề nghị bổ sung giấy tờ."), 6: t("Cần nộp phí, lệ phí."), 9: t("Đã có kết quả, mời đến nhận."),
};

/** Draws drafts and dossiers. */
export async function drawDossiers() {
    find("#waiting-for-me ul").replaceChildren();
    const [drafts] = await Promise.all([all("drafts"), paged(find("#dossiers"), "dossiers", row)]);
    find("#drafts").hidden = drafts.length === 0;
    find("#drafts ul").replaceChildren(...drafts.map((draft) => make("li", {},
        make("p", { class: "title" }, draft.procedureName), make("p", { class: "hint" }, t("Lưu lúc {time}", { time: moment(draft.savedAt) })),
        make("p", {}, make("a", { href: `/nop-ho-so/${encodeURIComponent(draft.procedure)}` }, t("Làm tiếp"))))));
    find("#waiting-for-me").hidden = find("#waiting-for-me ul").children.length === 0;
}

function row(each) {
    const href = `/ho-so/${encodeURIComponent(each.code)}`;
    const ask = asks[each.status];
    if (ask) find("#waiting-for-me ul").append(make("li", { class: "unread" }, make("p", { class: "title" }, make("a", { href }, `${each.procedureName}: ${ask}`)), make("p", { class: "hint code" }, each.code)));
    return make("li", {},
        make("p", { class: "title" }, make("a", { href }, each.procedureName)),
        make("p", {}, statusTag(each.status, each.statusTitle)),
        make("p", { class: "code" }, each.code),
        make("p", { class: "hint" }, [each.unitName, t("nộp {time}", { time: moment(each.submittedAt) }), each.closedAt ? t("kết thúc {time}", { time: moment(each.closedAt) }) : each.dueAt && t("hạn {time}", { time: moment(each.dueAt) })].filter(Boolean).join(" · ")),
        make("p", {}, make("a", { href: `/bien-nhan/${encodeURIComponent(each.code)}` }, t("Biên nhận"))));
}
