// Signing in. Whether the account is an officer's, and so needs a second factor, the service alone knows.
import { call } from "./api.js";
import { onSubmit, revealable } from "./forms.js";
import { find, nextPage, remember } from "./page.js";
import { t } from "./texts.js";

const email = find("#email");
email.value = sessionStorage.getItem("email") ?? "";
revealable(find("#password"));
find("#sent-here").hidden = !sessionStorage.getItem("next");
const second = find("#second");
const oneTimeCode = find("#oneTimeCode");

onSubmit(find("#form"), async (values) => {
    let body;
    try {
        ({ body } = await call("POST", "sessions", { body: { ...values, device: device() } }));
    } catch (error) {
        if (!["one-time-code-needed", "wrong-one-time-code"].includes(error.code)) throw error;
        return askForCode(error);
    }
    if (body.role === "activating") {
        sessionStorage.setItem("email", values.email);
        return location.assign("/kich-hoat");
    }
    sessionStorage.removeItem("email");
    remember(body.role);
    location.assign(nextPage());
});

/** The password was right: the code is the next step, and a fault only where one was typed or left
 *  out a second time. */
function askForCode(error) {
    const isFirst = !second.open;
    second.open = true;
    oneTimeCode.value = "";
    if (!isFirst) throw Object.assign(error, { fields: [{ path: "oneTimeCode", message: error.detail }] });
    oneTimeCode.focus();
    find("#password-right").hidden = false;
}

/** What this browser calls itself in the list of sessions. */
function device() {
    const agent = navigator.userAgent;
    const browser = ["Edg", "Firefox", "Chrome", "Safari"].find((name) => agent.includes(name)) ?? t("Trình duyệt");
    const system = ["Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux"].find((name) => agent.includes(name));
    return [browser.replace("Edg", "Edge"), system].filter(Boolean).join(t(" trên "));
}
