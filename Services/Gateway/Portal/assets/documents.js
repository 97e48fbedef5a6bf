// Papers on a page: a list to which files are added, lines that show stored ones.
import { Problem, call } from "./api.js";
import { failed, make } from "./page.js";
import { pickPapers } from "./paper-picker.js";
import { locale, t } from "./texts.js";
import { accepted, refusal, upload } from "./uploads.js";
import { openViewer } from "./viewer.js";

const sizes = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });

/** A size as people read it. */
export const fileSize = (bytes) => bytes < 1024 * 1024 ? `${sizes.format(bytes / 1024)} KB` : `${sizes.format(bytes / 1024 / 1024)} MB`;

/** Whether the paper was compared with its original, and still counts. */
export function mark({ comparison, isExpired, validTo }) {
    const today = new Date(Date.now() + 7 * 3600 * 1000).toISOString().slice(0, 10);
    if (isExpired || (validTo && validTo < today)) return make("span", { class: "tag bad" }, t("Hết hạn"));
    if (!comparison) return make("span", { class: "tag calm" }, t("Chưa đối chiếu"));
    return comparison.result === "matches"
        ? make("span", { class: "tag good" }, t("Đã đối chiếu, khớp"))
        : make("span", { class: "tag bad" }, t("Không khớp bản chính"));
}

/** A stored paper: what it is, whether it was compared, and buttons to see and to fetch it. `reason`
 *  is what an officer's opening is kept with; `view` shows it elsewhere than in a dialog. */
export function documentLine(document, { reason, view } = {}) {
    const see = make("button", { type: "button", class: "reveal", "aria-label": t("Xem {name}", { name: document.fileName }) }, t("Xem"));
    see.addEventListener("click", () => (view ?? openViewer)(document, { reason }));
    const fetchIt = make("button", { type: "button", class: "reveal", "aria-label": t("Tải về {name}", { name: document.fileName }) }, t("Tải về"));
    fetchIt.addEventListener("click", () => download(document, reason).catch(failed));
    return make("div", { class: "document" },
        make("p", { class: "title" }, document.fileName), make("p", {}, mark(document), make("span", { class: "hint" }, ` ${fileSize(document.size)}`)),
        make("p", {}, see, fetchIt));
}

async function download({ id }, reason) {
    const { body } = await call("POST", `documents/${encodeURIComponent(id)}/downloads`, { body: { ...(reason && { reason }) } });
    location.assign(body.url);
}

/** A list of files to hand in. Answers `{ element, documents(), isBusy() }`; `onChange` is called
 *  when a file was added or taken off. */
export function uploader({ chosen = [], dossier, papers = true, onChange = () => {}, label }) {
    const list = make("ul", { class: "rows files" });
    const said = make("p", { class: "said", role: "status" });
    const items = new Map();
    const add = (document) => {
        if ([...items.values()].some((item) => item.document?.id === document.id)) return;
        const row = make("li", {});
        keep(row, document);
        list.append(row);
    };
    const keep = (row, document) => {
        items.set(row, { document });
        const line = documentLine(document);
        line.lastElementChild.append(remover(row, document.fileName));
        row.replaceChildren(line);
    };
    const remover = (row, name) => {
        const button = make("button", { type: "button", class: "reveal", "aria-label": t("Bỏ {name}", { name }) }, t("Bỏ"));
        button.addEventListener("click", () => {
            items.get(row)?.stop?.();
            items.delete(row);
            row.remove();
            said.textContent = t("Đã bỏ {name}.", { name });
            input.focus();
            onChange();
        });
        return button;
    };
    const take = async (file) => {
        const row = make("li", {});
        list.append(row);
        const fault = refusal(file);
        if (fault) return row.replaceChildren(make("p", { class: "title" }, file.name), make("p", { class: "fault" }, fault), remover(row, file.name));
        const bar = make("progress", { max: "1", value: "0", "aria-label": t("Đang tải lên {name}", { name: file.name }) });
        const state = make("p", { class: "hint", role: "status" }, t("Đang tải lên…"));
        const control = new AbortController();
        items.set(row, { stop: () => control.abort() });
        row.replaceChildren(make("p", { class: "title" }, file.name), bar, state, remover(row, file.name));
        try {
            const document = await upload(file, {
                dossier, signal: control.signal,
                report: ({ share, waits }) => {
                    if (share !== undefined) bar.value = share;
                    state.textContent = waits ? t("Mất kết nối. Đang thử lại; tệp sẽ được gửi tiếp từ chỗ dừng.") : t("Đang tải lên… {share} %", { share: Math.round(bar.value * 100) });
                },
            });
            keep(row, document);
            said.textContent = t("Đã tải lên {name}.", { name: file.name });
            onChange();
        } catch (error) {
            if (error.name === "AbortError") return;
            items.delete(row);
            const retry = make("button", { type: "button", class: "reveal" }, t("Thử lại"));
            retry.addEventListener("click", () => { row.remove(); take(file); });
            row.replaceChildren(make("p", { class: "title" }, file.name), make("p", { class: "fault", role: "alert" }, error instanceof Problem ? error.detail : t("Tệp chưa được lưu. Vui lòng thử lại.")), retry, remover(row, file.name));
        }
    };
    const picker = (text, attributes) => {
        const field = make("input", { type: "file", class: "unseen", ...attributes });
        field.addEventListener("change", () => {
            for (const file of field.files) take(file);
            field.value = "";
        });
        return [make("label", { class: `button plain ${attributes.capture ? "camera" : ""}` }, field, text), field];
    };
    const [files, input] = picker(t("Chọn tệp"), { multiple: true, accept: accepted, "aria-label": label && `${t("Chọn tệp")}: ${label}` });
    const [camera] = picker(t("Chụp ảnh"), { accept: "image/*", capture: "environment", "aria-label": label && `${t("Chụp ảnh")}: ${label}` });
    const own = make("button", { type: "button", class: "plain", "aria-label": label && `${t("Chọn từ giấy tờ cá nhân")}: ${label}` }, t("Chọn từ giấy tờ cá nhân"));
    own.addEventListener("click", async () => {
        try {
            const picked = await pickPapers();
            for (const document of picked) add(document);
            if (picked.length) onChange();
        } catch (error) { failed(error); }
    });
    for (const document of chosen) add(document);
    return {
        element: make("div", { class: "uploader" }, list, make("p", { class: "actions" }, files, camera, papers && own), said),
        documents: () => [...items.values()].map(({ document }) => document).filter(Boolean),
        isBusy: () => [...items.values()].some(({ document }) => !document),
    };
}
