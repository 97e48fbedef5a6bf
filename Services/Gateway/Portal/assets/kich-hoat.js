import { call } from "./api.js";
import { onSubmit, revealable, sameTwice } from "./forms.js";
import { find, signInFirst } from "./page.js";

const [password, again] = [find("#password"), find("#again")];
revealable(password, again);

onSubmit(find("#form"), async () => {
    try {
        await call("POST", "activations", { body: { password: password.value } });
    } catch (error) {
        if (error.code === "sign-in-needed") return signInFirst();
        throw error;
    }
    location.assign("/ca-nhan");
}, { check: sameTwice(password, again) });
