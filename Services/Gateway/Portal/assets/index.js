import { draw, searching } from "./catalogue.js";
import { find } from "./page.js";

let latest = 0;
searching(find("#search"), async (q) => {
    const turn = ++latest;
    find("#results").hidden = !q;
    if (q && turn === latest) await draw(q);
});

// The code travels behind the #, so that it reaches no server's log.
find("#follow").addEventListener("submit", (event) => {
    event.preventDefault();
    location.assign(`/tra-cuu#${encodeURIComponent(find("#code").value.trim())}`);
});
