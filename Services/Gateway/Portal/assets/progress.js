// How far a dossier is, as steps on a way, told from its status alone.
import { make, statusTitles } from "./page.js";
import { t } from "./texts.js";

const usual = [1, 2, 4, 9, 10];
/** Where a status stands off the usual way, only the steps that were surely taken come before it. */
const others = { 3: [1, 3], 5: [1, 5, 9, 10], 6: [1, 2, 6, 9, 10], 7: [1, 7], 8: [1, 2, 8] };

/** What a status means, in a sentence for anybody. */
const words = {
    1: t("Cơ quan giải quyết đã nhận được hồ sơ và đang xem để tiếp nhận."),
    2: t("Hồ sơ đã được tiếp nhận và chờ xử lý."),
    3: t("Hồ sơ chưa đủ điều kiện tiếp nhận; lý do được ghi trong thông báo gửi người nộp."),
    4: t("Hồ sơ đang được xử lý."),
    5: t("Người nộp cần bổ sung giấy tờ; thời hạn giải quyết tạm dừng đến khi bổ sung đủ."),
    6: t("Người nộp cần nộp phí, lệ phí; thời hạn giải quyết tạm dừng đến khi đã nộp."),
    7: t("Người nộp đã yêu cầu rút hồ sơ."),
    8: t("Việc giải quyết đã dừng; lý do được ghi trong thông báo gửi người nộp."),
    9: t("Đã có kết quả. Người nộp đến cơ quan giải quyết để nhận."),
    10: t("Kết quả đã được trao cho người nhận."),
};

/** Draws the steps into an ordered list: those that are done, the present one, those to come. */
export function drawProgress(list, status) {
    const steps = others[status] ?? usual;
    const here = steps.indexOf(status);
    list.replaceChildren(...steps.map((step, index) =>
        make("li", { class: index < here ? "done" : index === here && "here", "aria-current": index === here && "step" },
            make("p", { class: "title" }, statusTitles[step]),
            make("p", { class: "hint" }, index < here ? t("Đã qua") : index === here ? words[step] : t("Chưa đến")))));
}
