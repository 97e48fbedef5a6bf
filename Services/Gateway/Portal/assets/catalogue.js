// Searches the public services, for the welcome page and the catalogue.
import { call } from "./api.js";
import { failed, find, make } from "./page.js";
import { t } from "./texts.js";

let latest = 0;

/** Draws services found for `q` into the list; answers the cursor of the next page. */
export async function draw(q, { after, byField = false, unit } = {}) {
    const turn = ++latest;
    const { body } = await call("GET", "procedures", { query: { q, unit, after, limit: "50" } });
    // A later search has been asked meanwhile, and its answer stays.
    if (turn !== latest) return undefined;
    const note = find("#results-note");
    const list = find("#results-list");
    if (!after) list.replaceChildren();
    for (const each of body.items) (byField ? listOf(each.field, list) : list).append(row(each, byField));
    const none = q
        ? t("Không có thủ tục nào khớp với “{q}”. Hãy thử từ ngắn hơn, hoặc gọi tổng đài để được giúp.", { q })
        : unit ? t("Đơn vị này không giải quyết thủ tục nào trong danh mục.") : t("Danh mục dịch vụ đang trống.");
    const count = list.querySelectorAll(".title").length;
    note.textContent = count === 0 ? none : q ? t("{count} thủ tục khớp với “{q}”.", { count: `${count}${body.next ? "+" : ""}`, q }) : "";
    return body.next;
}

function row(each, isUnderField) {
    return make("li", {},
        make("a", { class: "title", href: `/dich-vu/${encodeURIComponent(each.code)}` }, each.name),
        make("p", {}, each.summary),
        make("p", { class: "hint" }, [isUnderField ? "" : each.field, each.authority, t("mã {code}", { code: each.code })].filter(Boolean).join(" · ")));
}

/** The list below a field's heading; the headings stand in alphabetical order. */
function listOf(field, root) {
    const sections = [...root.children];
    const found = sections.find((each) => each.dataset.field === field);
    if (found) return find("ul", found);
    const list = make("ul", { class: "rows" });
    const next = sections.find((each) => each.dataset.field.localeCompare(field, "vi") > 0);
    root.insertBefore(make("section", { "data-field": field }, make("h2", {}, field), list), next ?? null);
    return list;
}

/** Searches while a person types, a moment after the last letter, and on submit; answers what
 *  searches at once. */
export function searching(form, search) {
    const input = find("input", form);
    let waiting;
    const go = () => { clearTimeout(waiting); search(input.value.trim()).catch(failed); };
    input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(go, 350); });
    form.addEventListener("submit", (event) => { event.preventDefault(); go(); });
    return go;
}
