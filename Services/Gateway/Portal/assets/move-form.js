// A move of a dossier, asked with exactly the particulars that it needs.
import { call } from "./api.js";
import { dossierPath } from "./dossier.js";
import { isoDay, onSubmit } from "./forms.js";
import { find, make } from "./page.js";
import { t } from "./texts.js";

/** The paper that a move issues. */
const papers = {
    accept: t("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"), refuse: t("Phiếu từ chối tiếp nhận, giải quyết hồ sơ"),
    requestSupplement: t("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"), completeSupplement: t("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
    stop: t("Thông báo dừng giải quyết hồ sơ"), apologise: t("Phiếu xin lỗi và hẹn lại ngày trả kết quả"),
};
const grounds = ["reason", "legalGround"];

function needsOf(move, procedure) {
    const needs = {
        refuse: grounds, requestSupplement: ["items", "day", ...grounds], requestPayment: ["amountDong", "reason"], recordPayment: ["receiptNumber"],
        propose: ["outcome"], stop: grounds, apologise: ["day", "reason"], returnResult: ["handOver"], declineWithdrawal: ["reason"],
    };
    return move === "finish" && !procedure.needsSignature ? ["outcome"] : needs[move] ?? [];
}

/** Opens the form of a move; answers where the dossier stands after it, or nothing when it was left. */
export function askMove({ move, title }, dossier, procedure) {
    const needs = needsOf(move, procedure);
    const parts = needs.map((need) => drawers[need](dossier, procedure, move));
    const said = papers[move] ? t("Hệ thống lập {paper}, gửi thông báo và thư cho công dân.", { paper: papers[move].toLowerCase() }) : t("Công dân được báo qua thông báo và thư khi việc này liên quan đến họ.");
    const cancel = make("button", { type: "button", class: "plain" }, t("Thôi"));
    const form = make("form", { novalidate: true },
        make("h2", { id: "move-title" }, title), make("p", { class: "hint" }, said),
        make("div", { class: "problem", role: "alert", tabindex: "-1", hidden: true }),
        ...parts.flatMap(({ elements }) => elements),
        make("p", { class: "actions" }, make("button", { class: ["refuse", "stop"].includes(move) && "danger" }, title), cancel));
    const dialog = make("dialog", { class: "dialog", "aria-labelledby": "move-title" }, form);
    document.body.append(dialog);
    cancel.addEventListener("click", () => dialog.close());
    return new Promise((resolve) => {
        let done;
        onSubmit(form, async () => {
            const particulars = Object.assign({}, ...parts.map(({ read }) => read()));
            const { body } = await call("POST", `${dossierPath(dossier.code)}/moves`, { body: { version: dossier.version, move, ...particulars } });
            done = body;
            dialog.close();
        });
        dialog.addEventListener("close", () => { dialog.remove(); resolve(done); });
        dialog.showModal();
        find("input, textarea, select, button", form).focus();
    });
}

function field(name, label, control, hint) {
    control.id = `move-${name}`;
    control.name = name;
    if (hint) control.setAttribute("aria-describedby", `move-${name}-hint`);
    return make("div", { class: "field" }, make("label", { for: control.id }, label), hint && make("p", { class: "hint", id: `move-${name}-hint` }, hint), control);
}

const text = (name, label, hint, attributes = {}) => {
    const control = make("input", { required: true, maxlength: "500", autocomplete: "off", ...attributes });
    return { elements: [field(name, label, control, hint)], control };
};

const long = (name, label, hint) => {
    const control = make("textarea", { required: true, rows: "3", maxlength: "2000" });
    return { elements: [field(name, label, control, hint)], control };
};

const drawers = {
    reason() {
        const { elements, control } = long("reason", t("Lý do, như công dân sẽ đọc"));
        return { elements, read: () => ({ reason: control.value.trim() }) };
    },
    legalGround(dossier, procedure) {
        const { elements, control } = text("legalGround", t("Căn cứ pháp luật (điều, khoản)"), undefined, { list: "grounds" });
        elements.push(make("datalist", { id: "grounds" }, ...procedure.legalGrounds.map((value) => make("option", { value }))));
        return { elements, read: () => ({ legalGround: control.value.trim() }) };
    },
    day(dossier, procedure, move) {
        const { elements, control } = text("day", move === "apologise" ? t("Ngày hẹn trả kết quả mới") : t("Ngày cuối nhận bổ sung"), t("Ngày, tháng, năm, ví dụ 05/09/2026"), { "data-kind": "day", inputmode: "numeric", maxlength: "10", class: "short" });
        return { elements, read: () => ({ day: isoDay(control.value.trim()) }) };
    },
    amountDong(dossier) {
        const fees = (dossier.fees ?? []).filter(({ amountDong }) => amountDong);
        const { elements, control } = text("amountDong", t("Số tiền phải nộp (đồng)"), fees.map(({ amountDong, per, note }) => [amountDong.toLocaleString("vi-VN"), per, note].filter(Boolean).join(" ")).join("; ") || undefined, { inputmode: "numeric", maxlength: "12", class: "short" });
        if (fees.length === 1) control.value = fees[0].amountDong;
        return { elements, read: () => ({ amountDong: Number(control.value.replace(/\D/g, "")) }) };
    },
    receiptNumber(dossier) {
        const reported = dossier.payment?.reported;
        const { elements, control } = text("receiptNumber", t("Số biên lai thu tiền"), reported && t("Công dân báo chuyển khoản, mã {reference}.", { reference: reported.reference }), { maxlength: "100", class: "short" });
        return { elements, read: () => ({ receiptNumber: control.value.trim() }) };
    },
    outcome(dossier, procedure) {
        const refusal = [drawers.reason(), drawers.legalGround(dossier, procedure)];
        const more = make("div", { hidden: true }, ...refusal.flatMap(({ elements }) => elements));
        const asked = more.querySelectorAll("[required]");
        const radios = [["granted", t("Đồng ý giải quyết")], ["refused", t("Không đủ điều kiện giải quyết")]].map(([value, title]) =>
            make("label", { class: "choice" }, make("input", { type: "radio", name: "outcome", value, required: true }), make("span", {}, title)));
        const set = make("fieldset", { class: "field" }, make("legend", {}, t("Kết quả")), ...radios);
        const chosen = () => find("input:checked", set)?.value;
        const show = () => {
            more.hidden = chosen() !== "refused";
            for (const control of asked) control.disabled = more.hidden;
        };
        set.addEventListener("change", show);
        show();
        return { elements: [set, more], read: () => ({ outcome: chosen(), ...(chosen() === "refused" && Object.assign({}, ...refusal.map(({ read }) => read()))) }) };
    },
    handOver(dossier) {
        const recipient = text("handOver.recipient", t("Người nhận kết quả"), undefined, { maxlength: "200" });
        recipient.control.value = dossier.applicant?.fullName ?? "";
        const authority = text("handOver.authority", t("Giấy tờ uỷ quyền, nếu nhận thay"), t("Để trống khi người nộp tự nhận"), { required: false });
        const means = make("select", { required: true }, ...[["inPerson", t("Nhận trực tiếp")], ["post", t("Qua bưu chính công ích")], ["online", t("Nhận trực tuyến")]].map(([value, title]) => make("option", { value }, title)));
        return {
            elements: [...recipient.elements, ...authority.elements, field("handOver.means", t("Cách nhận"), means)],
            read: () => ({ handOver: { recipient: recipient.control.value.trim(), ...(authority.control.value.trim() && { authority: authority.control.value.trim() }), means: means.value } }),
        };
    },
    items(dossier, procedure) {
        const list = make("div", {});
        const add = () => {
            const index = list.children.length;
            const what = make("select", { "aria-label": t("Giấy tờ của nội dung {number}", { number: index + 1 }) }, make("option", { value: "" }, t("Biểu mẫu hoặc nội dung khác")),
                ...procedure.components.filter(({ kind }) => kind !== "note").map(({ key, name }) => make("option", { value: key }, name)));
            const content = make("textarea", { name: `items[${index}].content`, id: `move-item-${index}`, rows: "2", maxlength: "2000", required: index === 0 });
            list.append(make("div", { class: "field item" }, make("label", { for: content.id }, t("Nội dung {number}", { number: index + 1 })), what, content));
        };
        const more = make("button", { type: "button", class: "plain small" }, t("Thêm nội dung"));
        more.addEventListener("click", () => { add(); list.lastElementChild.querySelector("select").focus(); });
        add();
        return {
            elements: [make("fieldset", {}, make("legend", {}, t("Cần bổ sung, ghi đủ một lần")), list, more)],
            read: () => ({
                items: [...list.children].map((row) => ({ component: find("select", row).value, content: find("textarea", row).value.trim() }))
                    .filter(({ content }) => content).map(({ component, content }) => ({ ...(component && { component }), content })),
            }),
        };
    },
};
