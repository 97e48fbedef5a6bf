import { call } from "./api.js";
import { onSubmit, revealable, sameTwice } from "./forms.js";
import { find, signInFirst } from "./page.js";

const [password, again] = [find("#password"), find("#again")];
// Lets a password manager know whose password this is.
find("#account").value = sessionStorage.getItem("email") ?? "";
revealable(password, again);

onSubmit(find("#form"), async () => {
    try {
        await call("POST", "activations", { body: { password: password.value } });
    } catch (error) {
        if (error.code === "sign-in-needed") return signInFirst();
        throw error;
    }
    sessionStorage.removeItem("email");
    location.assign("/ca-nhan");
}, { check: sameTwice(password, again) });
