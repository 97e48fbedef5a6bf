"""Every page in its main states: what axe finds, what the browser says, what is cut off."""
import datetime
import gzip
import json
import urllib.request

from playwright.sync_api import expect
from portal import PORTAL, PortalTest, api, citizen, journey, move, officer, papers_on_disk, session_of, submitted

LONG = "Công Tằng Tôn Nữ Hoàng Thị Nguyệt Quỳnh Phương Khánh Huyền"


class PublicPageTests(PortalTest):
    expects_refusals = True

    def test_pages_for_everyone(self):
        page = self.person()
        for path in ("/", "/dich-vu", "/dich-vu/1.001193", "/tra-cuu", "/thong-ke", "/kiem-tra-bien-nhan", "/dang-ky", "/dang-nhap",
                     "/quen-mat-khau", "/dat-lai-mat-khau", "/xac-nhan", "/kich-hoat", "/can-bo/kich-hoat", "/khong-co-trang-nay"):
            page.goto(PORTAL + path)
            page.wait_for_load_state("networkidle")
            self.look(page, path)

    def test_forms_that_were_sent_empty(self):
        page = self.person()
        for path in ("/dang-ky", "/dang-nhap", "/quen-mat-khau", "/tra-cuu"):
            page.goto(PORTAL + path)
            page.locator("main form button:not([type=button])").last.click()
            expect(page.locator(".problem:visible").first).to_be_focused()
            self.look(page, f"{path}, sent empty")

    def test_what_is_not_found_is_told_kindly(self):
        page = self.person()
        page.goto(PORTAL + "/tra-cuu")
        page.get_by_label("Mã số biên nhận").fill("000.00.00.H17-010101-9999")
        page.get_by_role("button", name="Tra cứu").click()
        expect(page.locator(".problem:visible")).to_be_visible()
        self.look(page, "a code that is not there")
        page.goto(PORTAL)
        page.get_by_label("Ông/Bà cần làm thủ tục gì?").fill("xyzxyz")
        expect(page.locator("#results-note")).to_contain_text("Không có thủ tục nào khớp")
        self.look(page, "a search that finds nothing")

    def test_the_first_page_is_light(self):
        page = self.person()
        sizes = []
        page.on("requestfinished", lambda request: sizes.append(sum(request.sizes()[part] for part in ("responseBodySize", "responseHeadersSize"))))
        page.goto(PORTAL)
        page.wait_for_load_state("networkidle")
        self.assertLessEqual(len(sizes), 8)
        self.assertLessEqual(sum(sizes), 60 * 1024)

    def test_files_are_packed_and_validated(self):
        request = urllib.request.Request(PORTAL + "/assets/portal.css", headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(request) as answer:
            self.assertEqual(answer.headers["Content-Encoding"], "gzip")
            self.assertIn("--accent", gzip.decompress(answer.read()).decode())
            tag = answer.headers["ETag"]
        request.add_header("If-None-Match", tag)
        with self.assertRaises(urllib.error.HTTPError) as held:
            urllib.request.urlopen(request)
        self.assertEqual(held.exception.code, 304)

    def test_speaks_english(self):
        page = self.person(language="en")
        for path in ("/", "/dich-vu/1.001193", "/dang-ky", "/thong-ke"):
            page.goto(PORTAL + path)
            page.wait_for_load_state("networkidle")
            self.assertEqual(page.evaluate("document.documentElement.lang"), "en")
            self.look(page, f"{path} in English")
        page.goto(PORTAL)
        expect(page.get_by_role("link", name="Register", exact=True)).to_be_visible()
        page.get_by_role("button", name="Tiếng Việt").click()
        expect(page.get_by_role("link", name="Đăng ký", exact=True)).to_be_visible()


class CitizenPageTests(PortalTest):
    def open(self, page, path):
        page.goto(PORTAL + path)
        page.locator("#content").wait_for()
        page.wait_for_load_state("networkidle")

    def test_with_nothing_in_it(self):
        cookie, _ = citizen()
        page = self.person(cookie)
        for path in ("/ca-nhan", "/nop-ho-so/1.001193"):
            self.open(page, path)
            self.look(page, f"{path}, empty")

    def test_with_long_names_and_a_dossier_in_each_state(self):
        cookie, _ = citizen()
        browser = api(cookie)
        me = browser.call("GET", "me")
        details = {**me["details"], "familyName": "Công Tằng Tôn Nữ Hoàng", "middleName": "Thị Nguyệt Quỳnh Phương", "givenName": "Khánh Huyền Trang"}
        browser.call("PUT", "me/details", {"details": details}, 200, {"If-Match": browser.etag})
        code = submitted(cookie)
        hoa = session_of(officer("reception,handling", LONG))
        page = self.person(cookie)
        day = (datetime.date.today() + datetime.timedelta(days=14)).isoformat()
        for state, step in (
                ("new", None), ("received", dict(name="accept")), ("handled", dict(name="beginHandling")),
                ("to be supplemented", dict(name="requestSupplement", reason="Giấy mờ " * 30, legalGround="Điều 16 Luật Hộ tịch", day=day,
                                            items=[{"component": "birthPaper", "content": "Giấy chứng sinh bị mờ " * 10}]))):
            if step:
                move(hoa, code, **step)
            self.open(page, f"/ho-so/{code}")
            self.look(page, f"a dossier that is {state}")
        page.get_by_role("button", name="Bổ sung ngay").click()
        self.look(page, "answering a supplement")
        move(hoa, code, name="completeSupplement") if api(hoa).call("GET", f"dossiers/{code}")["supplement"].get("sentAt") else None
        for path in ("/ca-nhan", f"/bien-nhan/{code}"):
            self.open(page, path)
            self.look(page, path)

    def test_errors_beside_their_fields(self):
        cookie, _ = citizen()
        page = self.person(cookie)
        self.open(page, "/ca-nhan")
        page.get_by_role("button", name="Đổi mật khẩu", exact=True).click()
        expect(page.locator("#password-form .problem")).to_be_focused()
        self.look(page, "a password that was not filled in")
        page.get_by_role("button", name="Sửa thông tin", exact=True).click()
        page.locator("#details-form [name='details.phone']").fill("123")
        self.expects_refusals = True
        page.get_by_role("button", name="Lưu thông tin").click()
        expect(page.locator("#details-form .fault")).to_be_visible()
        self.look(page, "details with a wrong number")

    def test_the_same_rules_in_the_page_and_in_the_service(self):
        """Answers of every kind, right and wrong: the page and the service name the same fields."""
        cookie, _ = citizen()
        page = self.person(cookie)
        self.expects_refusals = True
        tried = ["", "x", "  ", "x" * 600, "a\nb", "\u202ex", "5/9/1985", "31/02/2026", "2026-02-31", "1985-09-05", "2999-01-01", "12", "-1", "3.5", "99999",
                 "048190000017", "048 190 000 017", "0905 123 456", "+84905123456", "0123456789", "a@b", "ten@example.vn", "a..b@c.vn", "true"]
        for code in ("1.001193", "1.004194", "2.000815"):
            self.open(page, f"/nop-ho-so/{code}")
            procedure = api().call("GET", f"procedures/{code}")
            case = procedure["cases"][0]["key"]
            fields = [field for field in procedure["form"] if not field.get("cases") or case in field["cases"]]
            for value in tried:
                answers = page.evaluate("""async ([fields, value]) => {
                    const { drawFields, readAnswers, checkAnswers } = await import("/assets/fields.js");
                    const form = document.createElement("form");
                    form.append(...drawFields(fields));
                    for (const element of form.elements) if (["text", "tel", "textarea"].includes(element.type)) { element.removeAttribute("maxlength"); element.value = value; }
                    const answers = readAnswers(form, fields);
                    return { answers, faults: checkAnswers(fields, answers).map(({ path }) => path) };
                }""", [fields, value])
                typed = {field["key"] for field in fields if field["type"] not in ("choice", "yesNo", "unit")}
                refusal = api(cookie).call("POST", "dossiers", {
                    "procedure": code, "caseKey": case, "unit": "48.99999", "answers": answers["answers"], "components": []}, 400)
                told = {each["path"] for each in refusal["fields"] if each["path"].startswith("answers.") and each["path"][8:] in typed}
                shown = {path for path in answers["faults"] if path[8:] in typed}
                self.assertEqual(shown, told, f"{code}: {value!r}")


class TrackingPageTests(PortalTest):
    def test_the_owner_is_led_to_the_dossier(self):
        cookie, _ = citizen()
        code = submitted(cookie)
        for person, is_owner in ((self.person(cookie), True), (self.person(), False)):
            person.goto(f"{PORTAL}/tra-cuu#{code}")
            expect(person.locator("#progress [aria-current=step]")).to_contain_text("Mới đăng ký")
            expect(person.locator("#own")).to_be_visible(visible=is_owner)
            self.look(person, f"a dossier that is followed, own: {is_owner}")


class OfficePageTests(PortalTest):
    def open(self, page, path):
        page.goto(PORTAL + path)
        page.locator("#content").wait_for()
        page.wait_for_load_state("networkidle")

    def test_the_queue_and_a_dossier(self):
        cookie, _ = citizen()
        code = submitted(cookie)
        account = officer("reception,handling,leadership", LONG)
        page = self.person(session_of(account), role="officer")
        self.open(page, "/can-bo")
        self.look(page, "the queue")
        self.open(page, "/can-bo?q=khong+co+ai")
        expect(page.locator("#empty")).to_be_visible()
        self.look(page, "a queue with nothing in it")
        self.open(page, f"/can-bo/ho-so/{code}")
        self.look(page, "a dossier at the desk")
        page.get_by_role("button", name="Từ chối tiếp nhận").click()
        self.look(page, "the form of a move")
        page.get_by_role("dialog").get_by_role("button", name="Từ chối tiếp nhận").click()
        expect(page.locator("dialog .problem")).to_be_focused()
        self.look(page, "the form of a move, sent empty")

    def test_the_code_is_the_second_step_of_signing_in(self):
        self.expects_refusals = True
        account = officer("reception")
        page = self.person()
        page.goto(PORTAL + "/dang-nhap")
        page.get_by_label("Địa chỉ thư điện tử").fill(account["email"])
        page.get_by_label("Mật khẩu", exact=True).fill(account["password"])
        page.keyboard.press("Enter")
        expect(page.get_by_label("Mã 6 số trong ứng dụng xác thực")).to_be_focused()
        self.look(page, "the password was right")
        page.keyboard.type("000000")
        page.keyboard.press("Enter")
        expect(page.locator("#problem")).to_be_focused()
        self.look(page, "a wrong code")
        page.get_by_label("Mã 6 số trong ứng dụng xác thực").fill(journey.one_time_code(account["totpSecret"]))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Hồ sơ của đơn vị")).to_be_visible()

    def test_the_counter(self):
        account = officer("reception")
        page = self.person(session_of(account), role="officer")
        self.open(page, "/can-bo/tiep-nhan")
        page.get_by_label("Thủ tục", exact=True).select_option("1.001193")
        expect(page.locator("#rest")).to_be_visible()
        self.look(page, "intake")
        page.get_by_role("button", name="Tiếp nhận hồ sơ", exact=True).click()
        self.look(page, "intake, sent empty")
        self.open(page, "/can-bo/tai-khoan")
        self.look(page, "accounts at the counter")

    def test_administration(self):
        account = officer("administration", LONG)
        page = self.person(session_of(account), role="administrator")
        self.open(page, "/quan-tri")
        self.look(page, "administration")
        page.get_by_role("button", name="Thêm cán bộ").first.click()
        page.locator("#save").click()
        self.look(page, "a new officer, sent empty")
        for path in ("/quan-tri/danh-muc", "/quan-tri/thu"):
            self.open(page, path)
            self.look(page, path)
        page.get_by_label("Tình trạng").select_option("sent")
        expect(page.locator("#mails tbody tr").first).to_be_visible()
        self.look(page, "the mails that were sent")

    def test_who_does_not_belong_there_is_told(self):
        cookie, _ = citizen()
        page = self.person(cookie)
        page.goto(PORTAL + "/can-bo")
        expect(page.locator("#problem")).to_contain_text("Trang này dành cho cán bộ")
        self.look(page, "a citizen at the officers' page")
