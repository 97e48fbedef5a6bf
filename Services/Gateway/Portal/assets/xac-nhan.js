import { call } from "./api.js";
import { onSubmit } from "./forms.js";
import { find, secretOfLink, show } from "./page.js";

const form = find("#form");
const token = secretOfLink();

if (!token) {
    form.hidden = true;
    show("#missing", { focus: false });
}

onSubmit(form, async () => {
    const { body } = await call("POST", "registrations/confirmations", { body: { token } });
    if (body.session) return location.assign("/kich-hoat");
    sessionStorage.setItem("email", body.email);
    form.hidden = true;
    find("#done-email").textContent = body.email;
    show("#done");
});
