// The personal page's details, password and places of signing in.
import { call } from "./api.js";
import { onSubmit, revealable, sameTwice } from "./forms.js";
import { day, facts, failed, find, make, moment, toast } from "./page.js";
import { t } from "./texts.js";

let account, version, names = new Map();

/** Draws the details; `units` are the wards to choose from, `unitNames` all by code. */
export function drawDetails(answer, units, unitNames) {
    ({ body: account, version } = answer);
    names = unitNames;
    const { details, email, registeredAt } = account;
    find("#sign-in-name").value = email;
    facts(find("#details"), [
        [t("Họ và tên"), [details.familyName, details.middleName, details.givenName].filter(Boolean).join(" ")],
        [t("Thư điện tử"), email], [t("Số điện thoại"), details.phone], [t("Ngày sinh"), day(details.dateOfBirth)],
        [t("Giới tính"), details.sex === "male" ? t("Nam") : t("Nữ")], [t("Số định danh"), details.identityNumber], [t("Dân tộc"), details.ethnicity],
        [t("Địa chỉ"), [details.address.line, names.get(details.address.unit)].filter(Boolean).join(", ")], [t("Đăng ký lúc"), moment(registeredAt)],
    ]);
    if (units) find("#unit").replaceChildren(...units.map(({ code, name }) => make("option", { value: code }, name)));
}

find("#change-details").addEventListener("click", () => {
    const form = find("#details-form");
    const { details } = account;
    for (const [name, value] of Object.entries({ ...details, dateOfBirth: day(details.dateOfBirth), "address.unit": details.address.unit, "address.line": details.address.line })) {
        const field = form.elements[`details.${name}`];
        if (field) field.value = value ?? "";
    }
    find("#loses-verification").hidden = account.state !== "verified";
    form.hidden = false;
    form.focus();
});
find("#details-off").addEventListener("click", () => {
    find("#details-form").hidden = true;
    find("#change-details").focus();
});
onSubmit(find("#details-form"), async ({ details }) => {
    drawDetails(await call("PUT", "me/details", { body: { details }, ifMatch: version }), undefined, names);
    find("#details-form").hidden = true;
    find("#change-details").focus();
    toast(t("Đã lưu thông tin cá nhân."));
});

const [next, again] = [find("#new"), find("#again")];
revealable(find("#current"), next, again);
onSubmit(find("#password-form"), async ({ currentPassword, newPassword }) => {
    await call("PUT", "me/password", { body: { currentPassword, newPassword } });
    find("#password-form").reset();
    toast(t("Đã đổi mật khẩu. Các nơi đăng nhập khác đã bị thoát."));
    await drawSessions();
}, { check: sameTwice(next, again) });

/** Draws where the account is signed in. */
export async function drawSessions() {
    const { body } = await call("GET", "sessions");
    find("#end-others").hidden = body.items.length < 2;
    find("#sessions").replaceChildren(...body.items.map((each) => {
        const row = make("li", {},
            make("p", { class: "title" }, each.device ?? t("Không rõ thiết bị"), each.isCurrent && make("span", { class: "tag good" }, t("Đang dùng"))),
            make("p", { class: "hint" }, t("Đăng nhập {opened} · dùng gần nhất {used}", { opened: moment(each.openedAt), used: moment(each.lastUsedAt) })));
        if (each.isCurrent) return row;
        const button = make("button", { type: "button", class: "reveal" }, t("Thoát ở nơi này"));
        button.addEventListener("click", () => end(each.id));
        row.append(button);
        return row;
    }));
}

async function end(id) {
    try {
        await call("DELETE", `sessions/${encodeURIComponent(id)}`);
        await drawSessions();
        toast(t("Đã thoát."));
    } catch (error) { failed(error); }
}
find("#end-others").addEventListener("click", () => end("others"));
