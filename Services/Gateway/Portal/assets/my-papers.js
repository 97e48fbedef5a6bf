// The personal page's papers: what each is, how long it is valid, where it is used, whether it was
// compared with its original.
import { call } from "./api.js";
import { documentLine, uploader } from "./documents.js";
import { onSubmit } from "./forms.js";
import { confirmed, day, failed, find, make, moment, toast } from "./page.js";
import { paged } from "./paged.js";
import { t } from "./texts.js";

const kinds = {
    identityCard: t("Căn cước, căn cước công dân"), birthNotice: t("Giấy chứng sinh"),
    maritalStatus: t("Giấy xác nhận tình trạng hôn nhân"), landOrHouse: t("Giấy tờ nhà, đất"),
    lease: t("Hợp đồng thuê, mượn nhà"), degree: t("Văn bằng, chứng chỉ"), other: t("Giấy tờ khác"),
};
const part = find("#giay-to");
const look = paged(part, "documents", row);
let units = new Map();

/** Draws the papers and the place to add more. */
export async function drawPapers(unitNames) {
    units = unitNames;
    addMore();
    await look();
}

function addMore() {
    const box = uploader({
        papers: false, label: t("giấy tờ cá nhân"),
        onChange: () => { if (box.documents().length && !box.isBusy()) { addMore(); look().catch(failed); } },
    });
    find("#add-papers").replaceChildren(box.element);
}

function row(paper) {
    const element = make("li", {});
    const comparison = paper.comparison && t("Đối chiếu lúc {time} tại {unit}", { time: moment(paper.comparison.comparedAt), unit: units.get(paper.comparison.unit) ?? paper.comparison.unit });
    const line = documentLine(paper);
    const action = (text, work) => {
        const button = make("button", { type: "button", class: "reveal", "aria-label": `${text}: ${paper.fileName}` }, text);
        button.addEventListener("click", () => work().catch(failed));
        line.lastElementChild.append(button);
    };
    action(t("Sửa thông tin"), async () => {
        element.append(editing(paper, element));
        find("input", element).focus();
    });
    action(t("Gỡ"), () => remove(paper, element));
    const validity = [paper.kind && kinds[paper.kind], paper.validTo ? t("có giá trị đến {day}", { day: day(paper.validTo) }) : paper.kind && t("không có ngày hết hạn")];
    if (isEnding(paper)) find(".tag", line).after(" ", make("span", { class: "tag care" }, t("Sắp hết hạn")));
    element.append(line,
        make("p", { class: "hint" }, [...validity, comparison, paper.comparison?.note, paper.storedAt && t("tải lên {time}", { time: moment(paper.storedAt) })].filter(Boolean).join(" · ")));
    if (paper.state === "quarantined") element.append(make("p", { class: "notice care" }, t("Tệp đang được kiểm tra an toàn, chưa dùng được.")));
    if (paper.usedIn.length) element.append(use(paper.usedIn));
    return element;
}

/** Whether a paper that still counts will not in 30 days. */
function isEnding({ validTo, isExpired }) {
    const soon = new Date(Date.now() + 30 * 24 * 3600 * 1000).toISOString().slice(0, 10);
    return Boolean(validTo) && !isExpired && validTo <= soon;
}

/** The dossiers a paper was handed in with; many of them are opened by a click. */
function use(codes) {
    const links = codes.map((code) => make("a", { class: "code", href: `/ho-so/${encodeURIComponent(code)}` }, code));
    if (codes.length < 3) return make("p", { class: "hint" }, t("Đã dùng trong hồ sơ: "), ...links.flatMap((link, index) => [index ? ", " : "", link]));
    return make("details", { class: "hint" }, make("summary", {}, t("Đã dùng trong {count} hồ sơ", { count: codes.length })), make("ul", {}, ...links.map((link) => make("li", {}, link))));
}

function editing(paper, element) {
    find("form", element)?.remove();
    const id = (name) => `${name}-${paper.id}`;
    const field = (name, label, attributes, hint) => make("div", { class: "field" }, make("label", { for: id(name) }, label), hint && make("p", { class: "hint" }, hint), make("input", { id: id(name), name, ...attributes }));
    const days = { "data-kind": "day", inputmode: "numeric", maxlength: "10", autocomplete: "off", class: "short" };
    // A file keeps its kind, and so the end of its name.
    const ending = /\.[^.]+$/.exec(paper.fileName)?.[0] ?? "";
    const off = make("button", { type: "button", class: "plain" }, t("Thôi"));
    off.addEventListener("click", () => {
        form.remove();
        find("button", element).focus();
    });
    const form = make("form", { class: "card spaced", novalidate: true },
        make("div", { class: "problem", role: "alert", tabindex: "-1", hidden: true }),
        field("stem", t("Tên tệp"), { value: paper.fileName.slice(0, paper.fileName.length - ending.length), required: true, maxlength: "150" }, ending && t("Đuôi {ending} được giữ nguyên.", { ending })),
        make("div", { class: "field" }, make("label", { for: id("kind") }, t("Loại giấy tờ")), make("select", { id: id("kind"), name: "kind", required: true },
            make("option", { value: "" }, t("Chọn…")), ...Object.entries(kinds).map(([value, title]) => make("option", { value, selected: value === paper.kind }, title)))),
        make("div", { class: "pair" },
            field("validFrom", t("Có giá trị từ ngày"), { ...days, value: paper.validFrom ? day(paper.validFrom) : "" }, t("Để trống nếu không ghi")),
            field("validTo", t("Đến hết ngày"), { ...days, value: paper.validTo ? day(paper.validTo) : "" }, t("Để trống nếu không có ngày hết hạn"))),
        paper.comparison && make("p", { class: "notice care" }, t("Đổi loại hoặc ngày giá trị thì giấy tờ phải được đối chiếu lại.")),
        make("p", { class: "actions" }, make("button", {}, t("Lưu")), off));
    onSubmit(form, async ({ stem, kind, validFrom, validTo }) => {
        const fileName = stem + ending;
        let { version } = await call("GET", `documents/${encodeURIComponent(paper.id)}`);
        const path = `documents/${encodeURIComponent(paper.id)}`;
        if (fileName !== paper.fileName) ({ version } = await call("PATCH", path, { body: { fileName }, ifMatch: version }));
        if (kind !== paper.kind || validFrom !== paper.validFrom || validTo !== paper.validTo) {
            await call("PUT", `${path}/classification`, { body: { kind, ...(validFrom && { validFrom }), ...(validTo && { validTo }) }, ifMatch: version });
        }
        form.remove();
        await again(element);
        toast(t("Đã lưu thông tin giấy tờ."));
    });
    return form;
}

/** Draws the papers again after one changed or went, and moves the reader to where it stood. */
async function again(element) {
    const index = [...element.parentElement.children].indexOf(element);
    await look();
    const rows = find("ul", part).children;
    const row = rows[index] ?? rows[index - 1];
    (row ? find("button", row) : find("h2", part)).focus();
}

async function remove(paper, element) {
    const text = paper.usedIn.length
        ? t("Giấy tờ này đã nộp trong {count} hồ sơ. Các hồ sơ đó vẫn giữ bản đã nộp theo quy định lưu trữ; giấy tờ chỉ được gỡ khỏi trang cá nhân.", { count: paper.usedIn.length })
        : t("Tệp sẽ bị xoá và không dùng lại được.");
    if (!await confirmed({ title: t("Gỡ {name}?", { name: paper.fileName }), text, action: t("Gỡ giấy tờ"), isDangerous: true })) return;
    await call("DELETE", `documents/${encodeURIComponent(paper.id)}`);
    await again(element);
    toast(t("Đã gỡ {name}.", { name: paper.fileName }));
}
