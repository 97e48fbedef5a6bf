// Administrators keep the officers: accounts, units and duties, credentials, absences.
import { Problem, all, call } from "./api.js";
import { onSubmit, values } from "./forms.js";
import { day, failed, find, make, signInFirst } from "./page.js";

const dutyNames = { reception: "Tiếp nhận", handling: "Xử lý", leadership: "Lãnh đạo", administration: "Quản trị hệ thống" };
const [officerForm, absenceForm] = [find("#officer"), find("#absence")];
let units = new Map();
let edited, absent;

try {
    const { body: me } = await call("GET", "me");
    if (me.role !== "administrator") {
        throw new Problem({ detail: "Trang này dành cho quản trị viên. Ông/Bà vui lòng đăng nhập bằng tài khoản phù hợp." });
    }
    units = new Map((await all("units", { limit: "200" })).map((unit) => [unit.code, unit.name]));
    for (const select of [find("#unit"), find("#filter")]) {
        select.append(...[...units].map(([code, name]) => make("option", { value: code }, name)));
    }
    find("#waiting").hidden = true;
    find("#content").hidden = false;
    await list();
} catch (error) {
    find("#new").hidden = true;
    if (error.code === "sign-in-needed") signInFirst();
    else failed(error);
}

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
    const tag = !officer.isActive ? ["bad", "Đã khoá"] : officer.isEnrolled ? ["good", "Đang hoạt động"] : ["care", "Chưa kích hoạt"];
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
        act("Sửa", () => edit(officer)),
        officer.isActive && act("Vắng mặt", () => planAbsence(officer)),
        officer.isActive && act(officer.isEnrolled ? "Đặt lại mật khẩu, mã xác thực" : "Gửi lại liên kết kích hoạt", () => reset(officer)),
        act(officer.isActive ? "Khoá tài khoản" : "Mở lại tài khoản", () => setActivity(officer))));
    return item;
}

function absenceLine(officer, absence) {
    const button = make("button", { type: "button", class: "reveal" }, "Bỏ lịch vắng");
    button.addEventListener("click", () => work(
        () => call("DELETE", `officers/${officer.id}/absences/${absence.id}`), `Đã bỏ lịch vắng mặt của ${officer.fullName}.`));
    return make("p", {}, `Vắng ${day(absence.from)} – ${day(absence.until)}, ${absence.deputyName} thay. `, button);
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

const ask = (question) => window.confirm(question);

function setActivity(officer) {
    const closes = officer.isActive;
    if (closes && !ask(`Khoá tài khoản của ${officer.fullName}? Các phiên đăng nhập của cán bộ sẽ kết thúc.`)) return;
    work(() => call("PUT", `officers/${officer.id}/activity`, { body: { isActive: !closes }, ifMatch: `"${officer.version}"` }),
        closes ? `Đã khoá tài khoản của ${officer.fullName}.` : `Đã mở lại tài khoản của ${officer.fullName}.`);
}

function reset(officer) {
    if (officer.isEnrolled && !ask(`Đặt lại thông tin đăng nhập của ${officer.fullName}? Mật khẩu và mã xác thực hiện tại ngừng dùng được ngay.`)) return;
    work(() => call("POST", `officers/${officer.id}/enrolments`, { body: {} }), `Đã gửi liên kết kích hoạt đến ${officer.email}.`);
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
    find("#officer-title").textContent = officer ? `Sửa: ${officer.fullName}` : "Thêm cán bộ";
    find("#save").textContent = officer ? "Lưu thay đổi" : "Thêm cán bộ";
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
        await done(`Đã lưu thay đổi của ${fullName}.`);
    } else {
        await call("POST", "officers", { body: { fullName, email, unit, duties } });
        await done(`Đã tạo tài khoản của ${fullName} và gửi liên kết kích hoạt đến ${email}.`);
    }
}, { check: () => chosenDuties().length ? [] : [{ path: "duties", message: "Vui lòng chọn ít nhất một nhiệm vụ." }] });

/** Opens the form for an absence, with the unit's other officers as deputies. */
async function planAbsence(officer) {
    try {
        absent = officer;
        const colleagues = await all("officers", { unit: officer.unit, limit: "100" });
        openForm(absenceForm);
        find("#absent-name").textContent = officer.fullName;
        find("#deputy").replaceChildren(make("option", { value: "" }, "Chọn người thay"),
            ...colleagues.filter((other) => other.id !== officer.id && other.isActive)
                .map((other) => make("option", { value: other.id }, `${other.fullName} (${other.duties.map((duty) => dutyNames[duty]).join(", ")})`)));
    } catch (error) { failed(error); }
}

onSubmit(absenceForm, async () => {
    await call("POST", `officers/${absent.id}/absences`, { body: values(absenceForm) });
    await done(`Đã ghi nhận lịch vắng mặt của ${absent.fullName}.`);
});
