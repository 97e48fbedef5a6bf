// A list of the API in a part of a page, page after page; one that fails says so and leaves the rest.
import { Problem, call } from "./api.js";
import { find, make } from "./page.js";
import { steady } from "./steady.js";

/** Draws a resource into the part's `<ul>`, with its `.empty` and `.more`. Answers a function that
 *  looks again, as far as the list was seen, and answers the items. */
export function paged(part, resource, draw, { limit } = {}) {
    const list = find("ul", part);
    const more = find(".more", part);
    const put = steady(list, draw);
    let seen = 0;

    async function look(atLeast = seen) {
        const items = [];
        let next;
        try {
            do {
                const { body } = await call("GET", resource, { query: { after: next, limit } });
                items.push(...body.items);
                next = body.next;
            } while (next && items.length < atLeast);
        } catch (error) {
            if (!(error instanceof Problem)) throw error;
            // What was seen before stays; the next look may do better.
            if (!seen) list.replaceChildren(make("li", {}, error.detail));
            return [];
        }
        put(items);
        seen = items.length;
        find(".empty", part).hidden = seen > 0;
        more.hidden = !next;
        return items;
    }

    more.addEventListener("click", async () => {
        const before = seen;
        await look(seen + 1);
        find("a, button", list.children[before] ?? list.lastElementChild)?.focus();
    });
    return look;
}
