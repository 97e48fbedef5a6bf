// The receipt of a dossier: what to write down, print or keep.
import { call } from "./api.js";
import { facts, find, make, moment, start, toast } from "./page.js";
import { picture } from "./picture.js";
import { t } from "./texts.js";

const code = decodeURIComponent(location.pathname.split("/").pop());
const path = `dossiers/${encodeURIComponent(code)}`;

await start(async () => {
    const [{ body: dossier }, { body: card }] = await Promise.all([call("GET", path), call("GET", `${path}/receipt-card`)]);
    draw(dossier, card);
    find("#content").hidden = false;
});

function draw(dossier, card) {
    document.title = document.title.replace(/^[^–]*/, `${t("Biên nhận")} ${card.code} `);
    find("#done").textContent = dossier.status === 1
        ? t("Hồ sơ đã được gửi đến {unit}. Đơn vị sẽ xem và trả lời Ông/Bà.", { unit: dossier.unitName })
        : t("Hồ sơ hiện ở trạng thái: {status}.", { status: dossier.statusTitle });
    find("#code").textContent = card.code;
    find("#sms").textContent = `DVC ${card.code}`;
    find("#open").href = `/ho-so/${encodeURIComponent(card.code)}`;
    find("#pdf").href = `/api/v1/${path}/receipt`;
    facts(find("#facts"), [
        [t("Số bí mật"), make("span", { class: "typed" }, card.secretDigits)], [t("Thủ tục"), dossier.procedureName],
        [t("Nơi nhận"), dossier.unitName], [t("Nộp lúc"), moment(dossier.submittedAt)],
    ]);
    find("#picture").replaceChildren(picture(card.qrCode, t("Mã QR để tra cứu hồ sơ {code}", { code: card.code })));
    find("#due").textContent = !dossier.due ? t("Việc giải quyết đã xong.")
        : dossier.status === 1 ? t("Đơn vị trả lời về việc tiếp nhận chậm nhất lúc {time}; khi tiếp nhận, ngày trả kết quả được ghi trên giấy tiếp nhận.", { time: moment(dossier.due.dueAt) })
            : t("Chậm nhất lúc {time}.", { time: moment(dossier.due.dueAt) });
    find("#due-part").hidden = !dossier.dueInWords?.length;
    find("#due-words").replaceChildren(...(dossier.dueInWords ?? []).map((words) => make("li", {}, words)));
    find("#copy").addEventListener("click", async () => {
        try {
            await navigator.clipboard.writeText(card.code);
            toast(t("Đã chép mã {code}.", { code: card.code }));
        } catch { toast(t("Trình duyệt không cho chép. Vui lòng chọn mã và chép bằng tay.")); }
    });
    find("#print").addEventListener("click", () => print());
}
