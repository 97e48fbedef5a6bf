// A list of the API in a part of a page, page after page; one that fails says so and leaves the rest.
import { Problem, call } from "./api.js";
import { find, make } from "./page.js";

/** Draws a resource into the part's `<ul>`, with its `.empty` and `.more`; answers the items drawn. */
export async function paged(part, resource, draw, after) {
    const list = find("ul", part);
    const more = find(".more", part);
    try {
        const { body } = await call("GET", resource, { query: { after } });
        if (!after) list.replaceChildren();
        list.append(...body.items.map(draw));
        find(".empty", part).hidden = list.children.length > 0;
        more.hidden = !body.next;
        more.onclick = () => paged(part, resource, draw, body.next);
        return body.items;
    } catch (error) {
        if (!(error instanceof Problem)) throw error;
        list.append(make("li", {}, error.detail));
        return [];
    }
}
