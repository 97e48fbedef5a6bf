import { call } from "./api.js";
import { onSubmit } from "./forms.js";
import { facts, failed, find, make, moment, secretOfLink, show } from "./page.js";
import { t } from "./texts.js";

const form = find("#form");

/** Bytes of base64 for URLs. */
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

/** The receipt in a text, or in an address with it: its parts and what was signed; nothing when it is none. */
function read(text) {
    const body = text.replace(/\s/g, "").split("#").pop();
    const parts = body.split("~");
    if (parts.length !== 8 || parts[0] !== "BN1") return undefined;
    const [, code, milliseconds, steps, head, list, key, signature] = parts;
    const documents = list ? list.split(";").flatMap((component) => {
        const [name, hashes = ""] = component.split(":");
        return hashes.split(",").filter(Boolean).map((hash) => ({ name, hash }));
    }) : [];
    const isWhole = /^[0-9]{1,15}$/.test(milliseconds) && /^[0-9]+$/.test(steps) && head.length === 43
        && documents.every(({ hash }) => /^[A-Za-z0-9_-]{43}$/.test(hash)) && /^[A-Za-z0-9_-]{86}$/.test(signature);
    return isWhole ? { text: body, code, time: new Date(Number(milliseconds)), steps, documents, key, signature } : undefined;
}

/** Whether our key has signed it, found out here; undefined where the browser cannot. */
async function isSigned(receipt) {
    const { body } = await call("GET", "receipt-keys");
    const key = body.keys.find(({ id }) => id === receipt.key);
    if (!key) return false;
    try {
        const imported = await crypto.subtle.importKey("raw", bytes(key.publicKey), { name: "Ed25519" }, false, ["verify"]);
        const message = new TextEncoder().encode(receipt.text.slice(0, receipt.text.lastIndexOf("~")));
        return await crypto.subtle.verify({ name: "Ed25519" }, imported, bytes(receipt.signature), message);
    } catch {
        return undefined;
    }
}

let shown;

onSubmit(form, async ({ text }) => {
    find("#done").hidden = true;
    const receipt = read(text);
    if (!receipt) return draw(undefined, t("Nội dung này không phải là biên nhận điện tử, hoặc bị thiếu. Vui lòng quét lại mã QR."));
    const signed = await isSigned(receipt);
    if (signed === undefined) {
        const { body } = await call("POST", "receipt-checks", { body: { text } });
        return draw(body.isGenuine ? receipt : undefined, body.faults[0]);
    }
    draw(signed ? receipt : undefined, t("Chữ ký không khớp: biên nhận này không do hệ thống cấp, hoặc nội dung đã bị thay đổi."));
});

function draw(receipt, fault) {
    shown = receipt;
    const verdict = find("#verdict");
    verdict.className = `notice ${receipt ? "good" : "bad"}`;
    verdict.textContent = receipt ? t("Biên nhận đúng do cơ quan cấp và còn nguyên vẹn.") : fault;
    facts(find("#facts"), receipt ? [
        [t("Mã số biên nhận"), make("span", { class: "code" }, receipt.code)],
        [t("Cấp lúc"), moment(receipt.time.toISOString())],
        [t("Lịch sử hồ sơ khi đó"), t("{count} bước", { count: receipt.steps })],
    ] : []);
    find("#documents").hidden = !receipt?.documents.length || !crypto.subtle;
    find("#documents ol").replaceChildren(...(receipt?.documents ?? []).map(({ name, hash }) =>
        make("li", {}, t("Thành phần “{name}” ", { name }), make("span", { class: "hint" }, `SHA-256 ${hash.slice(0, 12)}…`))));
    find("#compared").replaceChildren();
    find("#files").value = "";
    find("#kept").hidden = !receipt;
    find("#kept-result").replaceChildren();
    show("#done");
}

find("#files").addEventListener("change", async ({ target }) => {
    const lines = [];
    for (const file of target.files) {
        const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
        const text = btoa(String.fromCharCode(...hash)).replaceAll("+", "-").replaceAll("/", "_").replace("=", "");
        const place = shown.documents.findIndex((document) => document.hash === text);
        lines.push(make("li", {}, place < 0 ? t("{file}: không có trong biên nhận.", { file: file.name }) : t("{file}: đúng là tệp thứ {number} ở trên.", { file: file.name, number: place + 1 })));
    }
    find("#compared").replaceChildren(...lines);
});

find("#kept button").addEventListener("click", async () => {
    try {
        const { body } = await call("POST", "receipt-checks", { body: { text: shown.text } });
        const words = body.faults.length ? body.faults : [t("Hồ sơ lưu tại cơ quan khớp với biên nhận này.")];
        find("#kept-result").replaceChildren(make("div", { class: `notice ${body.faults.length ? "care" : "good"}` }, ...words.map((word) => make("p", {}, word))));
    } catch (error) {
        failed(error);
    }
});

const text = secretOfLink();
if (text) {
    find("#text").value = text;
    form.requestSubmit();
}
