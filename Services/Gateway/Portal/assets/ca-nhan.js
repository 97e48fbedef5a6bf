// The personal page: each part draws itself, and one that fails leaves the others alone.
import { all, call } from "./api.js";
import { failed, find, make, moment, remember, start, watch } from "./page.js";
import { drawDetails, drawSessions } from "./my-account.js";
import { drawDossiers } from "./my-dossiers.js";
import { drawNotices } from "./my-notices.js";
import { drawPapers } from "./my-papers.js";
import { paged } from "./paged.js";
import { t } from "./texts.js";
import { access, drawVerification } from "./verification.js";

const states = {
    registered: ["care", t("Chưa xác nhận thư điện tử")], confirmed: ["care", t("Chưa được xác thực")],
    verified: ["good", t("Đã xác thực")], cancelled: ["bad", t("Đã huỷ")],
};

await start(async () => {
    const answer = await call("GET", "me");
    const account = answer.body;
    remember(account.role);
    if (account.role === "citizen") await draw(answer);
    else location.replace(account.role === "administrator" ? "/quan-tri" : "/can-bo");
});

async function draw(answer) {
    const { details, state } = answer.body;
    find("#full-name").textContent = [details.familyName, details.middleName, details.givenName].filter(Boolean).join(" ");
    const [kind, title] = states[state];
    find("#state").replaceChildren(make("span", { class: `tag ${kind}` }, title));
    find("#to-verify").hidden = state !== "confirmed";
    find("#content").hidden = false;
    const units = await all("units", { limit: "200" }).catch(() => []);
    const names = new Map(units.map((unit) => [unit.code, unit.name]));
    drawDetails(answer, units.filter((unit) => ["ward", "commune", "special-zone"].includes(unit.kind)), names);
    await Promise.all([
        drawDossiers(), drawNotices(), drawPapers(names), drawSessions(), drawVerification(names),
        paged(find("#account-accesses"), "me/accesses", (each) => access(each, names))(),
        paged(find("#paper-accesses"), "accesses", (each) => opening(each, names))(),
    ].map((part) => part.catch(failed)));
    // What was asked for in the address may have been drawn only now.
    if (location.hash) find(location.hash)?.scrollIntoView();
    watch(30, () => Promise.all([drawDossiers(), drawNotices()]));
}

function opening(each, names) {
    return make("li", {},
        make("p", { class: "title" }, each.fileName ?? t("Giấy tờ đã gỡ")), make("p", {}, t("Lý do: {reason}", { reason: each.reason })),
        make("p", { class: "hint" }, `${names.get(each.unit) ?? each.unit} · ${moment(each.openedAt)}`));
}
