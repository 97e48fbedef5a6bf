// The personal page's notices, with how far the mail of the same words is.
import { call } from "./api.js";
import { drawUnread, failed, find, make, moment, toast } from "./page.js";
import { paged } from "./paged.js";
import { t } from "./texts.js";

const mails = {
    queued: t("thư đang chờ gửi"), sending: t("thư đang được gửi"), sent: t("đã gửi thư"),
    failed: t("không gửi được thư; vui lòng kiểm tra địa chỉ thư điện tử"), unknown: t("chưa rõ thư đã đến chưa"),
};
const part = find("#thong-bao");
const look = paged(part, "notices", row, { limit: "5" });

/** Draws the newest notices, as far as they were looked at. */
export async function drawNotices() {
    const items = await look();
    find("#read-all").hidden = !items.some(({ readAt }) => !readAt);
}

function row(each) {
    const hints = [each.readAt ? undefined : t("Chưa đọc"), moment(each.createdAt), mails[each.mail]];
    const actions = make("p", {});
    const element = make("li", { class: !each.readAt && "unread" },
        make("p", { class: "title" }, each.title), make("p", {}, each.body),
        make("p", { class: "hint" }, hints.filter(Boolean).join(" · ")), actions);
    if (each.dossierCode) actions.append(make("a", { href: `/ho-so/${encodeURIComponent(each.dossierCode)}` }, t("Mở hồ sơ")), " ");
    if (!each.readAt) {
        const button = make("button", { type: "button", class: "reveal", "aria-label": t("Đánh dấu đã đọc: {title}", { title: each.title }) }, t("Đánh dấu đã đọc"));
        button.addEventListener("click", () => markRead(each, element).catch(failed));
        actions.append(button);
    }
    return element;
}

const read = ({ id }) => call("POST", `notices/${encodeURIComponent(id)}/read`, { body: {} });

async function markRead(each, element) {
    const index = [...element.parentElement.children].indexOf(element);
    await read(each);
    await Promise.all([drawNotices(), drawUnread()]);
    // The button is gone; the next one that waits is near.
    const rows = [...find("ul", part).children];
    (rows.slice(index).map((row) => find("button", row)).find(Boolean) ?? find("h2", part)).focus();
}

find("#read-all").addEventListener("click", async ({ currentTarget: button }) => {
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    try {
        let after;
        do {
            const { body } = await call("GET", "notices", { query: { after, limit: "100" } });
            for (const each of body.items) if (!each.readAt) await read(each);
            after = body.items.some(({ readAt }) => !readAt) ? body.next : undefined;
        } while (after);
        await Promise.all([drawNotices(), drawUnread()]);
        find("h2", part).focus();
        toast(t("Đã đánh dấu tất cả thông báo là đã đọc."));
    } catch (error) { failed(error); } finally { button.setAttribute("aria-disabled", "false"); }
});
