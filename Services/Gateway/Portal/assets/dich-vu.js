// All public services by field; those of one unit when it is chosen.
import { all } from "./api.js";
import { draw, searching } from "./catalogue.js";
import { failed, find, make } from "./page.js";

const more = find("#more");
const unit = find("#unit");
let asked;
let after;

async function list(q, from) {
    const mine = asked = { q, unit: unit.value };
    const next = await draw(q, { after: from, byField: true, unit: unit.value });
    if (mine !== asked) return;
    after = next;
    more.hidden = !after;
}

searching(find("#search"), (q) => list(q));
unit.addEventListener("change", () => list(find("#q").value.trim()).catch(failed));
more.addEventListener("click", () => list(asked.q, after).catch(failed));
list("").catch(failed);
all("units", { limit: "200" }).then((units) => unit.append(...units.map(({ code, name }) => make("option", { value: code }, name)))).catch(failed);
