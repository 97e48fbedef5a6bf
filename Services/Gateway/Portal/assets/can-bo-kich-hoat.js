import { call } from "./api.js";
import { onSubmit, revealable, sameTwice } from "./forms.js";
import { failed, find, moment, secretOfLink, show } from "./page.js";
import { picture } from "./picture.js";
import { t } from "./texts.js";

const form = find("#form");
const [password, again] = [find("#password"), find("#again")];
const token = secretOfLink();
revealable(password, again);

if (token) {
    try {
        draw((await call("POST", "officer-enrolments", { body: { token } })).body);
    } catch (error) { failed(error); }
} else {
    find("#waiting").hidden = true;
    show("#missing", { focus: false });
}

function draw({ email, fullName, totpSecret, qrCode, expiresAt }) {
    find("#waiting").hidden = true;
    find("#full-name").textContent = fullName;
    find("#expires").textContent = moment(expiresAt);
    find("#qr").replaceChildren(picture(qrCode, t("Mã QR cho ứng dụng xác thực")));
    find("#account-name").textContent = email;
    // In groups of four, as people copy it.
    find("#secret").textContent = totpSecret.match(/.{1,4}/g).join(" ");
    find("#account").value = email;
    form.hidden = false;
}

onSubmit(form, async () => {
    await call("POST", "officer-enrolments/completions", {
        body: { token, password: password.value, oneTimeCode: find("#oneTimeCode").value.trim() },
    });
    form.hidden = true;
    sessionStorage.setItem("email", find("#account").value);
    show("#done");
}, { check: sameTwice(password, again) });
