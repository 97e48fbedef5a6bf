// One dossier on one page for the officer: what it says beside its papers, and the lawful moves only.
import { all, call } from "./api.js";
import { documentLine } from "./documents.js";
import { dossierPath, drawContent, drawHistory, drawPapers, dueBlock } from "./dossier.js";
import { onSubmit } from "./forms.js";
import { askMove } from "./move-form.js";
import { thread } from "./messages.js";
import { dueTag, officerAtWork, shortcuts } from "./office.js";
import { confirmed, dong, facts, failed, find, make, moment, show, start, statusTag, toast, watch } from "./page.js";
import { channels } from "./procedures.js";
import { t } from "./texts.js";
import { viewer } from "./viewer.js";

const code = decodeURIComponent(location.pathname.split("/").pop());
const reason = t("Xem xét hồ sơ {code}", { code });
const talk = thread(code, { side: "unit", reason });
const panel = viewer();
let me, dossier, version, procedure, units, colleagues = [];

await start(async () => {
    me = await officerAtWork();
    [{ body: dossier, version }, units, { body: { items: colleagues } }] = await Promise.all([call("GET", dossierPath(code)), all("units", { limit: "200" }), call("GET", "colleagues")]);
    ({ body: procedure } = await call("GET", `procedures/${encodeURIComponent(dossier.procedure)}`));
    draw();
    find("#viewer").append(panel.element);
    panel.element.hidden = true;
    find("#messages").append(talk.element);
    find("#content").hidden = false;
    await talk.refresh();
    watch(20, look);
});

async function look() {
    await talk.refresh();
    const answer = await call("GET", dossierPath(code), { ifNoneMatch: version });
    if (!answer) return;
    if (find("dialog[open]") || find("#appointment-note").value || find("#appointment-day").value) return void (find("#changed").hidden = false);
    ({ body: dossier, version } = answer);
    draw();
    toast(t("Hồ sơ vừa có thay đổi: {status}.", { status: dossier.statusTitle }));
}

async function reload() {
    ({ body: dossier, version } = await call("GET", dossierPath(code)));
    draw();
}
find("#reload").addEventListener("click", () => reload().catch(failed));

function draw() {
    const { applicant, payment, sync } = dossier;
    document.title = document.title.replace(/^[^–]*/, `${dossier.code} `);
    find("#changed").hidden = true;
    find("#name").textContent = dossier.procedureName;
    find("#status").replaceChildren(statusTag(dossier.status, dossier.statusTitle), " ", dueTag(dossier.due?.dueAt && !dossier.isPaused ? dossier.due.dueAt : undefined, dossier.isPaused));
    facts(find("#facts"), [
        [t("Mã số biên nhận"), make("span", { class: "code" }, dossier.code)], [t("Người nộp"), applicant && [applicant.fullName, applicant.identityNumber, applicant.phone, applicant.address].filter(Boolean).join(" · ")],
        [t("Người nộp thay"), applicant?.representative], [t("Cách nộp"), channels[dossier.channel]], [t("Trường hợp"), procedure.cases.find(({ key }) => key === dossier.caseKey)?.title],
        [t("Nộp lúc"), moment(dossier.submittedAt)], [t("Người xử lý"), dossier.assignee?.name ?? t("chưa ai nhận")],
        [t("Phí, lệ phí"), payment && [dong(payment.amountDong), payment.receiptNumber ? t("đã nộp, biên lai {number}", { number: payment.receiptNumber }) : t("chưa nộp"), payment.reported && t("công dân báo chuyển khoản {reference}", { reference: payment.reported.reference })].filter(Boolean).join(" · ")],
        [t("Người nhận kết quả"), dossier.handOver && [dossier.handOver.recipient, dossier.handOver.authority].filter(Boolean).join(", ")],
        [t("Kết thúc lúc"), dossier.closedAt && moment(dossier.closedAt)],
        [t("Đồng bộ"), sync && [{ taken: t("hệ thống khác đã nhận"), waiting: t("chờ gửi phiên bản mới"), refused: t("hệ thống khác chưa nhận") }[sync.state], sync.reference, sync.refusal].filter(Boolean).join(" · ")],
    ]);
    find("#due").replaceChildren(dueBlock(dossier));
    drawAssigning();
    find("#moves").replaceChildren(...dossier.moves.map((offered, index) => {
        const button = make("button", { type: "button", class: index > 0 && "plain", "data-move": offered.move }, offered.title);
        button.addEventListener("click", () => makeMove(offered));
        return button;
    }));
    find("#no-moves").hidden = dossier.moves.length > 0;
    drawContent(dossier, procedure, units, { answers: find("#answers"), components: find("#components") }, { line });
    drawHistory(find("#history"), dossier.history);
    drawPapers(find("#papers"), code, [["control-slip", t("Phiếu kiểm soát quá trình giải quyết (PDF)")]]).catch(failed);
    drawAppointment();
}

/** Makes a move, and says what came of it; when another was quicker, shows what is true now. */
async function makeMove(offered) {
    const moved = await askMove(offered, dossier, procedure);
    await reload();
    if (!moved) return;
    const done = show("#done");
    done.replaceChildren(make("p", {}, t("Đã thực hiện “{title}”. Hồ sơ ở trạng thái: {status}.", { title: offered.title, status: moved.statusTitle })),
        moved.paper ? make("p", {}, make("a", { href: `/api/v1/${dossierPath(code)}/papers/${moved.paper}`, download: "" }, t("Tải giấy tờ vừa lập (PDF)"))) : "");
}

function drawAssigning() {
    const parts = [];
    const button = (text, officer) => {
        const each = make("button", { type: "button", class: "plain small" }, text);
        each.addEventListener("click", () => assign(officer));
        return each;
    };
    if (!dossier.closedAt) {
        if (dossier.assignee?.id !== me.id) parts.push(button(t("Nhận việc"), me.id));
        else parts.push(button(t("Trả lại việc"), undefined));
        if (me.duties.includes("leadership")) {
            const select = make("select", { class: "short", "aria-label": t("Giao cho cán bộ") }, make("option", { value: "" }, t("Giao cho…")),
                ...colleagues.filter(({ id }) => id !== dossier.assignee?.id).map(({ id, fullName }) => make("option", { value: id }, fullName)));
            select.addEventListener("change", () => { if (select.value) assign(select.value); });
            parts.push(select);
        }
    }
    find("#assigning").replaceChildren(...parts);
}

async function assign(officer) {
    try {
        await call("PUT", `${dossierPath(code)}/assignee`, { body: officer ? { officer } : {}, ifMatch: version });
        toast(officer ? t("Đã giao việc.") : t("Đã trả lại việc."));
    } catch (error) { failed(error); }
    await reload().catch(failed);
}

/** A paper with its comparison: seen beside the form, compared with the original on the desk. */
function line(document) {
    const element = documentLine(document, { reason, view: see });
    const seen = document.comparison?.version ?? 0;
    const compare = (text, work) => {
        const button = make("button", { type: "button", class: "reveal", "aria-label": `${text}: ${document.fileName}` }, text);
        button.addEventListener("click", work);
        element.lastElementChild.append(button);
    };
    const send = async (body) => {
        try {
            await call("POST", `documents/${encodeURIComponent(document.id)}/comparisons`, { body: { ...body, seen } });
            toast(t("Đã ghi nhận đối chiếu. Công dân được báo khi không khớp."));
            // The mark is announced to the dossier a moment later.
            setTimeout(() => reload().catch(failed), 700);
        } catch (error) { failed(error); }
    };
    compare(t("Khớp bản chính"), async () => {
        if (await confirmed({ title: t("Khớp bản chính?"), text: t("Ghi nhận {name} khớp với bản chính mà công dân đã xuất trình.", { name: document.fileName }), action: t("Khớp") })) send({ result: "matches" });
    });
    compare(t("Không khớp"), async () => {
        const note = await askNote(document.fileName);
        if (note) send({ result: "differs", note });
    });
    return element;
}

function askNote(name) {
    const control = make("textarea", { id: "differs-note", name: "note", rows: "3", maxlength: "500", required: true });
    const form = make("form", { method: "dialog" }, make("h2", { id: "differs-title" }, t("{name} không khớp bản chính", { name })),
        make("div", { class: "field" }, make("label", { for: "differs-note" }, t("Khác ở điểm nào? Công dân sẽ đọc được.")), control),
        make("p", { class: "actions" }, make("button", { value: "yes", class: "danger" }, t("Ghi nhận không khớp")), make("button", { value: "no", class: "plain", formnovalidate: true }, t("Thôi"))));
    const dialog = make("dialog", { class: "dialog", "aria-labelledby": "differs-title" }, form);
    document.body.append(dialog);
    dialog.showModal();
    return new Promise((resolve) => dialog.addEventListener("close", () => {
        dialog.remove();
        resolve(dialog.returnValue === "yes" ? control.value.trim() : undefined);
    }));
}

function see(document) {
    find("#viewer-empty").hidden = true;
    panel.element.hidden = false;
    panel.open(document, { reason });
    find("#viewing").focus();
    if (matchMedia("(max-width: 60rem)").matches) find("#viewing").scrollIntoView();
}

function drawAppointment() {
    const { appointment } = dossier;
    find("#appointment").hidden = Boolean(dossier.closedAt) || !dossier.components.some(({ documents }) => documents.length);
    find("#appointment-now").textContent = appointment ? t("Đã hẹn lúc {time} tại {place}.", { time: moment(appointment.at), place: appointment.place }) : t("Chưa hẹn.");
    find("#appointment-off").hidden = !appointment;
    find("#appointment button").textContent = appointment ? t("Đổi lịch hẹn") : t("Hẹn");
}

async function setAppointment(body, said) {
    await call("PUT", `${dossierPath(code)}/appointment`, { body, ifMatch: version });
    find("#appointment").reset();
    await reload();
    toast(said);
}
onSubmit(find("#appointment"), ({ day, time, note }) =>
    setAppointment({ at: `${day}T${time}:00+07:00`, ...(note && { note }) }, t("Đã hẹn. Công dân được báo qua thông báo và thư.")));
find("#appointment-off").addEventListener("click", () => setAppointment({}, t("Đã huỷ hẹn. Công dân được báo.")).catch(failed));

shortcuts({
    digit: (key) => find("#moves").children[Number(key) - 1]?.click(), m: () => find("#message-unit").focus(),
    p: () => find("#components button")?.click(),
});
