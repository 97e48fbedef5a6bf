// The counter: an officer finds a citizen's account, compares the paper shown, and decides.
import { Problem, all, call } from "./api.js";
import { onSubmit, values } from "./forms.js";
import { day, facts, failed, find, make, moment, secretOfLink, show, start } from "./page.js";
import { t } from "./texts.js";

const states = {
    registered: ["care", t("Chưa xác nhận thư điện tử")], confirmed: ["care", t("Chưa được xác thực")],
    verified: ["good", t("Đã xác thực")], cancelled: ["bad", t("Đã huỷ")],
};
const outcomes = { verified: t("Đã xác thực"), refused: t("Chưa xác thực được"), cancelled: t("Đã huỷ") };
const papers = { citizenCard: t("thẻ căn cước"), oldIdentityCard: t("chứng minh nhân dân"), passport: t("hộ chiếu") };
const labels = { email: t("Địa chỉ thư điện tử"), phone: t("Số điện thoại"), identityNumber: t("Số định danh") };
const code = secretOfLink();
let units = new Map();
let account, version, reason = t("Công dân trình mã tại quầy");

await start(async () => {
    const { body: me } = await call("GET", "me");
    if (me.role !== "officer" || !me.duties.includes("reception")) {
        throw new Problem({ detail: t("Trang này dành cho cán bộ có nhiệm vụ tiếp nhận. Ông/Bà vui lòng đăng nhập bằng tài khoản phù hợp.") });
    }
    find("#officer").textContent = me.displayName;
    find("#content").hidden = false;
    if (code) {
        find("#code").value = code;
        find("#visit button").focus();
    }
    units = new Map((await all("units", { limit: "200" })).map((unit) => [unit.code, unit.name]));
});

find("#kind").addEventListener("change", ({ target }) => {
    const wanted = find("#wanted");
    wanted.name = target.value;
    wanted.inputMode = target.value === "email" ? "email" : "numeric";
    find("#wanted-label").textContent = labels[target.value];
});

onSubmit(find("#visit"), async (sent) => {
    const answer = await call("POST", "counter-visits", { body: sent });
    find("#code").value = "";
    find("#found").hidden = true;
    reason = t("Công dân trình mã tại quầy");
    draw(answer);
});

onSubmit(find("#search"), async (sent) => {
    const { body } = await call("POST", "account-searches", { body: sent });
    reason = sent.reason;
    find("#account").hidden = true;
    const section = show("#found");
    find("ul", section).replaceChildren(...body.items.map(found));
    find(".empty", section).hidden = body.items.length > 0;
});

function found(each) {
    const [kind, title] = states[each.state];
    const button = make("button", { type: "button", class: "plain" }, t("Mở tài khoản"));
    button.addEventListener("click", () => open(each.id));
    return make("li", {},
        make("p", { class: "title" }, each.fullName),
        make("p", {}, make("span", { class: `tag ${kind}` }, title)),
        make("p", { class: "hint" }, t("Sinh {day} · số định danh kết thúc bằng {end}", { day: day(each.dateOfBirth), end: each.identityNumberEnd })),
        make("p", { class: "actions" }, button));
}

async function open(id) {
    try {
        draw(await call("POST", `accounts/${encodeURIComponent(id)}/openings`, { body: { reason } }));
    } catch (error) { failed(error); }
}

find("#reload").addEventListener("click", () => open(account.id));

/** Shows the account as the API told it; `said` is what was just done. */
function draw(answer, said) {
    account = answer.body;
    version = answer.version;
    find("#problem").hidden = true;
    const { details } = account;
    const [kind, title] = states[account.state];
    find("#full-name").textContent = [details.familyName, details.middleName, details.givenName].filter(Boolean).join(" ");
    find("#state").replaceChildren(make("span", { class: `tag ${kind}` }, title));
    const warnings = account.warnings.map(({ message }) => make("li", {}, message));
    find("#message").replaceChildren(
        ...(said ? [make("p", { class: "notice good" }, said)] : []),
        ...(warnings.length ? [make("div", { class: "notice care" }, make("p", {}, t("Xin xem lại:")), make("ul", {}, ...warnings))] : []));
    facts(find("#facts"), [
        [t("Ngày sinh"), day(details.dateOfBirth)], [t("Giới tính"), details.sex === "male" ? t("Nam") : t("Nữ")],
        [t("Số định danh"), details.identityNumber], [t("Dân tộc"), details.ethnicity],
        [t("Địa chỉ"), [details.address.line, units.get(details.address.unit)].filter(Boolean).join(", ")],
        [t("Số điện thoại"), details.phone], [t("Thư điện tử"), account.email],
        [t("Đăng ký lúc"), moment(account.registeredAt)], [t("Lần xử lý gần nhất"), decision(account.decision)],
    ]);
    const waits = account.state === "confirmed";
    for (const id of ["#verify", "#refuse", "#cancel"]) if (said) find(id).reset();
    find("#verify").hidden = !waits;
    find("#refuse-part").hidden = !waits;
    find("#cancel-part").hidden = account.state === "cancelled";
    find("#refuse-part").open = find("#cancel-part").open = false;
    find("#mismatch").hidden = true;
    find("#account").hidden = false;
    find("#account").focus();
    find("#account").scrollIntoView({ block: "start" });
}

function decision(last) {
    if (!last) return undefined;
    const parts = [outcomes[last.outcome], last.paper && t("theo {paper}", { paper: papers[last.paper] }), last.reason && t("lý do: {reason}", { reason: last.reason }),
        units.get(last.unit) ?? last.unit, moment(last.decidedAt)];
    return parts.filter(Boolean).join(" · ");
}

/** What does not fit, while the officer types: to be looked at, no bar. */
find("#verify").addEventListener("input", () => {
    const { kind, number = "" } = values(find("#verify")).paper ?? {};
    const digits = number.replace(/[ .-]/g, "");
    const box = find("#mismatch");
    const faults = kind === "passport" ? [] : mismatches(kind, digits, account.details);
    box.replaceChildren(...faults.map((sentence) => make("p", {}, sentence)));
    box.hidden = faults.length === 0;
});

function mismatches(kind, digits, details) {
    const faults = [];
    if (digits.length < (kind === "citizenCard" ? 12 : 9)) return faults;
    if (digits !== details.identityNumber) faults.push(t("Số giấy tờ khác với số định danh công dân đã đăng ký."));
    if (kind === "oldIdentityCard") faults.push(t("Chứng minh nhân dân hết giá trị sử dụng từ ngày 01/01/2025."));
    if (kind !== "citizenCard" || !/^\d{12}$/.test(digits)) return faults;
    const year = 1900 + Math.floor(Number(digits[3]) / 2) * 100 + Number(digits.slice(4, 6));
    if (String(year) !== details.dateOfBirth.slice(0, 4)) faults.push(t("Năm sinh trên tài khoản không khớp với số căn cước của giấy tờ."));
    if ((Number(digits[3]) % 2 === 0 ? "male" : "female") !== details.sex) faults.push(t("Giới tính trên tài khoản không khớp với số căn cước của giấy tờ."));
    return faults;
}

const decide = (path, said) => async (sent) => {
    const { sure, ...body } = sent;
    draw(await call("PUT", `accounts/${encodeURIComponent(account.id)}/${path}`, { body, ifMatch: version }), said);
};

onSubmit(find("#verify"), decide("verification", t("Đã xác thực tài khoản. Công dân được báo qua thư và thông báo.")));
onSubmit(find("#refuse"), decide("refusal", t("Đã ghi nhận. Công dân được báo lý do qua thư và thông báo.")));
onSubmit(find("#cancel"), decide("cancellation", t("Đã huỷ tài khoản. Công dân được báo lý do qua thư.")));
