import { call } from "./api.js";
import { onSubmit, revealable, sameTwice } from "./forms.js";
import { find, secretOfLink, show } from "./page.js";

const form = find("#form");
const [password, again] = [find("#password"), find("#again")];
const token = secretOfLink();
revealable(password, again);

if (!token) {
    form.hidden = true;
    show("#missing", { focus: false });
}

onSubmit(form, async () => {
    await call("POST", "password-resets/completions", { body: { token, password: password.value } });
    form.hidden = true;
    show("#done");
}, { check: sameTwice(password, again) });
