// One of my dossiers: what is asked of me first, then how far it is, the talk with the unit, and all
// that was handed in. Looked at again every 20 seconds with the version that is shown: while nothing changed
// the answer is empty, and no connection is held open, where an event stream for each open page would
// hold one of the gateway's.
import { all, call } from "./api.js";
import { dossierPath, drawContent, drawHistory, drawPapers, dueBlock, wayToPay } from "./dossier.js";
import { onSubmit } from "./forms.js";
import { confirmed, day, dong, facts, failed, find, make, moment, start, statusTag, toast, watch } from "./page.js";
import { thread } from "./messages.js";
import { amendment } from "./amendment.js";
import { t } from "./texts.js";

const code = decodeURIComponent(location.pathname.split("/").pop());
const talk = thread(code, { side: "citizen" });
let dossier, version, procedure, units, form;

await start(async () => {
    [{ body: dossier, version }, units] = await Promise.all([call("GET", dossierPath(code)), all("units", { limit: "200" })]);
    ({ body: procedure } = await call("GET", `procedures/${encodeURIComponent(dossier.procedure)}`));
    draw();
    find("#messages").append(talk.element);
    find("#content").hidden = false;
    if (location.hash === "#messages-part") find("#messages-part").scrollIntoView();
    await talk.refresh();
    watch(20, look);
});

async function look() {
    await talk.refresh();
    const answer = await call("GET", dossierPath(code), { ifNoneMatch: version });
    if (!answer) return;
    if (isWriting()) return void (find("#changed").hidden = false);
    ({ body: dossier, version } = answer);
    draw();
    toast(t("Hồ sơ vừa có thay đổi: {status}.", { status: dossier.statusTitle }));
}

const isWriting = () => !find("#amendment").hidden || [find("#reference"), find("#withdrawal-reason")].some((field) => field.value.trim() !== "");

async function reload() {
    ({ body: dossier, version } = await call("GET", dossierPath(code)));
    draw();
}

function draw() {
    const { payment, appointment } = dossier;
    document.title = document.title.replace(/^[^–]*/, `${dossier.procedureName} `);
    find("#changed").hidden = true;
    find("#name").textContent = dossier.procedureName;
    find("#status").replaceChildren(statusTag(dossier.status, dossier.statusTitle));
    facts(find("#facts"), [
        [t("Mã số biên nhận"), make("span", { class: "code" }, dossier.code)], [t("Cơ quan giải quyết"), dossier.unitName],
        [t("Nộp lúc"), moment(dossier.submittedAt)], [t("Kết thúc lúc"), dossier.closedAt && moment(dossier.closedAt)],
        [t("Phí, lệ phí"), payment && `${dong(payment.amountDong)}${payment.receiptNumber ? ` · ${t("đã nộp, biên lai {number}", { number: payment.receiptNumber })}` : ""}`],
        [t("Lịch hẹn mang bản chính"), appointment && moment(appointment.at)],
        [t("Người nhận kết quả"), dossier.handOver && [dossier.handOver.recipient, dossier.handOver.authority].filter(Boolean).join(", ")],
    ]);
    find("#asked-body").replaceChildren(...asked());
    find("#transfer").hidden = !payment?.way;
    if (payment?.reported) find("#reference").value = payment.reported.reference;
    find("#amend").hidden = !dossier.canAmend;
    find("#amend").textContent = dossier.status === 5 ? t("Bổ sung ngay") : t("Sửa hồ sơ");
    find("#due").replaceChildren(dueBlock(dossier));
    drawHistory(find("#history"), dossier.history);
    drawContent(dossier, procedure, units, { answers: find("#answers"), components: find("#components") });
    find("#withdrawal").hidden = !dossier.moves.some(({ move }) => move === "requestWithdrawal");
    drawPapers(find("#papers"), code).catch(failed);
}

/** What the citizen is asked to do now; where nothing is, what happens next. */
function asked() {
    const { supplement, payment, appointment, status, due, unitName } = dossier;
    const parts = [];
    if (status === 5 && supplement) {
        const names = new Map(procedure.components.map(({ key, name }) => [key, name]));
        parts.push(make("p", {}, supplement.sentAt
            ? t("Ông/Bà đã gửi bổ sung lúc {time}. Đơn vị đang xem; nếu còn thiếu, Ông/Bà vẫn gửi thêm được đến hết ngày {day}.", { time: moment(supplement.sentAt), day: day(supplement.lastDay) })
            : t("Vui lòng bổ sung trước hết ngày {day}:", { day: day(supplement.lastDay) })),
        make("ul", {}, ...supplement.items.map(({ component, content }) => make("li", {}, component && make("strong", {}, `${names.get(component) ?? component}: `), content))),
        make("p", { class: "hint" }, `${t("Lý do: {reason}", { reason: supplement.reason })} · ${t("Căn cứ: {ground}", { ground: supplement.legalGround })}`));
    }
    if (payment && !payment.receiptNumber && status === 6) {
        parts.push(make("p", {}, t("Vui lòng nộp {amount}. Thời hạn giải quyết tạm dừng đến khi đã nộp.", { amount: dong(payment.amountDong) })),
            make("p", {}, t("Nộp tại Bộ phận Một cửa của {unit}{transfer}.", { unit: unitName, transfer: payment.way ? t(", hoặc chuyển khoản như sau") : "" })));
        if (payment.way) parts.push(wayToPay(payment.way));
        if (payment.reported) parts.push(make("p", { class: "notice good" }, t("Ông/Bà đã báo chuyển khoản với mã {reference} lúc {time}. Đơn vị sẽ ghi nhận khi tiền đến.", { reference: payment.reported.reference, time: moment(payment.reported.at) })));
    }
    if (appointment) {
        parts.push(make("p", {}, t("Vui lòng mang bản chính đến {place} lúc {time}: {items}.", { place: appointment.place, time: moment(appointment.at), items: appointment.items.join("; ") })),
            appointment.note && make("p", {}, t("Lời nhắn của đơn vị: {note}", { note: appointment.note })));
    }
    if (status === 9) parts.push(make("p", {}, t("Đã có kết quả. Vui lòng đến {unit} nhận, mang theo giấy tờ tuỳ thân và bản chính các giấy tờ đã quét gửi. Người nhận thay cần có giấy uỷ quyền.", { unit: unitName })));
    if (parts.length) return parts.filter(Boolean);
    if (dossier.closedAt) return [make("p", {}, t("Hồ sơ đã kết thúc: {status}. Ông/Bà không cần làm gì thêm.", { status: dossier.statusTitle.toLowerCase() }))];
    return [make("p", {}, due
        ? t("Hiện Ông/Bà không cần làm gì. {unit} xử lý chậm nhất lúc {time}.", { unit: unitName, time: moment(due.dueAt) })
        : t("Hiện Ông/Bà không cần làm gì. {unit} đang xử lý.", { unit: unitName }))];
}

find("#reload").addEventListener("click", () => reload().catch(failed));

onSubmit(find("#transfer"), async ({ reference }) => {
    await call("PUT", `${dossierPath(code)}/transfer`, { body: { reference: reference.replace(/[^0-9a-z]/gi, "") }, ifMatch: version });
    find("#reference").value = "";
    await reload();
    toast(t("Đã báo chuyển khoản. Đơn vị sẽ ghi nhận khi tiền đến."));
});

onSubmit(find("#withdrawal"), async ({ reason }) => {
    const isSure = await confirmed({ title: t("Yêu cầu rút hồ sơ {code}?", { code }), text: t("Việc giải quyết tạm dừng trong lúc đơn vị xem yêu cầu."), action: t("Yêu cầu rút"), isDangerous: true });
    if (!isSure) return;
    await call("POST", `${dossierPath(code)}/moves`, { body: { version: dossier.version, move: "requestWithdrawal", reason } });
    find("#withdrawal").reset();
    await reload();
    find("#asked-title").focus();
    toast(t("Đã gửi yêu cầu rút hồ sơ."));
});

find("#amend").addEventListener("click", () => {
    form = amendment(dossier, procedure, units, { fields: find("#amend-fields"), components: find("#amend-components") });
    find("#amendment-title").textContent = find("#amend").textContent;
    find("#amendment").hidden = false;
    find("#amendment").focus();
    find("#amendment").scrollIntoView({ block: "start" });
});
find("#amend-off").addEventListener("click", () => {
    find("#amendment").hidden = true;
    find("#amend").focus();
});
onSubmit(find("#amendment"), async () => {
    await call("PUT", dossierPath(code), { body: form.content(find("#amendment")), ifMatch: version });
    find("#amendment").hidden = true;
    await reload();
    find("#asked-title").focus();
    toast(t("Đã gửi. Đơn vị sẽ xem nội dung mới."));
}, { check: () => form.faults(find("#amendment")) });
