// The part of the personal page about verification: how far it is, and the code for the counter.
import { call } from "./api.js";
import { facts, failed, find, make, moment } from "./page.js";
import { picture } from "./picture.js";
import { t } from "./texts.js";

const paperNames = { citizenCard: t("Thẻ căn cước"), oldIdentityCard: t("Chứng minh nhân dân"), passport: t("Hộ chiếu") };
const kinds = { found: t("Tìm thấy khi tra cứu"), opened: t("Mở tài khoản"), received: t("Mở bằng mã tại quầy của Ông/Bà") };

/** Draws how far the verification is; an account that waits for it gets the code for the counter. */
export async function drawVerification(units) {
    try {
        const { body } = await call("GET", "me/verification");
        find("#verification").hidden = false;
        drawDecision(body, units);
        const waits = body.state === "confirmed";
        for (const part of find("#verification").querySelectorAll("h2 ~ p")) part.hidden = !waits;
    } catch (error) { failed(error); }
}

function drawDecision({ state, decision }, units) {
    const box = find("#decision");
    if (!decision) return box.replaceChildren();
    const unit = units.get(decision.unit) ?? decision.unit;
    const lapsed = decision.outcome === "verified" && state === "confirmed";
    const words = {
        verified: lapsed
            ? t("Thông tin đã thay đổi sau lần xác thực trước, nên tài khoản cần được xác thực lại.")
            : t("Cán bộ đã đối chiếu giấy tờ và xác thực tài khoản của Ông/Bà."),
        refused: t("Lần đối chiếu trước, cán bộ chưa thể xác thực tài khoản của Ông/Bà."),
        cancelled: t("Tài khoản đã bị huỷ."),
    };
    const list = make("dl", { class: "facts" });
    facts(list, [
        [t("Nơi đối chiếu"), unit], [t("Giấy tờ"), paperNames[decision.paper]],
        [t("Lý do"), decision.reason], [t("Thời điểm"), moment(decision.decidedAt)],
    ]);
    const kind = decision.outcome === "verified" && !lapsed ? "good" : "care";
    box.replaceChildren(make("p", { class: `notice ${kind}` }, words[decision.outcome]), list);
}

find("#make-code").addEventListener("click", async ({ currentTarget: button }) => {
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    try {
        const { body } = await call("POST", "counter-codes", { body: {} });
        const box = find("#counter-code");
        box.replaceChildren(
            picture(body.qrCode, t("Mã QR để cán bộ quét tại quầy")),
            make("div", {},
                make("p", {}, t("Hoặc đọc cho cán bộ:")), make("p", { class: "typed" }, body.typed),
                make("p", { class: "hint" }, t("Dùng được một lần, đến {time}.", { time: moment(body.expiresAt) }))));
        box.hidden = false;
        box.focus();
        button.textContent = t("Tạo mã mới");
    } catch (error) { failed(error); } finally { button.setAttribute("aria-disabled", "false"); }
});

/** One look of an officer at the account. */
export function access(each, units) {
    return make("li", {},
        make("p", { class: "title" }, kinds[each.kind]),
        make("p", {}, t("Lý do: {reason}", { reason: each.reason })),
        make("p", { class: "hint" }, `${units.get(each.unit) ?? each.unit} · ${moment(each.at)}`));
}
