// Applies for a service, one stage after the other: case, answers, papers, check. The address's hash is
// the stage, so that "back" goes back.
import { Problem, all, call } from "./api.js";
import { openDraft } from "./draft.js";
import { documentLine, uploader } from "./documents.js";
import { answerRows, checkAnswers, drawFields, forCase, knownAnswers, readAnswers } from "./fields.js";
import { draw, onSubmit } from "./forms.js";
import { confirmed, facts, failed, find, make, moment, start } from "./page.js";
import { warningsOf } from "./precheck.js";
import { componentNotes, estimate, fee } from "./procedures.js";
import { t } from "./texts.js";

const stages = ["truong-hop", "thong-tin", "giay-to", "kiem-tra"];
const code = decodeURIComponent(location.pathname.split("/").pop());
const uploaders = new Map();
let procedure, units, allUnits, papers, draft, content, isFirst = true;

const fields = () => forCase(procedure.form, content.caseKey);
const components = () => forCase(procedure.components, content.caseKey);
const answersOfCase = () => Object.fromEntries(fields().filter(({ key }) => key in content.answers).map(({ key }) => [key, content.answers[key]]));
const papersOfCase = () => components().map((each) => ({ key: each.key, name: each.name, documents: content.components.get(each.key) ?? [] }));
const missingPapers = () => components().filter((each) => ["submit", "conditional"].includes(each.kind) && each.isRequired && !(content.components.get(each.key)?.length));

await start(async () => {
    const [{ body: me }, { body: found }] = await Promise.all([call("GET", "me"), call("GET", `procedures/${encodeURIComponent(code)}`)]);
    if (me.role !== "citizen") throw new Problem({ detail: t("Trang này dành cho công dân đã đăng nhập. Nếu Ông/Bà là cán bộ, hãy dùng trang Tiếp nhận tại quầy.") });
    procedure = found;
    find("#name").textContent = t("Nộp hồ sơ: {name}", { name: procedure.name });
    document.title = document.title.replace(/^[^–]*/, `${find("#name").textContent} `);
    find("#back").href = `/dich-vu/${encodeURIComponent(procedure.code)}`;
    find("#back").textContent = procedure.name;
    [units, allUnits, papers] = await Promise.all([
        all("units", { procedure: procedure.code, limit: "200" }), all("units", { limit: "200" }), all("documents", { limit: "100" })]);
    draft = await openDraft(procedure.code, { say: (words) => { find("#saved").textContent = words; }, onConflict });
    content = restored(draft.content, me);
    begin();
});

/** What was kept, or a first content with what the account knows. */
function restored(kept, { details, email }) {
    const known = new Map(papers.map((paper) => [paper.id, paper]));
    if (kept) {
        const components = kept.components.map(({ key, documents }) => [key, documents.map((id) => known.get(id)).filter(Boolean)]);
        return { caseKey: kept.caseKey, unit: kept.unit, answers: kept.answers, components: new Map(components) };
    }
    const name = details && [details.familyName, details.middleName, details.givenName].filter(Boolean).join(" ");
    const answers = knownAnswers(procedure.form, { ...details, fullName: name, email, address: details?.address.line });
    const unit = units.some((each) => each.code === details?.address.unit) ? details.address.unit : undefined;
    return { caseKey: procedure.cases.length === 1 ? procedure.cases[0].key : undefined, unit, answers, components: new Map() };
}

function begin() {
    find("#content").hidden = false;
    find("#resumed").hidden = !draft.isResumed;
    find("#cases").append(...procedure.cases.map(({ key, title }) => make("label", { class: "choice" },
        make("input", { type: "radio", name: "caseKey", value: key, required: true, checked: key === content.caseKey }), make("span", {}, title))));
    find("#cases").hidden = procedure.cases.length === 1;
    find("#unit").append(...units.map((unit) => make("option", { value: unit.code, selected: unit.code === content.unit }, unit.name)));
    addEventListener("hashchange", () => goTo(location.hash.slice(1)));
    const stage = stages.includes(location.hash.slice(1)) ? location.hash.slice(1) : draft.isResumed ? firstOpen() : stages[0];
    history.replaceState(null, "", `#${stage}`);
    goTo(stage, { focus: draft.isResumed });
}

/** The first stage where something is still to be done. */
function firstOpen() {
    if (!content.caseKey || !content.unit) return stages[0];
    if (checkAnswers(fields(), answersOfCase()).length) return stages[1];
    return missingPapers().length ? stages[2] : stages[3];
}

/** Shows a stage, but none behind one where something is still to be done. */
function goTo(stage, { focus = true } = {}) {
    const last = stages.indexOf(firstOpen());
    const place = Math.min(Math.max(stages.indexOf(stage), 0), last);
    if (stages[place] !== stage) return location.replace(`#${stages[place]}`);
    const draws = { "thong-tin": drawAnswers, "giay-to": drawComponents, "kiem-tra": drawCheck };
    draws[stage]?.();
    for (const form of document.querySelectorAll("form.stage")) form.hidden = form.id !== stage;
    [...find("#stages").children].forEach((item, index) => {
        const link = find("a", item);
        item.classList.toggle("done", index < place);
        link.toggleAttribute("aria-disabled", index > last);
        if (index === place) link.setAttribute("aria-current", "step");
        else link.removeAttribute("aria-current");
    });
    if (!focus) return;
    find("#resumed").hidden ||= place > 0 && !isFirst;
    isFirst = false;
    find("h2", find(`#${stage}`)).focus();
    find("#stages").scrollIntoView({ block: "start" });
}

function keep() {
    draft.keep({
        caseKey: content.caseKey, unit: content.unit, answers: content.answers,
        components: [...content.components].filter(([, documents]) => documents.length)
            .map(([key, documents]) => ({ key, documents: documents.map(({ id }) => id) })),
    });
}

/** Someone else, or another tab, has changed the draft: the person says which one counts. */
async function onConflict() {
    const mine = await confirmed({
        title: t("Bản nháp đã được sửa ở nơi khác"), text: t("Có thể Ông/Bà đã mở hồ sơ này trên máy hoặc thẻ khác. Giữ nội dung đang hiện ở đây, hay mở nội dung đã lưu ở nơi kia?"),
        action: t("Giữ nội dung ở đây"), other: t("Mở nội dung kia"),
    });
    if (mine) return draft.overwrite().catch(failed);
    draft.forget();
    location.reload();
}

find("#afresh").addEventListener("click", async () => {
    const isSure = await confirmed({ title: t("Bỏ bản nháp?"), text: t("Thông tin đã điền cho hồ sơ này sẽ bị xoá. Giấy tờ đã tải lên vẫn còn ở trang cá nhân."), action: t("Bỏ bản nháp"), isDangerous: true });
    if (!isSure) return;
    try {
        await draft.discard();
        location.assign(location.pathname);
    } catch (error) { failed(error); }
});

find("#truong-hop").addEventListener("change", ({ currentTarget: form }) => {
    const data = new FormData(form);
    content.caseKey = data.get("caseKey") ?? procedure.cases[0].key;
    content.unit = data.get("unit") || undefined;
    keep();
});
onSubmit(find("#truong-hop"), () => { location.hash = "thong-tin"; });

function drawAnswers() {
    find("#fields").replaceChildren(...drawFields(fields(), { answers: content.answers, units: allUnits }));
}
find("#thong-tin").addEventListener("input", ({ currentTarget: form }) => {
    const asked = new Set(fields().map(({ key }) => key));
    const others = Object.entries(content.answers).filter(([key]) => !asked.has(key));
    content.answers = { ...Object.fromEntries(others), ...readAnswers(form, fields()) };
    keep();
});
onSubmit(find("#thong-tin"), () => { location.hash = "giay-to"; }, { check: () => checkAnswers(fields(), answersOfCase()) });

function drawComponents() {
    const kinds = { submit: t("Giấy tờ phải nộp"), conditional: t("Giấy tờ nộp theo trường hợp"), show: t("Mang theo để xuất trình tại quầy"), note: t("Lưu ý") };
    find("#components").replaceChildren(...Object.entries(kinds).flatMap(([kind, title]) => {
        const items = components().filter((each) => each.kind === kind);
        if (!items.length) return [];
        return [make("h3", {}, title), ...(kind === "submit" || kind === "conditional" ? items.map(given) : [make("ul", {}, ...items.map(shown))])];
    }));
}

function given(component) {
    const box = uploaders.get(component.key) ?? uploader({
        label: component.name, chosen: content.components.get(component.key) ?? [],
        onChange: () => {
            content.components.set(component.key, uploaders.get(component.key).documents());
            keep();
        },
    });
    uploaders.set(component.key, box);
    const optional = component.isRequired ? undefined : make("span", { class: "optional" }, ` ${t("(không bắt buộc)")}`);
    return make("fieldset", { class: "field component", id: `component-${component.key}`, tabindex: "-1" },
        make("legend", {}, component.name, optional), make("p", { class: "hint" }, componentNotes(component)), box.element);
}

/** A file counts for one component alone. */
function givenTwice() {
    const places = new Map();
    return papersOfCase().flatMap(({ key, name, documents }) => documents.flatMap(({ id, fileName }) => {
        const other = places.get(id);
        places.set(id, name);
        return other ? [[key, t("{file} đã được dùng cho “{other}”. Mỗi tệp chỉ dùng cho một giấy tờ; vui lòng bỏ bớt.", { file: fileName, other })]] : [];
    }));
}

function shown(component) {
    return make("li", {}, component.name, component.kind === "show" && make("p", { class: "hint" }, componentNotes(component)));
}

find("#giay-to").addEventListener("submit", (event) => {
    event.preventDefault();
    const box = find(".problem", event.currentTarget);
    const busy = components().filter(({ key }) => uploaders.get(key)?.isBusy()).map(({ key, name }) => [key, t("Đang tải lên: {name}. Vui lòng chờ tải xong, hoặc bỏ tệp đó.", { name })]);
    const faults = [...busy, ...givenTwice(), ...missingPapers().filter(({ key }) => !uploaders.get(key)?.isBusy()).map(({ key, name }) => [key, t("Còn thiếu: {name}.", { name })])];
    box.hidden = faults.length === 0;
    if (!faults.length) return void (location.hash = "kiem-tra");
    box.replaceChildren(make("h2", {}, t("Chưa đủ giấy tờ")), make("ul", {}, ...faults.map(([key, message]) => {
        const link = make("a", { href: `#component-${key}` }, message);
        link.addEventListener("click", (click) => { click.preventDefault(); find(`#component-${key} input`).focus(); });
        return make("li", {}, link);
    })));
    box.focus();
});

function drawCheck() {
    const chosen = procedure.cases.find(({ key }) => key === content.caseKey);
    const fees = procedure.fees.filter((each) => (!each.channel || each.channel === "online") && (!each.caseKey || each.caseKey === content.caseKey));
    facts(find("#check-case"), [
        [t("Thủ tục"), procedure.name], [t("Trường hợp"), chosen.title], [t("Đơn vị nhận hồ sơ"), units.find((unit) => unit.code === content.unit)?.name],
        [t("Phí, lệ phí"), [...new Set(fees.map(fee))].join("; ") || t("Không thu")],
    ]);
    facts(find("#check-answers"), answerRows(fields(), content.answers, allUnits));
    const papersGiven = papersOfCase().filter(({ documents }) => documents.length);
    find("#check-papers").replaceChildren(...(papersGiven.length
        ? papersGiven.flatMap(({ name, documents }) => [make("h4", {}, name), ...documents.map((each) => documentLine(each))])
        : [make("p", {}, t("Không kèm giấy tờ nào."))]));
    const warnings = warningsOf(fields(), content.answers, papersOfCase().flatMap(({ name, documents }) => documents.map((paper) => ({ paper, component: name }))));
    find("#warnings").hidden = !warnings.length;
    find("#warnings").replaceChildren(make("p", {}, t("Xin xem lại; nếu đúng như vậy, Ông/Bà vẫn nộp được:")), make("ul", {}, ...warnings.map((words) => make("li", {}, words))));
    drawEstimate().catch((error) => { find("#estimate").textContent = error.detail; });
}

async function drawEstimate() {
    const { body } = await call("GET", `procedures/${encodeURIComponent(procedure.code)}/due-dates`, { query: { caseKey: content.caseKey, channel: "online" } });
    find("#estimate").replaceChildren(estimate(body, moment));
}

onSubmit(find("#kiem-tra"), async () => {
    // One key for one submission, also over a reload: pressed twice, it is submitted once.
    const shelf = `submission ${procedure.code}`;
    const body = {
        procedure: procedure.code, caseKey: content.caseKey, unit: content.unit, answers: answersOfCase(),
        components: papersOfCase().filter(({ documents }) => documents.length).map(({ key, documents }) => ({ key, documents: documents.map(({ id }) => id) })),
    };
    const text = JSON.stringify(body);
    const before = JSON.parse(sessionStorage.getItem(shelf) ?? "{}");
    const key = before.text === text ? before.key : crypto.randomUUID();
    sessionStorage.setItem(shelf, JSON.stringify({ text, key }));
    let receipt;
    try {
        ({ body: receipt } = await call("POST", "dossiers", { body, key }));
    } catch (error) {
        if (!(error instanceof Problem) || !error.fields.length) throw error;
        return showRefusal(error);
    }
    sessionStorage.removeItem(shelf);
    draft.forget();
    location.assign(`/bien-nhan/${encodeURIComponent(receipt.code)}`);
});

/** What the service alone found is shown on the stage where it can be mended. */
async function showRefusal({ detail, fields: faults }) {
    const concerns = (start) => faults.some(({ path }) => path.startsWith(start));
    const stage = concerns("answers.") ? stages[1] : concerns("components") ? stages[2] : stages[0];
    const shown = new Promise((resolve) => addEventListener("hashchange", resolve, { once: true }));
    location.hash = stage;
    await shown;
    draw(find(`#${stage}`), detail, faults);
}
