// Words about procedures that several pages show.
import { dong, make } from "./page.js";
import { t } from "./texts.js";

export const channels = { online: t("Trực tuyến"), counter: t("Trực tiếp tại quầy"), post: t("Qua bưu chính") };
const units = { workingDay: t("ngày làm việc"), calendarDay: t("ngày"), workingHour: t("giờ làm việc"), month: t("tháng") };

/** How long handling takes: `3 ngày làm việc`. */
export const time = ({ amount, unit }) => `${amount} ${units[unit]}`;

/** What is charged. */
export function fee({ amountDong, per }) {
    if (amountDong === undefined || amountDong === null) return t("Theo quy định của Hội đồng nhân dân");
    return [amountDong === 0 ? t("Không thu") : dong(amountDong), per].filter(Boolean).join(" ");
}

/** What a component asks for: its form, how many, when it is not needed. */
export function componentNotes({ formName, originals, copies, notNeededIf }) {
    return [
        formName && t("Mẫu: {name}", { name: formName }), originals && t("{count} bản chính", { count: originals }),
        copies && t("{count} bản sao", { count: copies }), notNeededIf && t("Không cần nếu: {when}", { when: notNeededIf }),
    ].filter(Boolean).join(" · ");
}

/** When a result would be there, with the explanation to open. */
export function estimate({ result, words }, moment) {
    return make("div", {}, make("p", {}, t("Nếu nộp bây giờ, trả kết quả chậm nhất lúc "), make("strong", {}, moment(result.dueAt)), "."),
        make("details", {}, make("summary", {}, t("Cách tính thời hạn")), make("ul", {}, ...words.map((word) => make("li", {}, word)))));
}
