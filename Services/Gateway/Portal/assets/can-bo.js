// The unit's queue: what waits, those due first at the top.
import { all, call } from "./api.js";
import { isoDay, onSubmit } from "./forms.js";
import { dueTag, officerAtWork, shortcuts } from "./office.js";
import { failed, find, make, moment, start, statusTag, statusTitles, watch } from "./page.js";
import { locale, t } from "./texts.js";

// Those an open dossier can be in.
const open = [1, 2, 4, 5, 6, 7, 9];
const whole = new Intl.NumberFormat(locale);
const form = find("#filters");
const body = find("#queue tbody");
let me, next, shown = 0;

await start(async () => {
    me = await officerAtWork();
    const units = await all("units", { limit: "200" }).catch(() => []);
    find("#who").textContent = [me.displayName, units.find(({ code }) => code === me.unit)?.name].filter(Boolean).join(" · ");
    find("#status").append(...open.map((status) => make("option", { value: String(status) }, statusTitles[status])));
    find("#register-part").hidden = !me.duties.some((duty) => duty === "reception" || duty === "leadership");
    readAddress();
    await Promise.all([drawWorkload(), drawQueue()]);
    find("#content").hidden = false;
    addEventListener("popstate", () => { readAddress(); drawQueue().catch(failed); });
    // Only while the first page is all that is shown: nobody loses the place.
    watch(30, async () => {
        await drawWorkload();
        if (shown <= 20 && !body.contains(document.activeElement)) await drawQueue();
    });
});

function query() {
    const data = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]).filter(([, value]) => value));
    return data;
}

function readAddress() {
    const asked = new URLSearchParams(location.search);
    form.reset();
    for (const name of ["q", "status", "due"]) form.elements[name].value = asked.get(name) ?? "";
    form.elements.mine.checked = asked.get("mine") === "true";
}

async function drawWorkload() {
    const { body: load } = await call("GET", "queue/workload");
    const tiles = [
        ["overdue", t("Quá hạn"), { due: "overdue" }, "bad"], ["dueSoon", t("Còn dưới 24 giờ"), { due: "soon" }, "care"],
        ["registered", t("Chờ tiếp nhận"), { status: "1" }], ["inTime", t("Đang xử lý, còn hạn"), {}],
        ["paused", t("Đang tạm dừng"), {}], ["toReturn", t("Chờ trả kết quả"), { status: "9" }],
    ];
    find("#workload").replaceChildren(...tiles.map(([key, title, filter, kind]) => {
        const count = load[key] >= 10000 ? "10.000+" : whole.format(load[key]);
        const inner = [make("span", { class: `figure ${load[key] ? kind ?? "" : ""}` }, count), make("span", {}, title)];
        return make("li", {}, Object.keys(filter).length ? make("a", { href: `/can-bo?${new URLSearchParams(filter)}` }, ...inner) : make("span", { class: "tile" }, ...inner));
    }));
}

async function drawQueue(after) {
    const answer = await call("GET", "queue", { query: { ...query(), after } });
    next = answer.body.next;
    if (!after) {
        body.replaceChildren();
        shown = 0;
    }
    body.append(...answer.body.items.map(row));
    shown += answer.body.items.length;
    find("#queue").hidden = shown === 0;
    find("#empty").hidden = shown > 0;
    find("#more").hidden = !next;
    find("#note").textContent = query().q ? t("Tìm thấy {count} hồ sơ, cả hồ sơ đã kết thúc.", { count: `${shown}${next ? "+" : ""}` }) : "";
}

function row(each) {
    const marks = [
        each.unreadMessages > 0 && make("span", { class: "tag care" }, t("{count} tin mới", { count: each.unreadMessages })),
        each.supplementSentAt && each.status === 5 && make("span", { class: "tag care" }, t("Đã gửi bổ sung")),
        each.transferReportedAt && each.status === 6 && make("span", { class: "tag care" }, t("Báo đã chuyển khoản")),
        each.isProposed && make("span", { class: "tag care" }, t("Chờ ký")),
    ].filter(Boolean);
    const cell = (label, ...children) => make("td", { "data-label": label }, make("div", {}, ...children));
    return make("tr", {},
        cell(t("Mã, thủ tục"), make("a", { class: "code open", href: `/can-bo/ho-so/${encodeURIComponent(each.code)}` }, each.code), make("br"), each.procedureName),
        cell(t("Người nộp"), each.applicantName, make("br"), make("span", { class: "hint" }, t("nộp {time}", { time: moment(each.submittedAt) }))),
        cell(t("Trạng thái"), statusTag(each.status, each.statusTitle), ...marks.flatMap((mark) => [" ", mark])),
        cell(t("Thời hạn"), dueTag(each.dueAt, each.status === 5 || each.status === 6)),
        cell(t("Người xử lý"), each.assignee ? (each.assignee.id === me.id ? make("strong", {}, t("Tôi")) : each.assignee.name) : claim(each)));
}

function claim(each) {
    const button = make("button", { type: "button", class: "plain small", "aria-label": t("Nhận việc {code}", { code: each.code }) }, t("Nhận việc"));
    button.addEventListener("click", async () => {
        try {
            await call("PUT", `dossiers/${encodeURIComponent(each.code)}/assignee`, { body: { officer: me.id }, ifMatch: `"${each.version}"` });
            const cell = make("strong", { tabindex: "-1" }, t("Tôi"));
            button.replaceWith(cell);
            cell.focus();
        } catch (error) { failed(error); }
    });
    return button;
}

async function search() {
    const asked = new URLSearchParams(query());
    history.pushState(null, "", asked.size ? `/can-bo?${asked}` : "/can-bo");
    find("#problem").hidden = true;
    await drawQueue();
}
form.addEventListener("submit", (event) => { event.preventDefault(); search().catch(failed); });
form.addEventListener("change", ({ target }) => { if (target.id !== "q") search().catch(failed); });
find("#more").addEventListener("click", () => drawQueue(next).catch(failed));

onSubmit(find("#register"), async ({ from, to }) => {
    location.assign(`/api/v1/register?${new URLSearchParams({ from: isoDay(from), to: isoDay(to) })}`);
});

function step(by) {
    const links = [...body.querySelectorAll("a.open")];
    const place = links.indexOf(document.activeElement);
    links[Math.min(Math.max(place + by, 0), links.length - 1)]?.focus();
}
shortcuts({ j: () => step(1), k: () => step(-1), "/": () => find("#q").focus() });
