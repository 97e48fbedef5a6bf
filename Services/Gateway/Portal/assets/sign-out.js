// Signing out, where a page offers it.
import { call } from "./api.js";
import { failed } from "./page.js";

/** Shows the button and lets it end the session. */
export function offerSignOut(button) {
    button.hidden = false;
    button.addEventListener("click", async () => {
        try {
            await call("DELETE", "sessions/current");
            localStorage.removeItem("signed-in");
            location.assign("/");
        } catch (error) { failed(error); }
    });
}
