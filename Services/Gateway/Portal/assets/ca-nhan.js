import { all, call } from "./api.js";
import { day, facts, failed, find, make, moment, remember, signInFirst, statusTag } from "./page.js";
import { access, drawVerification } from "./verification.js";

const states = {
    registered: ["care", "Chưa xác nhận thư điện tử"], confirmed: ["care", "Chưa được xác thực"],
    verified: ["good", "Đã xác thực"], cancelled: ["bad", "Đã huỷ"],
};
const paperStates = {
    awaitingUpload: "Đang chờ tải lên", stored: "Dùng được", quarantined: "Đang kiểm tra an toàn", removed: "Đã gỡ",
};
const sizes = new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 1 });

try {
    const { body: account } = await call("GET", "me");
    remember(account.role);
    if (account.role === "officer") location.replace("/can-bo");
    const units = await unitNames();
    drawAccount(account, account.details && units.get(account.details.address.unit));
    find("#waiting").hidden = true;
    find("#content").hidden = false;
    for (const [section, draw] of [["dossiers", dossier], ["notices", notice], ["documents", paper]]) list(section, draw);
    if (account.role === "citizen") {
        list("me/accesses", (each) => access(each, units));
        drawVerification(units);
    }
} catch (error) {
    if (error.code === "sign-in-needed") signInFirst();
    else failed(error);
}

/** The names of the units by code; none when they cannot be told now. */
async function unitNames() {
    try {
        return new Map((await all("units", { limit: "200" })).map((unit) => [unit.code, unit.name]));
    } catch { return new Map(); }
}

function drawAccount({ state, details, displayName, email, registeredAt }, unit) {
    find("#full-name").textContent = details
        ? [details.familyName, details.middleName, details.givenName].filter(Boolean).join(" ") : displayName;
    const [kind, title] = states[state];
    find("#state").replaceChildren(make("span", { class: `tag ${kind}` }, title));
    facts(find("#details"), [
        ["Thư điện tử", email], ["Số điện thoại", details?.phone],
        ["Ngày sinh", details && day(details.dateOfBirth)], ["Số định danh", details?.identityNumber],
        ["Địa chỉ", [details?.address.line, unit].filter(Boolean).join(", ")], ["Đăng ký lúc", moment(registeredAt)],
    ]);
}

/** Draws a list page by page; a list that fails says so and leaves the others alone. */
async function list(resource, draw, after) {
    const section = find(`#${resource === "documents" ? "papers" : resource.split("/").pop()}`);
    const more = find(".more", section);
    try {
        const { body } = await call("GET", resource, { query: { after } });
        find("ul", section).append(...body.items.map(draw));
        find(".empty", section).hidden = find("ul", section).children.length > 0;
        more.hidden = !body.next;
        more.onclick = () => list(resource, draw, body.next);
    } catch (error) {
        find("ul", section).append(make("li", {}, error.detail));
    }
}

function dossier(each) {
    return make("li", {},
        make("p", { class: "title" }, each.procedureName),
        make("p", {}, statusTag(each.status, each.statusTitle)),
        make("p", {}, make("span", { class: "code" }, each.code)),
        make("p", { class: "hint" }, `${each.unitName} · nộp ${moment(each.submittedAt)} · thay đổi ${moment(each.changedAt)}`),
        issued(each.code));
}

/** The receipt to fetch, and on demand the papers that the unit has issued since. */
function issued(code) {
    const path = `dossiers/${encodeURIComponent(code)}`;
    const file = (rest, text) => make("a", { href: `/api/v1/${path}/${rest}`, download: "" }, text);
    const button = make("button", { type: "button", class: "reveal" }, "Giấy tờ đơn vị đã cấp");
    const list = make("ul", { class: "issued", "aria-live": "polite", hidden: true });
    button.addEventListener("click", async () => {
        button.disabled = true;
        try {
            const { body } = await call("GET", `${path}/papers`);
            list.replaceChildren(...body.items.map((paper) =>
                make("li", {}, file(`papers/${paper.number}`, paper.title), ` · ${moment(paper.issuedAt)}`)));
            if (!body.items.length) list.append(make("li", {}, "Đơn vị chưa cấp giấy tờ nào cho hồ sơ này."));
            list.hidden = false;
            button.hidden = true;
        } catch (error) { failed(error); }
        button.disabled = false;
    });
    return make("div", {}, make("p", { class: "actions" }, file("receipt", "Tải giấy biên nhận (PDF)"), button), list);
}

function notice(each) {
    const row = make("li", { class: each.readAt ? false : "unread" },
        make("p", { class: "title" }, each.title), make("p", {}, each.body),
        make("p", { class: "hint" }, `${each.readAt ? "" : "Chưa đọc · "}${moment(each.createdAt)}`));
    if (each.readAt) return row;
    const button = make("button", { type: "button", class: "reveal" }, "Đánh dấu đã đọc");
    button.addEventListener("click", async () => {
        try {
            await call("POST", `notices/${encodeURIComponent(each.id)}/read`, { body: {} });
            row.replaceWith(notice({ ...each, readAt: new Date().toISOString() }));
        } catch (error) { failed(error); }
    });
    row.append(button);
    return row;
}

function paper(each) {
    const size = each.size < 1024 * 1024 ? `${sizes.format(each.size / 1024)} KB` : `${sizes.format(each.size / 1024 / 1024)} MB`;
    const used = each.usedIn.length ? ` · đã dùng trong ${each.usedIn.join(", ")}` : "";
    return make("li", {},
        make("p", { class: "title" }, each.fileName),
        make("p", { class: "hint" }, `${paperStates[each.state]} · ${size}${each.storedAt ? ` · ${moment(each.storedAt)}` : ""}${used}`));
}
