"""The whole story of a citizen and of the office, by clicking, and each thing seen as a person sees it."""
import datetime
import re
import secrets
import time

from playwright.sync_api import expect
from portal import EGOVCTL, PORTAL, PortalTest, citizen, journey, officer, papers_on_disk, ward


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


class StoryTests(PortalTest):
    expects_refusals = True

    def register(self, page):
        email = f"lan.{secrets.token_hex(4)}@example.vn"
        page.goto(PORTAL)
        page.get_by_role("link", name="Đăng ký", exact=True).click()
        button(page, "Đăng ký").click()
        expect(page.locator("#problem")).to_contain_text("Vui lòng nhập: Họ")
        for label, text in (("Địa chỉ thư điện tử (e-mail)", email), ("Họ", "Nguyễn"), ("Tên", "Lan"), ("Ngày sinh", "15/3/1990"),
                            ("Số định danh cá nhân hoặc số CMND", "048190000017"), ("Số điện thoại di động", "0905 123 456"),
                            ("Số nhà, đường, tổ dân phố hoặc thôn", "12 Bạch Đằng")):
            page.get_by_label(label, exact=True).fill(text)
        page.get_by_label("Chữ đệm").fill("Thị")
        page.get_by_label("Nữ", exact=True).check()
        page.get_by_label("Phường, xã hoặc đặc khu nơi ở").select_option(label=ward()["name"])
        page.get_by_label("Tôi đã đọc và đồng ý").check()
        button(page, "Đăng ký").click()
        expect(page.get_by_text("Kiểm tra hộp thư của Ông/Bà")).to_be_visible()
        mail = journey.mail_to(EGOVCTL, email, "Xác nhận đăng ký")
        link = re.search(rf"{re.escape(PORTAL)}/xac-nhan#\S+", mail["text"]).group(0)
        once = re.search(r"(?m)^\W*([0-9A-HJKMNP-TV-Z]{4,20}(?:-[0-9A-HJKMNP-TV-Z]{4,5})*)\s*$", mail["text"]).group(1)
        page.goto(link)
        button(page, "Xác nhận đăng ký").click()
        expect(page.get_by_text(f"Đã xác nhận địa chỉ {email}")).to_be_visible()
        page.get_by_role("main").get_by_role("link", name="Đăng nhập").click()
        self.sign_in(page, email, once)
        password = f"Sông Hàn {secrets.token_hex(6)}"
        page.get_by_label("Mật khẩu mới", exact=True).fill(password)
        page.get_by_label("Nhập lại mật khẩu mới").fill(password)
        button(page, "Đặt mật khẩu").click()
        expect(page.get_by_role("heading", name="Trang cá nhân")).to_be_visible()
        expect(page.locator("#state")).to_have_text("Chưa được xác thực")
        return email, password

    def sign_in(self, page, email, password, code=None):
        page.get_by_label("Địa chỉ thư điện tử").fill(email)
        page.get_by_label("Mật khẩu", exact=True).fill(password)
        if code:
            page.get_by_text("Cán bộ: nhập mã xác thực").click()
            page.get_by_label("Mã 6 số trong ứng dụng xác thực").fill(code)
        button(page, "Đăng nhập").click()

    def apply(self, page):
        page.goto(PORTAL)
        page.get_by_label("Ông/Bà cần làm thủ tục gì?").fill("dang ky khai sinh")
        page.get_by_role("link", name="Đăng ký khai sinh", exact=True).click()
        expect(page.get_by_text("Nếu nộp bây giờ, trả kết quả chậm nhất lúc")).to_be_visible()
        page.get_by_role("link", name="Nộp hồ sơ trực tuyến").click()
        page.get_by_label("Có giấy chứng sinh", exact=True).check()
        button(page, "Tiếp tục").click()
        expect(page.get_by_role("heading", name="Thông tin của hồ sơ")).to_be_visible()
        button(page, "Tiếp tục").click()
        expect(page.locator("#thong-tin .problem")).to_contain_text("Vui lòng điền mục")
        self.fill_form(page)
        expect(page.get_by_text("Đã lưu bản nháp lúc")).to_be_visible()
        button(page, "Tiếp tục").click()
        with papers_on_disk() as files:
            page.locator("#component-birthPaper input[multiple]").set_input_files(list(files))
            expect(page.locator("#component-birthPaper .document")).to_have_count(2)
        page.get_by_role("button", name="Xem giay-chung-sinh.pdf").click()
        expect(page.get_by_role("img", name="Trang 1 của giay-chung-sinh.pdf")).to_be_visible()
        page.keyboard.press("Escape")
        button(page, "Tiếp tục").click()
        expect(page.get_by_role("heading", name="Kiểm tra trước khi nộp")).to_be_visible()
        expect(page.locator("#check-answers")).to_contain_text("Nguyễn Thị Lan")
        page.get_by_label("Tôi cam đoan").check()
        button(page, "Nộp hồ sơ").click()
        expect(page.get_by_role("heading", name="Biên nhận hồ sơ")).to_be_visible()
        expect(page.locator("#code")).not_to_be_empty()
        code = page.locator("#code").inner_text()
        self.assertRegex(code, r"^\d{3}\.\d{2}\.\d{2}\.H17-\d{6}-\d{4,}$")
        expect(page.get_by_role("img", name="Mã QR để tra cứu")).to_be_visible()
        return code

    def follow(self, width, code, status):
        stranger = self.person(width=width)
        stranger.goto(PORTAL)
        stranger.get_by_label("Mã số biên nhận").fill(code.replace(".", "").lower())
        button(stranger, "Tra cứu").click()
        expect(stranger.get_by_role("main")).to_contain_text(status)
        self.assertNotIn("Nguyễn Thị Lan", stranger.get_by_role("main").inner_text())

    def be_verified(self, page, code_of):
        page.get_by_role("link", name="Tài khoản công dân").click()
        page.get_by_label("Mã tại quầy").fill(code_of)
        button(page, "Mở tài khoản").click()
        page.get_by_label("Số giấy tờ").fill("048190000017")
        page.get_by_label("Ngày cấp").fill("05/09/2021")
        page.get_by_label("Nơi cấp").fill("Bộ Công an")
        button(page, "Xác thực tài khoản").click()
        expect(page.get_by_text("Đã xác thực tài khoản.")).to_be_visible()

    def do(self, page, name, **fields):
        """Makes a move: its button, its form, what is said after it."""
        button(page, name).first.click()
        dialog = page.get_by_role("dialog")
        for label, text in fields.get("fill", {}).items():
            dialog.get_by_label(label, exact=True).fill(text)
        for label, option in fields.get("choose", {}).items():
            dialog.get_by_label(label).select_option(label=option)
        for label in fields.get("check", []):
            dialog.get_by_label(label).check()
        button(dialog, name).click()
        expect(page.locator("#done")).to_contain_text(f"Đã thực hiện “{name}”")

    def whole_story(self, width):
        lan = self.person(width=width)
        self.register(lan)
        button(lan, "Hiện mã tại quầy").click()
        shown = lan.locator("#counter-code .typed").inner_text()
        hoa_account, lead_account = officer("reception,handling"), officer("leadership", "Lê Thị Tâm")
        hoa = self.person(width=width)
        hoa.goto(PORTAL + "/dang-nhap")
        self.sign_in(hoa, hoa_account["email"], hoa_account["password"], journey.one_time_code(hoa_account["totpSecret"]))
        expect(hoa.get_by_role("heading", name="Hồ sơ của đơn vị")).to_be_visible()
        self.be_verified(hoa, shown)
        lan.reload()
        expect(lan.locator("#state")).to_contain_text("Đã xác thực")
        code = self.apply(lan)
        self.follow(width, code, "Mới đăng ký")
        hoa.goto(PORTAL + "/can-bo")
        hoa.get_by_label("Tìm theo mã hoặc họ tên").fill(code)
        button(hoa, "Tìm").click()
        hoa.get_by_role("link", name=code).click()
        button(hoa, "Nhận việc").click()
        expect(button(hoa, "Trả lại việc")).to_be_visible()
        self.do(hoa, "Tiếp nhận hồ sơ")
        expect(hoa.get_by_role("link", name="Tải giấy tờ vừa lập (PDF)")).to_be_visible()
        hoa.get_by_role("button", name="Xem giay-chung-sinh.pdf").click()
        expect(hoa.get_by_role("img", name="Trang 1 của giay-chung-sinh.pdf")).to_be_visible()
        self.do(hoa, "Bắt đầu xử lý")
        self.do(hoa, "Yêu cầu bổ sung", fill={
            "Nội dung 1": "Giấy chứng sinh bị mờ", "Ngày cuối nhận bổ sung": (datetime.date.today() + datetime.timedelta(days=14)).strftime("%d/%m/%Y"),
            "Lý do, như công dân sẽ đọc": "Không đọc được ngày sinh", "Căn cứ pháp luật (điều, khoản)": "Điều 16 Luật Hộ tịch"}, choose={"Giấy tờ của nội dung 1": "Giấy chứng sinh"})
        hoa.get_by_label("Viết cho công dân").fill("Chị gửi lại giúp giấy chứng sinh rõ hơn nhé.")
        button(hoa, "Gửi tin nhắn").click()
        expect(hoa.locator(".thread")).to_contain_text("rõ hơn nhé")
        lan.goto(PORTAL + "/ca-nhan")
        lan.get_by_role("link", name="Đăng ký khai sinh: Đơn vị đề nghị bổ sung giấy tờ.").click()
        expect(lan.locator("#asked")).to_contain_text("Giấy chứng sinh bị mờ")
        expect(lan.locator(".thread")).to_contain_text("rõ hơn nhé")
        button(lan, "Bổ sung ngay").click()
        with papers_on_disk() as (_, photo):
            lan.locator("#amend-components input[multiple]").set_input_files(photo)
            expect(lan.locator("#amend-components .document")).to_have_count(3)
        button(lan, "Gửi").click()
        expect(lan.locator("#asked")).to_contain_text("Ông/Bà đã gửi bổ sung lúc")
        hoa.reload()
        self.do(hoa, "Ghi nhận đã bổ sung đủ")
        if button(hoa, "Trình lãnh đạo ký").count():
            self.do(hoa, "Trình lãnh đạo ký", check=["Đồng ý giải quyết"])
            lead = self.person(width=width)
            lead.goto(PORTAL + "/dang-nhap")
            self.sign_in(lead, lead_account["email"], lead_account["password"], journey.one_time_code(lead_account["totpSecret"]))
            expect(lead.get_by_role("heading", name="Hồ sơ của đơn vị")).to_be_visible()
            lead.goto(f"{PORTAL}/can-bo/ho-so/{code}")
            self.do(lead, "Hoàn thành xử lý")
            hoa.reload()
        else:
            self.do(hoa, "Hoàn thành xử lý", check=["Đồng ý giải quyết"])
        # The citizen's page, left open, shows the change by itself.
        expect(lan.locator("#asked")).to_contain_text("Đã có kết quả", timeout=40_000)
        self.do(hoa, "Trả kết quả", fill={"Người nhận kết quả": "Nguyễn Thị Lan"})
        self.follow(width, code, "Đã trả kết quả")
        lan.goto(PORTAL + "/ca-nhan")
        expect(lan.locator("#thong-bao")).to_contain_text(code)
        button(lan, "Đánh dấu tất cả đã đọc").click()
        expect(lan.locator("#unread")).to_be_hidden()
        button(lan, "Đăng xuất").click()
        expect(lan.get_by_role("link", name="Đăng nhập").first).to_be_visible()

    def test_the_whole_story_on_a_desk(self):
        self.whole_story(1280)

    def test_the_whole_story_on_a_phone(self):
        self.whole_story(360)

    def test_applies_with_the_keyboard_alone(self):
        cookie, _ = citizen()
        page = self.person(cookie)
        page.goto(PORTAL + "/nop-ho-so/1.001193")
        expect(page.locator("#truong-hop")).to_be_visible()

        def focused(selector):
            return page.evaluate("selector => document.activeElement.matches(selector)", selector)

        def go(selector, limit=80):
            for _ in range(limit):
                if focused(selector):
                    return
                page.keyboard.press("Tab")
            self.fail(f"the keyboard does not reach {selector}")

        go("[name=caseKey]")
        page.keyboard.press("Space")
        go("#truong-hop button")
        page.keyboard.press("Enter")
        expect(page.locator("#thong-tin h2")).to_be_focused()
        fields = [field for field in journey.Browser(PORTAL).call("GET", "procedures/1.001193")["form"]
                  if field["isRequired"] and (not field.get("cases") or "birthPaper" in field["cases"])]
        for field in fields:
            name = f"[name='answers.{field['key']}']"
            go(name)
            kind = page.evaluate("() => document.activeElement.type")
            if kind == "radio":
                page.keyboard.press("Space")
            elif kind == "select-one":
                page.keyboard.press("ArrowDown")
            else:
                page.keyboard.press("Control+A")
                page.keyboard.type("05/01/2026" if field["type"] == "date" else str(journey.answer_for(field)))
        go("#thong-tin button")
        page.keyboard.press("Enter")
        expect(page.locator("#giay-to h2")).to_be_focused()
        go("#component-birthPaper input[multiple]")
        with papers_on_disk() as (pdf, _):
            with page.expect_file_chooser() as chooser:
                page.keyboard.press("Space")
            chooser.value.set_files(pdf)
            expect(page.locator("#component-birthPaper .document")).to_have_count(1)
        go("#giay-to > .actions button")
        page.keyboard.press("Enter")
        expect(page.locator("#kiem-tra h2")).to_be_focused()
        go("#truth")
        page.keyboard.press("Space")
        go("#kiem-tra > .actions button")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Biên nhận hồ sơ")).to_be_visible()
