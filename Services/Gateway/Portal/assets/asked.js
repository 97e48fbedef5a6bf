// What a dossier asks of its citizen now; where it asks nothing, what happens next.
import { wayToPay } from "./dossier.js";
import { day, dong, facts, make, moment } from "./page.js";
import { t } from "./texts.js";

/** The paragraphs of “Việc Ông/Bà cần làm”. */
export function asked(dossier, procedure) {
    if (dossier.closedAt) return closed(dossier);
    const parts = [supplement(dossier, procedure), payment(dossier), appointment(dossier), result(dossier)].filter(Boolean).flat();
    return parts.length ? parts : [make("p", {}, nothing(dossier))];
}

function supplement({ status, supplement: request }, procedure) {
    if (status !== 5 || !request) return undefined;
    const names = new Map(procedure.components.map(({ key, name }) => [key, name]));
    const until = day(request.lastDay);
    return [
        make("p", {}, request.sentAt
            ? t("Ông/Bà đã gửi bổ sung lúc {time}. Đơn vị đang xem; nếu còn thiếu, Ông/Bà vẫn gửi thêm được đến hết ngày {day}.", { time: moment(request.sentAt), day: until })
            : t("Vui lòng bổ sung trước hết ngày {day}:", { day: until })),
        make("ul", {}, ...request.items.map(({ component, content }) => make("li", {}, component && make("strong", {}, `${names.get(component) ?? component}: `), content))),
        make("p", { class: "hint" }, `${t("Lý do: {reason}", { reason: request.reason })} · ${t("Căn cứ: {ground}", { ground: request.legalGround })}`),
    ];
}

function payment({ status, payment: request, unitName }) {
    if (status !== 6 || !request || request.receiptNumber) return undefined;
    const { way, reported } = request;
    return [
        make("p", {}, t("Vui lòng nộp {amount}. Thời hạn giải quyết tạm dừng đến khi đã nộp.", { amount: dong(request.amountDong) })),
        make("p", {}, t("Nộp tại Bộ phận Một cửa của {unit}{transfer}.", { unit: unitName, transfer: way ? t(", hoặc chuyển khoản như sau") : "" })),
        way && wayToPay(way),
        reported && make("p", { class: "notice good" }, t("Ông/Bà đã báo chuyển khoản với mã {reference} lúc {time}. Đơn vị sẽ ghi nhận khi tiền đến.", { reference: reported.reference, time: moment(reported.at) })),
    ].filter(Boolean);
}

function appointment({ appointment: visit }) {
    if (!visit) return undefined;
    const list = make("dl", { class: "facts" });
    facts(list, [
        [t("Thời gian"), make("strong", {}, moment(visit.at))], [t("Địa điểm"), visit.place],
        [t("Mang theo"), make("ul", { class: "plain-list" }, ...visit.items.map((item) => make("li", {}, item)))], [t("Lời nhắn của đơn vị"), visit.note],
    ]);
    return [make("p", {}, t("Vui lòng mang bản chính đến để đối chiếu:")), list];
}

function result({ status, unitName }) {
    if (status !== 9) return undefined;
    return make("p", {}, t("Đã có kết quả. Vui lòng đến {unit} nhận, mang theo giấy tờ tuỳ thân và bản chính các giấy tờ đã quét gửi. Người nhận thay cần có giấy uỷ quyền.", { unit: unitName }));
}

function nothing({ status, due, unitName }) {
    if (status === 7) return t("Ông/Bà đã yêu cầu rút hồ sơ. {unit} xem yêu cầu và trả lời; hiện Ông/Bà không cần làm gì.", { unit: unitName });
    return due
        ? t("Hiện Ông/Bà không cần làm gì. {unit} xử lý chậm nhất lúc {time}.", { unit: unitName, time: moment(due.dueAt) })
        : t("Hiện Ông/Bà không cần làm gì. {unit} đang xử lý.", { unit: unitName });
}

/** Why it is over, and what can be done then. */
function closed({ procedure, outcome, history }) {
    const last = history.at(-1);
    const words = {
        refused: t("Hồ sơ không được giải quyết."), withdrawn: t("Hồ sơ đã được rút theo yêu cầu của Ông/Bà."),
        stopped: t("Đơn vị đã dừng giải quyết hồ sơ."), lapsed: t("Hồ sơ đã đóng vì quá hạn bổ sung."),
    };
    const again = make("a", { href: `/dich-vu/${encodeURIComponent(procedure)}` }, t("Xem thủ tục và nộp hồ sơ mới"));
    return [
        make("p", {}, words[outcome] ?? t("Hồ sơ đã kết thúc. Ông/Bà không cần làm gì thêm.")),
        last?.reason && outcome !== "withdrawn" && make("p", {}, t("Lý do: {reason}", { reason: last.reason })),
        last?.legalGround && make("p", {}, t("Căn cứ: {ground}", { ground: last.legalGround })),
        words[outcome] && make("p", {}, again),
    ].filter(Boolean);
}
