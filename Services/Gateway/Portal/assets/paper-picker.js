// Chooses from the personal papers.
import { all } from "./api.js";
import { mark } from "./documents.js";
import { find, make } from "./page.js";
import { t } from "./texts.js";

/** Opens a dialog with the papers that can be used; answers those the person has marked. */
export async function pickPapers() {
    const papers = (await all("documents", { limit: "100" })).filter(({ state }) => state === "stored");
    const rows = papers.map((paper, index) => make("li", {}, make("label", { class: "choice" },
        make("input", { type: "checkbox", name: "paper", value: String(index) }),
        make("span", {}, make("span", { class: "title" }, paper.fileName), " ", mark(paper)))));
    const dialog = make("dialog", { class: "dialog", "aria-labelledby": "picker-title" },
        make("form", { method: "dialog" },
            make("h2", { id: "picker-title" }, t("Giấy tờ cá nhân của Ông/Bà")),
            papers.length
                ? make("ul", { class: "rows picker" }, ...rows)
                : make("p", { class: "empty" }, t("Chưa có giấy tờ nào. Tệp Ông/Bà tải lên ở đây sẽ được giữ lại để dùng cho lần sau.")),
            make("p", { class: "actions" },
                papers.length > 0 && make("button", { value: "take" }, t("Dùng giấy tờ đã chọn")),
                make("button", { value: "no", class: "plain" }, papers.length ? t("Thôi") : t("Đóng")))));
    document.body.append(dialog);
    dialog.showModal();
    return new Promise((resolve) => dialog.addEventListener("close", () => {
        const taken = dialog.returnValue === "take" ? [...new FormData(find("form", dialog)).getAll("paper")] : [];
        dialog.remove();
        resolve(taken.map((index) => papers[Number(index)]));
    }));
}
