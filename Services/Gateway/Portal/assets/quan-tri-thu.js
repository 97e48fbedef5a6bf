// The mails and how far they are, without words and addresses.
import { call } from "./api.js";
import { failed, find, make, moment, start } from "./page.js";
import { t } from "./texts.js";

const states = {
    queued: ["calm", t("Đang chờ")], sending: ["calm", t("Đang gửi")], sent: ["good", t("Đã gửi")],
    failed: ["bad", t("Không gửi được")], unknown: ["care", t("Chưa rõ đã đến chưa")],
};
const body = find("#mails tbody");
let next;

async function draw(after) {
    const answer = await call("GET", "mails", { query: { state: find("#state").value, after } });
    if (!after) body.replaceChildren();
    body.append(...answer.body.items.map(row));
    next = answer.body.next;
    find("#more").hidden = !next;
    find("#mails").hidden = body.children.length === 0;
    find("#empty").hidden = body.children.length > 0;
    find("#content").hidden = false;
}

function row({ purpose, state, attempts, lastAnswer, createdAt, nextAttemptAt, sentAt }) {
    const [kind, title] = states[state];
    const cell = (label, ...parts) => make("td", { "data-label": label }, make("span", {}, ...parts));
    const when = sentAt ? moment(sentAt) : nextAttemptAt && t("thử lại {time}", { time: moment(nextAttemptAt) });
    return make("tr", {}, cell(t("Lúc"), moment(createdAt)), cell(t("Việc"), purpose),
        cell(t("Tình trạng"), make("span", { class: `tag ${kind}` }, title), when && make("span", { class: "hint" }, ` ${when}`)),
        cell(t("Số lần thử"), String(attempts)), cell(t("Máy chủ trả lời"), lastAnswer ?? "–"));
}

find("#state").addEventListener("change", () => draw().catch(failed));
find("#more").addEventListener("click", () => draw(next).catch(failed));
await start(() => draw());
