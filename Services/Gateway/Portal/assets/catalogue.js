// Searches the public services, for the welcome page and the catalogue.
import { call } from "./api.js";
import { failed, find, make } from "./page.js";

/** Draws services found for `q` into the list; answers the cursor of the next page. */
export async function draw(q, { after } = {}) {
    const note = find("#results-note");
    const list = find("#results-list");
    const { body } = await call("GET", "procedures", { query: { q, after, limit: "50" } });
    if (!after) list.replaceChildren();
    for (const each of body.items) {
        list.append(make("li", {},
            make("a", { class: "title", href: `/dich-vu/${encodeURIComponent(each.code)}` }, each.name),
            make("p", {}, each.summary),
            make("p", { class: "hint" }, `${each.field} · ${each.authority} · mã ${each.code}`)));
    }
    const none = q
        ? `Không có thủ tục nào khớp với “${q}”. Hãy thử từ ngắn hơn, hoặc gọi tổng đài để được giúp.`
        : "Danh mục dịch vụ đang trống.";
    const count = list.children.length;
    note.textContent = count === 0 ? none : q ? `${count}${body.next ? "+" : ""} thủ tục khớp với “${q}”.` : "";
    return body.next;
}

/** Searches while a person types, a moment after the last letter, and on submit. */
export function searching(form, search) {
    const input = find("input", form);
    let waiting;
    const go = () => { clearTimeout(waiting); search(input.value.trim()).catch(failed); };
    input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(go, 350); });
    form.addEventListener("submit", (event) => { event.preventDefault(); go(); });
}
