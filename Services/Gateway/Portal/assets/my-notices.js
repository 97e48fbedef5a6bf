// The personal page's notices, with how far the mail of the same words is.
import { call } from "./api.js";
import { drawUnread, failed, find, make, moment } from "./page.js";
import { paged } from "./paged.js";
import { t } from "./texts.js";

const mails = {
    queued: t("thư đang chờ gửi"), sending: t("thư đang được gửi"), sent: t("đã gửi thư"),
    failed: t("không gửi được thư; vui lòng kiểm tra địa chỉ thư điện tử"), unknown: t("chưa rõ thư đã đến chưa"),
};
const part = find("#thong-bao");

/** Draws the newest notices. */
export async function drawNotices() {
    const items = await paged(part, "notices", row);
    find("#read-all").hidden = !items.some(({ readAt }) => !readAt);
}

function row(each) {
    const hints = [each.readAt ? undefined : t("Chưa đọc"), moment(each.createdAt), mails[each.mail]];
    const element = make("li", { class: !each.readAt && "unread" },
        make("p", { class: "title" }, each.title), make("p", {}, each.body),
        make("p", { class: "hint" }, hints.filter(Boolean).join(" · ")));
    const actions = make("p", {});
    if (each.dossierCode) actions.append(make("a", { href: `/ho-so/${encodeURIComponent(each.dossierCode)}` }, t("Mở hồ sơ")), " ");
    if (!each.readAt) {
        const button = make("button", { type: "button", class: "reveal" }, t("Đánh dấu đã đọc"));
        button.addEventListener("click", async () => {
            try {
                await read(each);
                element.replaceWith(row({ ...each, readAt: new Date().toISOString() }));
                await drawUnread();
            } catch (error) { failed(error); }
        });
        actions.append(button);
    }
    element.append(actions);
    return element;
}

const read = ({ id }) => call("POST", `notices/${encodeURIComponent(id)}/read`, { body: {} });

find("#read-all").addEventListener("click", async () => {
    try {
        let after;
        do {
            const { body } = await call("GET", "notices", { query: { after, limit: "100" } });
            for (const each of body.items) if (!each.readAt) await read(each);
            after = body.items.some(({ readAt }) => !readAt) ? body.next : undefined;
        } while (after);
        await Promise.all([drawNotices(), drawUnread()]);
    } catch (error) { failed(error); }
});
