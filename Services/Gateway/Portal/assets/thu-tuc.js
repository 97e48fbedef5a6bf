import { call } from "./api.js";
import { facts, failed, find, make } from "./page.js";

const kinds = {
    submit: "Giấy tờ phải nộp", conditional: "Giấy tờ nộp theo trường hợp",
    show: "Giấy tờ xuất trình tại quầy", note: "Ghi chú",
};
const channels = { online: "Trực tuyến", counter: "Trực tiếp tại quầy", post: "Qua bưu chính" };
const units = { workingDay: "ngày làm việc", calendarDay: "ngày", workingHour: "giờ làm việc", month: "tháng" };
const dong = (amount) => amount === 0 ? "Không thu" : `${new Intl.NumberFormat("vi-VN").format(amount)} đồng`;

try {
    const code = decodeURIComponent(location.pathname.split("/").pop());
    const { body } = await call("GET", `procedures/${encodeURIComponent(code)}`);
    find("#waiting").hidden = true;
    draw(body);
    find("#content").hidden = false;
} catch (error) {
    find("#name").textContent = "Chưa mở được thủ tục";
    failed(error);
}

function draw(procedure) {
    document.title = document.title.replace(find("#name").textContent, procedure.name);
    find("#name").textContent = procedure.name;
    find("#summary").textContent = procedure.summary;
    facts(find("#facts"), [
        ["Mã thủ tục", procedure.code], ["Lĩnh vực", procedure.field],
        ["Cơ quan giải quyết", procedure.authority], ["Kết quả", procedure.result],
    ]);
    const titles = new Map(procedure.cases.map((each) => [each.key, each.title]));
    const where = (each) => [channels[each.channel], titles.get(each.caseKey)].filter(Boolean).join(", ");
    const line = (each, text) => make("li", {}, [where(each), text].filter(Boolean).join(": "), each.note ? ` (${each.note})` : "");
    find("#times").replaceChildren(...procedure.times.map((each) => line(each, `${each.amount} ${units[each.unit]}`)));
    find("#fees").replaceChildren(...procedure.fees.map((each) =>
        line(each, each.amountDong === undefined || each.amountDong === null
            ? "Theo quy định của Hội đồng nhân dân" : dong(each.amountDong) + (each.per ? ` ${each.per}` : ""))));
    find("#cases").replaceChildren(...procedure.cases.map((each) => make("li", {}, each.title)));
    find("#cases-section").hidden = procedure.cases.length < 2;
    find("#grounds").replaceChildren(...procedure.legalGrounds.map((each) => make("li", {}, each)));
    find("#components").replaceChildren(...Object.entries(kinds).flatMap(([kind, title]) => {
        const papers = procedure.components.filter((each) => each.kind === kind);
        return papers.length ? [make("h3", {}, title), make("ul", {}, ...papers.map((each) => paper(each, titles)))] : [];
    }));
}

function paper(each, titles) {
    const counts = [each.originals ? `${each.originals} bản chính` : "", each.copies ? `${each.copies} bản sao` : ""].filter(Boolean).join(", ");
    const cases = (each.cases ?? []).map((key) => titles.get(key)).filter(Boolean).join("; ");
    const notes = [
        each.formName ? `Mẫu: ${each.formName}` : "", counts, cases ? `Trường hợp: ${cases}` : "",
        each.notNeededIf ? `Không cần nếu: ${each.notNeededIf}` : "",
    ].filter(Boolean).join(" · ");
    return make("li", {}, each.name, notes ? make("p", { class: "hint" }, notes) : undefined);
}
