// What the catalogue holds: procedures with their versions, the working calendar, the units.
import { all, call } from "./api.js";
import { administratorAtWork } from "./office.js";
import { day, facts, find, make, moment, start } from "./page.js";
import { t } from "./texts.js";

await start(async () => {
    await administratorAtWork();
    const [procedures, units, { body: calendar }] = await Promise.all([all("procedures", { limit: "100" }), all("units", { limit: "200" }), call("GET", "calendar")]);
    const versions = await Promise.all(procedures.map(({ code }) => call("GET", `procedures/${encodeURIComponent(code)}/versions`)));
    find("#procedures").replaceChildren(...procedures.map((each, index) => procedure(each, versions[index].body.items)));
    drawCalendar(calendar);
    find("#units tbody").replaceChildren(...units.map(unit));
    find("#content").hidden = false;
});

function during(from, to) {
    return to ? t("từ {from} đến {to}", { from: day(from), to: day(to) }) : t("từ {from}", { from: day(from) });
}

function procedure({ code, name, field }, versions) {
    return make("li", {}, make("a", { class: "title", href: `/dich-vu/${encodeURIComponent(code)}` }, name),
        make("p", { class: "hint" }, `${code} · ${field}`),
        make("ul", {}, ...versions.map((each) => make("li", {}, t("Có hiệu lực {days}, nạp lúc {time}", { days: during(each.validFrom, each.validTo), time: moment(each.importedAt) })))));
}

function drawCalendar({ hours, lastHour, years, holidays, makeUpDays, sources, version }) {
    facts(find("#hours"), [
        [t("Giờ làm việc"), hours.join(", ")], [t("Nhận sau giờ này tính ngày kế tiếp"), lastHour],
        [t("Đã công bố lịch nghỉ các năm"), years.join(", ")], [t("Phiên bản"), make("span", { class: "code" }, version)],
    ]);
    find("#holidays").replaceChildren(...holidays.map(({ from, to, name }) => make("li", {}, `${from === to ? day(from) : `${day(from)} – ${day(to)}`}: ${name}`)));
    find("#make-up-days").replaceChildren(...makeUpDays.map((each) => make("li", {}, `${day(each.day)}: ${each.reason}`)));
    find("#no-make-up-days").hidden = makeUpDays.length > 0;
    find("#sources").replaceChildren(...sources.map((each) => make("li", {}, each)));
}

function unit({ code, name, agencyId, validFrom, validTo, successor }) {
    const cell = (label, text) => make("td", { "data-label": label }, make("span", {}, text));
    return make("tr", {}, make("th", { scope: "row", "data-label": t("Mã") }, make("span", {}, code)), cell(t("Tên"), name),
        cell(t("Mã định danh cơ quan"), agencyId), cell(t("Hiệu lực"), during(validFrom, validTo)), successor ? cell(t("Đơn vị kế tục"), successor) : make("td", {}));
}
