import { find, remembered } from "./page.js";

// What searching needs is fetched once somebody begins to search; what was typed meanwhile counts.
const search = find("#search");
search.addEventListener("focusin", begin, { once: true });
search.addEventListener("submit", (event) => event.preventDefault());

async function begin() {
    const { draw, searching } = await import("./catalogue.js");
    const go = searching(search, async (q) => {
        find("#results").hidden = !q;
        if (q) await draw(q);
    });
    if (find("#q").value) go();
}

if (remembered() === "citizen") {
    for (const part of document.querySelectorAll("#account-card p[id], #account-card a")) part.hidden = !part.hidden;
}

// The code travels behind the #, so that it reaches no server's log.
find("#follow").addEventListener("submit", (event) => {
    event.preventDefault();
    location.assign(`/tra-cuu#${encodeURIComponent(find("#code").value.trim())}`);
});
