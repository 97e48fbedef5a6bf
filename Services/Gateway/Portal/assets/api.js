// Calls the JSON API; every failure is thrown as a Problem with a sentence for the person.

import { t } from "./texts.js";

/** A failure as the API tells it (RFC 9457), or a connection that failed. */
export class Problem extends Error {
    constructor({ type = "", title = "", status = 0, detail, fields = [] }) {
        super(detail);
        Object.assign(this, { type, title, status, detail, fields });
    }

    /** The stable last part of the problem's type: `sign-in-needed`. */
    get code() { return this.type.split("/").pop(); }
}

const offline = t("Không kết nối được với hệ thống. Nội dung Ông/Bà đã nhập vẫn còn; vui lòng kiểm tra mạng rồi thử lại.");
const broken = t("Hệ thống gặp sự cố nên chưa làm được việc này. Nội dung Ông/Bà đã nhập vẫn còn; vui lòng thử lại sau ít phút.");

/** Sends a request and answers `{ body, version }`; `version` goes back as `ifMatch`, or as
 *  `ifNoneMatch` of a look that answers nothing while that version still is the newest. */
export async function call(method, path, { body, query, ifMatch, ifNoneMatch, key } = {}) {
    const headers = { Accept: "application/json" };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (ifMatch) headers["If-Match"] = ifMatch;
    if (ifNoneMatch) headers["If-None-Match"] = ifNoneMatch;
    if (key) headers["Idempotency-Key"] = key;
    const asked = new URLSearchParams(Object.entries(query ?? {}).filter(([, value]) => value));
    let response, text;
    try {
        response = await fetch(`/api/v1/${path}${asked.size ? `?${asked}` : ""}`, {
            method, headers, body: body === undefined ? undefined : JSON.stringify(body),
        });
        text = await response.text();
    } catch {
        throw new Problem({ detail: offline });
    }
    if (response.status === 304) return undefined;
    let json;
    try { json = text ? JSON.parse(text) : {}; } catch { json = {}; }
    if (!response.ok) throw new Problem({ detail: broken, ...json, status: response.status });
    return { body: json, version: response.headers.get("ETag") };
}

/** All pages of a short list, such as the units. */
export async function all(path, query = {}) {
    const items = [];
    let after;
    do {
        const { body } = await call("GET", path, { query: { ...query, after } });
        items.push(...body.items);
        after = body.next;
    } while (after);
    return items;
}
