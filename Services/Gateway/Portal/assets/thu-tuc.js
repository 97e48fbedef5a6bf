// One public service: what it needs, costs and takes, and when a result would be there.
import { call } from "./api.js";
import { facts, failed, find, make, moment } from "./page.js";
import { channels, componentNotes, estimate, fee, time } from "./procedures.js";
import { t } from "./texts.js";

const kinds = {
    submit: t("Giấy tờ phải nộp"), conditional: t("Giấy tờ nộp theo trường hợp"),
    show: t("Giấy tờ xuất trình tại quầy"), note: t("Ghi chú"),
};

try {
    const code = decodeURIComponent(location.pathname.split("/").pop());
    const { body } = await call("GET", `procedures/${encodeURIComponent(code)}`);
    draw(body);
    find("#content").hidden = false;
    await drawEstimate(body);
} catch (error) {
    if (find("#content").hidden) find("#name").textContent = t("Chưa mở được thủ tục");
    failed(error);
}
find("#waiting").hidden = true;

function draw(procedure) {
    document.title = document.title.replace(find("#name").textContent, procedure.name);
    find("#name").textContent = procedure.name;
    find("#summary").textContent = procedure.summary;
    find("#apply").hidden = !procedure.times.some((each) => !each.channel || each.channel === "online");
    find("#apply-link").href = `/nop-ho-so/${encodeURIComponent(procedure.code)}`;
    facts(find("#facts"), [
        [t("Mã thủ tục"), procedure.code], [t("Lĩnh vực"), procedure.field],
        [t("Cơ quan giải quyết"), procedure.authority], [t("Kết quả"), procedure.result],
    ]);
    const titles = new Map(procedure.cases.map((each) => [each.key, each.title]));
    const where = (each) => [channels[each.channel], titles.get(each.caseKey)].filter(Boolean).join(", ");
    const line = (each, text) => make("li", {}, [where(each), text].filter(Boolean).join(": "), each.note ? ` (${each.note})` : "");
    find("#times").replaceChildren(...procedure.times.map((each) => line(each, time(each))));
    find("#fees").replaceChildren(...procedure.fees.map((each) => line(each, fee(each))));
    find("#cases").replaceChildren(...procedure.cases.map((each) => make("li", {}, each.title)));
    find("#cases-section").hidden = procedure.cases.length < 2;
    find("#grounds").replaceChildren(...procedure.legalGrounds.map((each) => make("li", {}, each)));
    find("#components").replaceChildren(...Object.entries(kinds).flatMap(([kind, title]) => {
        const papers = procedure.components.filter((each) => each.kind === kind);
        return papers.length ? [make("h3", {}, title), make("ul", {}, ...papers.map((each) => paper(each, titles)))] : [];
    }));
}

function paper(each, titles) {
    const cases = (each.cases ?? []).map((key) => titles.get(key)).filter(Boolean).join("; ");
    const notes = [componentNotes(each), cases && t("Trường hợp: {cases}", { cases })].filter(Boolean).join(" · ");
    return make("li", {}, each.name, notes && make("p", { class: "hint" }, notes));
}

/** When a result would be there, for the case that is chosen. */
async function drawEstimate({ code, cases }) {
    const select = find("#case");
    select.append(...cases.map(({ key, title }) => make("option", { value: key }, title)));
    find("#case-field").hidden = cases.length < 2;
    const look = async () => {
        const { body } = await call("GET", `procedures/${encodeURIComponent(code)}/due-dates`, { query: { caseKey: select.value } });
        find("#estimate").replaceChildren(estimate(body, moment));
    };
    select.addEventListener("change", () => look().catch(failed));
    await look();
}
