// Sends a file to document storage: with progress, to be cancelled, going on after a lost connection.
import { Problem, call } from "./api.js";
import { t } from "./texts.js";

const types = { pdf: "application/pdf", jpg: "image/jpeg", jpeg: "image/jpeg", jpe: "image/jpeg", jfif: "image/jpeg", png: "image/png" };
const limit = 10 * 1024 * 1024;

/** What a file picker offers. */
export const accepted = ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png";

/** Why a file cannot be taken, before a byte of it is sent; nothing when it can. */
export function refusal(file) {
    if (!types[file.name.split(".").pop().toLowerCase()]) return t("Chỉ nhận tệp PDF, JPG hoặc PNG. Vui lòng chụp hoặc lưu giấy tờ ở một trong các dạng này.");
    if (file.size === 0) return t("Tệp này trống. Vui lòng chọn lại tệp.");
    if (file.size > limit) return t("Tệp lớn hơn 10 MB. Vui lòng quét với độ nét thấp hơn, hoặc chia thành nhiều tệp.");
    return undefined;
}

/** Sends the file and answers the stored paper.
 *  `report({ share, waits })` tells how far it is, and whether it waits for the connection. */
export async function upload(file, { dossier, signal, report }) {
    const mediaType = types[file.name.split(".").pop().toLowerCase()];
    const key = crypto.randomUUID();
    const open = () => call("POST", "documents", { body: { fileName: file.name, mediaType, size: file.size, ...(dossier && { dossier }) }, key });
    const { body: { url } } = await again(open, { signal, report });
    return again((attempt) => send(file, mediaType, url, { signal, report, isResumed: attempt > 0 }), { signal, report });
}

class Interrupted extends Error {}

/** Tries until it works or is refused; waits longer each time, and for the network to come back. */
async function again(work, { signal, report }) {
    for (let attempt = 0; ; attempt += 1) {
        try {
            return await work(attempt);
        } catch (error) {
            const isPassing = error instanceof Interrupted || (error instanceof Problem && (error.status === 0 || error.status === 503));
            if (!isPassing || attempt >= 20) throw error;
            report({ waits: true });
            await pause(Math.min(1000 * 2 ** attempt, 15000), signal);
        }
    }
}

function pause(milliseconds, signal) {
    return new Promise((resolve, reject) => {
        const end = () => { clearTimeout(timer); removeEventListener("online", end); resolve(); };
        const timer = setTimeout(end, milliseconds);
        addEventListener("online", end);
        signal.addEventListener("abort", () => { end(); reject(new DOMException("", "AbortError")); }, { once: true });
    });
}

async function send(file, mediaType, url, { signal, report, isResumed }) {
    const offset = isResumed ? await offsetOf(url) : 0;
    return new Promise((resolve, reject) => {
        const request = new XMLHttpRequest();
        request.open("PUT", url);
        request.setRequestHeader("Content-Type", mediaType);
        if (offset > 0) request.setRequestHeader("Content-Range", `bytes ${offset}-${file.size - 1}/${file.size}`);
        request.upload.onprogress = ({ loaded }) => report({ share: Math.min(1, (offset + loaded) / file.size) });
        request.onload = () => {
            const json = parsed(request.responseText);
            if (request.status === 201) return resolve(json);
            // Part of it has arrived, or it stands elsewhere than thought: ask, and go on from there.
            if (request.status === 202 || request.status === 408 || request.status === 409) return reject(new Interrupted());
            reject(new Problem({ detail: t("Tệp chưa được lưu. Vui lòng thử lại."), ...json, status: request.status }));
        };
        request.onerror = () => reject(new Interrupted());
        request.onabort = () => reject(new DOMException("", "AbortError"));
        signal.addEventListener("abort", () => request.abort(), { once: true });
        request.send(offset > 0 ? file.slice(offset) : file);
    });
}

async function offsetOf(url) {
    let answer;
    try { answer = await fetch(url, { method: "HEAD", credentials: "omit" }); } catch { throw new Interrupted(); }
    if (!answer.ok) throw new Problem({ status: answer.status, detail: t("Việc tải tệp lên đã hết hạn. Vui lòng chọn lại tệp.") });
    return Number(answer.headers.get("Upload-Offset"));
}

function parsed(text) {
    try { return JSON.parse(text); } catch { return {}; }
}
