// Administrators keep the officers: accounts, units and duties, credentials, absences.
import { all, call } from "./api.js";
import { onSubmit, values } from "./forms.js";
import { administratorAtWork } from "./office.js";
import { confirmed, day, failed, find, make, start } from "./page.js";
import { t } from "./texts.js";

const dutyNames = { reception: t("Tiếp nhận"), handling: t("Xử lý"), leadership: t("Lãnh đạo"), administration: t("Quản trị hệ thống") };
const [officerForm, absenceForm] = [find("#officer"), find("#absence")];
let units = new Map();
let edited, absent;

await start(async () => {
    await administratorAtWork();
    units = new Map((await all("units", { limit: "200" })).map((unit) => [unit.code, unit.name]));
    for (const select of [find("#unit"), find("#filter")]) {
        select.append(...[...units].map(([code, name]) => make("option", { value: code }, name)));
    }
    find("#new").hidden = false;
    find("#content").hidden = false;
    await list();
});

find("#filter").addEventListener("change", () => list());

/** Draws the officers page by page. */
async function list(after) {
    const section = find("#officers");
    try {
        const { body } = await call("GET", "officers", { query: { unit: find("#filter").value, after } });
        if (!after) find("ul", section).replaceChildren();
        find("ul", section).append(...body.items.map(row));
        find(".empty", section).hidden = find("ul", section).children.length > 0;
        const more = find(".more", section);
        more.hidden = !body.next;
        more.onclick = () => list(body.next);
    } catch (error) { failed(error); }
}

function row(officer) {
    const tag = !officer.isActive ? ["bad", t("Đã khoá")] : officer.isEnrolled ? ["good", t("Đang hoạt động")] : ["care", t("Chưa kích hoạt")];
    const item = make("li", {},
        make("p", { class: "title" }, officer.fullName),
        make("p", {}, make("span", { class: `tag ${tag[0]}` }, tag[1])),
        make("p", {}, `${officer.duties.map((duty) => dutyNames[duty]).join(", ")} · ${units.get(officer.unit) ?? officer.unit}`),
        make("p", { class: "hint" }, officer.email),
        ...officer.absences.map((absence) => absenceLine(officer, absence)));
    const act = (name, work) => {
        const button = make("button", { type: "button", class: "reveal" }, name);
        button.addEventListener("click", work);
        return button;
    };
    item.append(make("p", { class: "actions" },
        act(t("Sửa"), () => edit(officer)),
        officer.isActive && act(t("Vắng mặt"), () => planAbsence(officer)),
        officer.isActive && act(officer.isEnrolled ? t("Đặt lại mật khẩu, mã xác thực") : t("Gửi lại liên kết kích hoạt"), () => reset(officer)),
        act(officer.isActive ? t("Khoá tài khoản") : t("Mở lại tài khoản"), () => setActivity(officer))));
    return item;
}

function absenceLine(officer, absence) {
    const button = make("button", { type: "button", class: "reveal" }, t("Bỏ lịch vắng"));
    button.addEventListener("click", () => work(
        () => call("DELETE", `officers/${officer.id}/absences/${absence.id}`), t("Đã bỏ lịch vắng mặt của {name}.", { name: officer.fullName })));
    return make("p", {}, t("Vắng {from} – {until}, {deputy} thay. ", { from: day(absence.from), until: day(absence.until), deputy: absence.deputyName }), button);
}

/** Does something to an officer, says so and draws the list again. */
async function work(action, said) {
    try {
        find("#problem").hidden = true;
        await action();
        await done(said);
    } catch (error) { failed(error); }
}

async function done(said) {
    officerForm.hidden = true;
    absenceForm.hidden = true;
    find("#message").replaceChildren(make("p", { class: "notice good" }, said));
    find("#message").scrollIntoView({ block: "center" });
    await list();
}

async function setActivity(officer) {
    const closes = officer.isActive;
    if (closes && !await confirmed({ title: t("Khoá tài khoản của {name}?", { name: officer.fullName }), text: t("Các phiên đăng nhập của cán bộ sẽ kết thúc."), action: t("Khoá tài khoản"), isDangerous: true })) return;
    work(() => call("PUT", `officers/${officer.id}/activity`, { body: { isActive: !closes }, ifMatch: `"${officer.version}"` }),
        closes ? t("Đã khoá tài khoản của {name}.", { name: officer.fullName }) : t("Đã mở lại tài khoản của {name}.", { name: officer.fullName }));
}

async function reset(officer) {
    if (officer.isEnrolled && !await confirmed({ title: t("Đặt lại thông tin đăng nhập của {name}?", { name: officer.fullName }), text: t("Mật khẩu và mã xác thực hiện tại ngừng dùng được ngay."), action: t("Đặt lại"), isDangerous: true })) return;
    work(() => call("POST", `officers/${officer.id}/enrolments`, { body: {} }), t("Đã gửi liên kết kích hoạt đến {email}.", { email: officer.email }));
}

function openForm(form) {
    officerForm.hidden = form !== officerForm;
    absenceForm.hidden = form !== absenceForm;
    find("#message").replaceChildren();
    form.reset();
    find(".problem", form).hidden = true;
    form.focus();
    form.scrollIntoView({ block: "start" });
}

find("#new").addEventListener("click", () => edit(undefined));
for (const button of document.querySelectorAll(".cancel")) {
    button.addEventListener("click", () => { button.form.hidden = true; });
}

/** Opens the form for an officer, or for a new one. */
function edit(officer) {
    edited = officer;
    openForm(officerForm);
    find("#officer-title").textContent = officer ? t("Sửa: {name}", { name: officer.fullName }) : t("Thêm cán bộ");
    find("#save").textContent = officer ? t("Lưu thay đổi") : t("Thêm cán bộ");
    find("#email-field").hidden = Boolean(officer);
    find("#email").required = !officer;
    find("#invitation").hidden = Boolean(officer);
    if (!officer) return;
    find("#full-name").value = officer.fullName;
    if (!units.has(officer.unit)) find("#unit").append(make("option", { value: officer.unit }, officer.unit));
    find("#unit").value = officer.unit;
    for (const box of officerForm.querySelectorAll("[name=duties]")) box.checked = officer.duties.includes(box.value);
}

const chosenDuties = () => [...officerForm.querySelectorAll("[name=duties]:checked")].map((box) => box.value);

onSubmit(officerForm, async ({ fullName, email, unit }) => {
    const duties = chosenDuties();
    if (edited) {
        await call("PUT", `officers/${edited.id}`, { body: { fullName, unit, duties }, ifMatch: `"${edited.version}"` });
        await done(t("Đã lưu thay đổi của {name}.", { name: fullName }));
    } else {
        await call("POST", "officers", { body: { fullName, email, unit, duties } });
        await done(t("Đã tạo tài khoản của {name} và gửi liên kết kích hoạt đến {email}.", { name: fullName, email }));
    }
}, { check: () => chosenDuties().length ? [] : [{ path: "duties", message: t("Vui lòng chọn ít nhất một nhiệm vụ.") }] });

/** Opens the form for an absence, with the unit's other officers as deputies. */
async function planAbsence(officer) {
    try {
        absent = officer;
        const colleagues = await all("officers", { unit: officer.unit, limit: "100" });
        openForm(absenceForm);
        find("#absent-name").textContent = officer.fullName;
        find("#deputy").replaceChildren(make("option", { value: "" }, t("Chọn người thay")),
            ...colleagues.filter((other) => other.id !== officer.id && other.isActive)
                .map((other) => make("option", { value: other.id }, `${other.fullName} (${other.duties.map((duty) => dutyNames[duty]).join(", ")})`)));
    } catch (error) { failed(error); }
}

onSubmit(absenceForm, async () => {
    await call("POST", `officers/${absent.id}/absences`, { body: values(absenceForm) });
    await done(t("Đã ghi nhận lịch vắng mặt của {name}.", { name: absent.fullName }));
});
