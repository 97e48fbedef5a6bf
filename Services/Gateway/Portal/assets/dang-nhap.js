import { call } from "./api.js";
import { onSubmit, revealable } from "./forms.js";
import { find, nextPage, remember } from "./page.js";
import { t } from "./texts.js";

const email = find("#email");
email.value = sessionStorage.getItem("email") ?? "";
revealable(find("#password"));

onSubmit(find("#form"), async (values) => {
    const { body } = await call("POST", "sessions", { body: { ...values, device: device() } });
    if (body.role === "activating") {
        sessionStorage.setItem("email", values.email);
        return location.assign("/kich-hoat");
    }
    sessionStorage.removeItem("email");
    remember(body.role);
    location.assign(nextPage());
});

/** What this browser calls itself in the list of sessions. */
function device() {
    const agent = navigator.userAgent;
    const browser = ["Edg", "Firefox", "Chrome", "Safari"].find((name) => agent.includes(name)) ?? t("Trình duyệt");
    const system = ["Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux"].find((name) => agent.includes(name));
    return [browser.replace("Edg", "Edge"), system].filter(Boolean).join(t(" trên "));
}
