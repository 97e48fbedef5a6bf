// Looks at a paper page by page: document storage draws the pages, so that no PDF runs in the browser.
import { Problem, call } from "./api.js";
import { make } from "./page.js";
import { t } from "./texts.js";

/** A viewer to put into a page: `{ element, open(document, { reason }), close() }`. */
export function viewer() {
    const picture = make("img", { class: "sheet", alt: "" });
    const state = make("p", { class: "hint", role: "status" });
    const back = button(t("Trang trước"), "←");
    const on = button(t("Trang sau"), "→");
    const zoom = make("button", { type: "button", class: "plain small", "aria-pressed": "false" }, t("Phóng to"));
    const place = make("span", { class: "place" });
    const frame = make("div", { class: "sheet-frame", tabindex: "0", role: "group", "aria-label": t("Trang giấy tờ") }, picture);
    const element = make("div", { class: "viewer" }, make("div", { class: "viewer-bar" }, back, place, on, zoom), state, frame);
    let shown;

    async function turn(page) {
        const mine = shown;
        if (!mine || page < 1 || page > mine.pageCount) return;
        mine.page = page;
        state.textContent = t("Đang mở trang {page}…", { page });
        try {
            const address = await pageOf(mine, page);
            if (shown !== mine || mine.page !== page) return;
            picture.src = address;
            picture.alt = t("Trang {page} của {name}", { page, name: mine.name });
            state.textContent = "";
        } catch (error) {
            if (shown === mine) state.textContent = error instanceof Problem ? error.detail : t("Không mở được trang này. Vui lòng thử lại.");
        }
        place.textContent = t("Trang {page}/{count}", { page, count: mine.pageCount });
        back.disabled = page === 1;
        on.disabled = page === mine.pageCount;
    }

    async function pageOf(mine, page) {
        if (mine.pages.has(page)) return mine.pages.get(page);
        const answer = await fetch(`${mine.url}/pages/${page}`, { credentials: "omit" });
        if (!answer.ok) throw new Problem({ detail: t("Không mở được trang này. Vui lòng thử lại."), ...(await answer.json().catch(() => ({}))), status: answer.status });
        const address = URL.createObjectURL(await answer.blob());
        mine.pages.set(page, address);
        return address;
    }

    function close() {
        for (const address of shown?.pages.values() ?? []) URL.revokeObjectURL(address);
        shown = undefined;
        picture.removeAttribute("src");
        picture.alt = "";
    }

    async function open(document, { reason } = {}) {
        close();
        state.textContent = t("Đang mở {name}…", { name: document.fileName });
        for (const each of [back, on]) each.disabled = true;
        place.textContent = "";
        try {
            const { body } = await call("POST", `documents/${encodeURIComponent(document.id)}/viewings`, { body: { ...(reason && { reason }) } });
            shown = { name: document.fileName, url: body.url, pageCount: body.pageCount, pages: new Map(), page: 1 };
            await turn(1);
        } catch (error) {
            if (!(error instanceof Problem)) throw error;
            state.textContent = error.detail;
        }
    }

    function enlarge(isLarge) {
        frame.classList.toggle("large", isLarge);
        zoom.setAttribute("aria-pressed", String(isLarge));
        zoom.textContent = isLarge ? t("Thu nhỏ") : t("Phóng to");
    }

    back.addEventListener("click", () => turn(shown.page - 1));
    on.addEventListener("click", () => turn(shown.page + 1));
    zoom.addEventListener("click", () => enlarge(zoom.getAttribute("aria-pressed") !== "true"));
    element.addEventListener("keydown", (event) => {
        if (!shown) return;
        if (event.key === "ArrowRight" || event.key === "PageDown") turn(shown.page + 1);
        else if (event.key === "ArrowLeft" || event.key === "PageUp") turn(shown.page - 1);
        else if (event.key === "+") enlarge(true);
        else if (event.key === "-") enlarge(false);
        else return;
        event.preventDefault();
    });
    return { element, open, close };
}

function button(name, sign) {
    return make("button", { type: "button", class: "plain small", "aria-label": name, title: name }, sign);
}

/** Shows a paper in a dialog. */
export function openViewer(document, { reason } = {}) {
    const inner = viewer();
    const end = make("button", { type: "button", class: "plain small" }, t("Đóng"));
    const dialog = make("dialog", { class: "dialog wide-dialog", "aria-label": document.fileName },
        make("div", { class: "heading" }, make("h2", {}, document.fileName), end), inner.element);
    end.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => { inner.close(); dialog.remove(); });
    window.document.body.append(dialog);
    dialog.showModal();
    inner.open(document, { reason });
}
