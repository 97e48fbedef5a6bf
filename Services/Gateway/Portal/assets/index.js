import { draw, searching } from "./catalogue.js";
import { find, remembered } from "./page.js";

searching(find("#search"), async (q) => {
    find("#results").hidden = !q;
    if (q) await draw(q);
});

if (remembered() === "citizen") {
    for (const part of document.querySelectorAll("#account-card p[id], #account-card a")) part.hidden = !part.hidden;
}

// The code travels behind the #, so that it reaches no server's log.
find("#follow").addEventListener("submit", (event) => {
    event.preventDefault();
    location.assign(`/tra-cuu#${encodeURIComponent(find("#code").value.trim())}`);
});
