// The talk between a citizen and the unit on a dossier, and the unit's own notes.
import { call } from "./api.js";
import { documentLine, uploader } from "./documents.js";
import { dossierPath } from "./dossier.js";
import { onSubmit } from "./forms.js";
import { failed, make, moment, toast } from "./page.js";
import { steady } from "./steady.js";
import { t } from "./texts.js";

/** A thread with its form: `{ element, refresh() }`. `side` is the reader's: `citizen` or `unit`;
 *  `reason` is what an officer's opening of a file is kept with. */
export function thread(code, { side, reason }) {
    const list = make("ul", { class: "thread", "aria-live": "polite" });
    const empty = make("p", { class: "empty", hidden: true }, side === "citizen"
        ? t("Chưa có tin nhắn. Ông/Bà cần hỏi gì về hồ sơ này, cứ viết cho đơn vị ở đây.") : t("Chưa có trao đổi nào về hồ sơ này."));
    const more = make("button", { type: "button", class: "plain small", hidden: true }, t("Xem tin cũ hơn"));
    const { form, reset } = writing(code, side, async () => { reset(); await refresh(); });
    const put = steady(list, (each) => bubble(each, side, reason));
    const known = new Map();
    let next;

    async function refresh() {
        const { body } = await call("GET", `${dossierPath(code)}/messages`);
        if (known.size === 0) next = body.next;
        show(body.items);
        const unread = body.items.find((each) => each.side !== side && !each.isInternal && !each.readAt);
        if (unread) await call("POST", `${dossierPath(code)}/messages/read`, { body: { upTo: unread.id } });
    }

    function show(items) {
        // That the reader has read the other side's words changes nothing of how they look.
        for (const each of items) known.set(each.id, each.side === side ? each : { ...each, readAt: undefined });
        put([...known.values()].sort((one, other) => Number(other.id) - Number(one.id)));
        empty.hidden = known.size > 0;
        more.hidden = !next;
    }

    more.addEventListener("click", async () => {
        try {
            const before = known.size;
            const { body } = await call("GET", `${dossierPath(code)}/messages`, { query: { after: next } });
            next = body.next;
            show(body.items);
            list.children[before]?.focus();
        } catch (error) { failed(error); }
    });
    return { element: make("div", {}, form, list, empty, more), refresh };
}

function bubble(each, side, reason) {
    const who = each.isInternal ? t("Ghi chú nội bộ của {name}", { name: each.author })
        : each.side === side ? (each.author ?? t("Ông/Bà")) : each.author ? t("{name}, đơn vị giải quyết", { name: each.author }) : t("Công dân");
    const read = each.side === side && !each.isInternal ? (each.readAt ? t("Đã đọc lúc {time}", { time: moment(each.readAt) }) : t("Chưa đọc")) : undefined;
    return make("li", { tabindex: "-1", class: `bubble ${each.isInternal ? "internal" : each.side === side ? "own" : ""}` },
        make("p", { class: "title" }, who), make("p", { class: "words" }, each.text),
        ...each.documents.map((document) => documentLine(document, { reason })),
        make("p", { class: "hint" }, [moment(each.sentAt), read].filter(Boolean).join(" · ")));
}

function writing(code, side, sent) {
    const name = `message-${side}`;
    const text = make("textarea", { id: name, name: "text", rows: "3", maxlength: "4000", required: true });
    const holder = make("div", {});
    let files;
    const fresh = () => {
        files = uploader({ papers: side === "citizen", dossier: side === "unit" ? code : undefined, label: t("tin nhắn") });
        holder.replaceChildren(files.element);
    };
    const internal = make("input", { type: "checkbox", name: "isInternal" });
    const button = make("button", {}, t("Gửi tin nhắn"));
    internal.addEventListener("change", () => { button.textContent = internal.checked ? t("Lưu ghi chú nội bộ") : t("Gửi tin nhắn"); });
    const form = make("form", { class: "card writing", novalidate: true },
        make("div", { class: "problem", role: "alert", tabindex: "-1", hidden: true }),
        make("div", { class: "field" }, make("label", { for: name }, side === "citizen" ? t("Viết cho đơn vị") : t("Viết cho công dân, hoặc ghi chú nội bộ")), text),
        side === "unit" && make("label", { class: "choice" }, internal, make("span", {}, t("Ghi chú nội bộ, công dân không thấy"))),
        make("details", {}, make("summary", {}, t("Đính kèm tệp")), holder),
        make("p", { class: "actions" }, button));
    onSubmit(form, async () => {
        const documents = files.documents().map(({ id }) => id);
        const isInternal = internal.checked;
        await call("POST", `${dossierPath(code)}/messages`, {
            body: { text: text.value.trim(), ...(documents.length && { documents }), ...(isInternal && { isInternal }) },
            key: form.dataset.key ??= crypto.randomUUID(),
        });
        delete form.dataset.key;
        toast(isInternal ? t("Đã lưu ghi chú nội bộ.") : t("Đã gửi tin nhắn."));
        await sent();
    }, { check: () => files.isBusy() ? [{ path: "text", message: t("Tệp đang tải lên. Vui lòng chờ tải xong.") }] : [] });
    // Another text is another message, whatever became of the one before.
    text.addEventListener("input", () => { delete form.dataset.key; });
    fresh();
    return { form, reset: () => { form.reset(); button.textContent = t("Gửi tin nhắn"); fresh(); } };
}
