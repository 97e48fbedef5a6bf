// Public figures: how the units keep their time, as bars with a table beside, and the formula.
import { all, call } from "./api.js";
import { onSubmit } from "./forms.js";
import { failed, find, make, show } from "./page.js";
import { locale, t } from "./texts.js";
import { bar, shareOnTime } from "./charts.js";

const form = find("#period");
const whole = new Intl.NumberFormat(locale);
const columns = [
    ["carriedOver", t("Kỳ trước chuyển sang")], ["received", t("Tiếp nhận")], ["receivedOnline", t("Nộp trực tuyến")],
    ["resolvedBeforeDue", t("Giải quyết trước hạn")], ["resolvedOnDue", t("Giải quyết đúng hạn")],
    ["resolvedAfterDue", t("Giải quyết quá hạn")], ["stopped", t("Dừng")], ["returned", t("Trả lại")],
    ["withdrawn", t("Rút")], ["inProgress", t("Đang giải quyết")],
];

fillMonths();
try {
    const asked = Object.fromEntries(new URLSearchParams(location.search));
    const [units, procedures] = await Promise.all([all("units", { limit: "200" }), all("procedures", { limit: "100" })]);
    fill(find("#unit"), units.map(({ code, name }) => [code, name]));
    fill(find("#procedure"), procedures.map(({ code, name }) => [code, name]));
    for (const [name, value] of Object.entries(asked)) if (form.elements[name]) form.elements[name].value = value;
    draw((await call("GET", "statistics", { query: asked })).body);
} catch (error) { failed(error); }
find("#waiting").hidden = true;

onSubmit(form, async (query) => {
    draw((await call("GET", "statistics", { query })).body);
    history.replaceState(null, "", `?${new URLSearchParams(query)}`);
    find("#period-name").focus();
});

/** The months of two years, the newest first. */
function fillMonths() {
    const now = new Date(Date.now() + 7 * 3600 * 1000);
    const months = Array.from({ length: 24 }, (_, back) => {
        const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString().slice(0, 7);
        return [month, written(month)];
    });
    for (const id of ["#from", "#to"]) fill(find(id), months);
}

function written(month) {
    return t("tháng {month}/{year}", { month: month.slice(5), year: month.slice(0, 4) });
}

function fill(select, options) {
    select.append(...options.map(([value, text]) => make("option", { value }, text)));
}

function draw({ from, to, total, units, procedures, formula }) {
    find("#problem").hidden = true;
    find("#period-name").textContent = from === to
        ? t("Số liệu {month}", { month: written(from) })
        : t("Số liệu từ {from} đến hết {to}", { from: written(from), to: written(to) });
    const isEmpty = columns.every(([key]) => total[key] === 0);
    find("#nothing").hidden = !isEmpty;
    find("#figures").hidden = isEmpty;
    find("#totals").replaceChildren(
        tile(t("Giải quyết đúng hạn"), shareOnTime(total) ?? t("chưa có")),
        tile(t("Tiếp nhận trong kỳ"), whole.format(total.received)),
        tile(t("Nộp trực tuyến"), whole.format(total.receivedOnline)),
        tile(t("Đang giải quyết"), whole.format(total.inProgress)));
    const most = (list) => [...list].sort((a, b) => b.figures.received - a.figures.received).slice(0, 15);
    find("#unit-bars").replaceChildren(bar(t("Tất cả"), total), ...most(units).map(({ name, figures }) => bar(name, figures)));
    find("#procedure-bars").replaceChildren(...most(procedures).map(({ name, figures }) => bar(name, figures)));
    find("#tables").replaceChildren(
        table(t("Theo đơn vị"), t("Đơn vị"), [{ name: t("Tất cả"), figures: total }, ...units]),
        table(t("Theo thủ tục"), t("Thủ tục"), procedures));
    find("#formula").textContent = formula;
    show("#content", { focus: false });
}

function tile(name, value) {
    return make("li", {}, make("span", { class: "figure" }, value), make("span", {}, name));
}

function table(title, first, rows) {
    const titles = [...columns.map(([, each]) => each), t("Tỷ lệ đúng hạn")];
    const row = ({ name, figures }) => make("tr", {},
        make("th", { scope: "row", "data-label": first }, make("span", {}, name)),
        ...columns.map(([key, label]) => make("td", { class: "number", "data-label": label }, make("span", {}, whole.format(figures[key])))),
        make("td", { class: "number", "data-label": titles.at(-1) }, make("span", {}, shareOnTime(figures) ?? "–")));
    return make("div", { class: "scrolls", role: "region", "aria-label": title, tabindex: "0" },
        make("table", { class: "table narrow-columns" }, make("caption", {}, title),
            make("thead", {}, make("tr", {}, make("th", { scope: "col" }, first), ...titles.map((each) => make("th", { scope: "col", class: "number" }, each)))),
            make("tbody", {}, ...rows.map(row))));
}
