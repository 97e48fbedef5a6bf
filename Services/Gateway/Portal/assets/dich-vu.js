import { draw, searching } from "./catalogue.js";
import { failed, find } from "./page.js";

const more = find("#more");
let asked = "";
let after;

async function list(q, from) {
    asked = q;
    const next = await draw(q, { after: from, byField: true });
    if (q !== asked) return;
    after = next;
    more.hidden = !after;
}

searching(find("#search"), (q) => list(q));
more.addEventListener("click", () => list(asked, after).catch(failed));
list("").catch(failed);
