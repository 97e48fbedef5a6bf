// A draft that keeps itself: on the server a moment after each change, and in this tab until the
// server has it, so that a lost connection or a reload loses nothing. The tab's own store is used, not
// the browser's, since what is typed here is personal and computers are shared.
import { Problem, all, call } from "./api.js";
import { moment } from "./page.js";
import { t } from "./texts.js";

const pause = 1200;

/** The draft of a procedure. `content` is `{ caseKey, unit, answers, components }`; `say(sentence)`
 *  shows how far it is kept; `onConflict()` is called when it was changed elsewhere. */
export async function openDraft(procedure, { say, onConflict }) {
    const path = `drafts/${encodeURIComponent(procedure)}`;
    const shelf = `draft ${procedure}`;
    let version, waiting, latest, isSending = false;
    const kept = await read();
    const unsent = sessionStorage.getItem(shelf);

    async function read() {
        // From the list, of one draft for each procedure at most: that there is none is no error.
        const found = (await all("drafts", { limit: "100" })).find((each) => each.procedure === procedure);
        version = found && `"${found.version}"`;
        return found;
    }

    async function send() {
        clearTimeout(waiting);
        if (isSending || latest === undefined) return;
        const sent = latest;
        isSending = true;
        try {
            const answer = await call("PUT", path, { body: sent, ifMatch: version });
            version = answer.version;
            if (latest === sent) {
                latest = undefined;
                sessionStorage.removeItem(shelf);
                say(t("Đã lưu bản nháp lúc {time}.", { time: moment(answer.body.savedAt) }));
            }
        } catch (error) {
            if (!(error instanceof Problem)) throw error;
            if (error.status === 412) return onConflict();
            say(error.status === 0 || error.status >= 500 || error.status === 429
                ? t("Chưa lưu được bản nháp, đang thử lại. Nội dung vẫn còn trên máy này.") : error.detail);
            waiting = setTimeout(send, 5000);
            return;
        } finally { isSending = false; }
        if (latest !== undefined) waiting = setTimeout(send, pause);
    }

    addEventListener("online", send);
    return {
        /** What was kept: in this tab when the server does not have it yet, else on the server. */
        content: unsent ? JSON.parse(unsent) : kept,
        isResumed: Boolean(unsent ?? kept),
        keep(content) {
            latest = content;
            sessionStorage.setItem(shelf, JSON.stringify(content));
            say(t("Đang lưu…"));
            clearTimeout(waiting);
            waiting = setTimeout(send, pause);
        },
        /** Takes the version that stands on the server now, so that the next change replaces it. */
        async overwrite() {
            await read();
            await send();
        },
        /** Forgets it here; on the server the submission has done so. */
        forget() {
            clearTimeout(waiting);
            latest = undefined;
            sessionStorage.removeItem(shelf);
        },
        async discard() {
            this.forget();
            await call("DELETE", path);
        },
    };
}
