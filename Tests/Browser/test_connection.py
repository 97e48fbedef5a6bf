"""The connection goes away: nothing typed is lost, and an upload goes on."""
from playwright.sync_api import expect
from portal import DOCUMENTS, PORTAL, PortalTest, api, citizen, journey


class ConnectionTests(PortalTest):
    expects_refusals = True

    def start(self):
        self.cookie, _ = citizen()
        page = self.person(self.cookie)
        page.goto(PORTAL + "/nop-ho-so/1.001193#truong-hop")
        page.get_by_label("Có giấy chứng sinh", exact=True).check()
        page.get_by_role("button", name="Tiếp tục").click()
        expect(page.get_by_role("heading", name="Thông tin của hồ sơ")).to_be_visible()
        return page

    def test_what_is_typed_without_a_connection_is_kept_and_sent_later(self):
        page = self.start()
        page.context.set_offline(True)
        page.get_by_label("Họ, chữ đệm, tên người được khai sinh").fill("Nguyễn An Nhiên")
        expect(page.locator("#saved")).to_contain_text("Chưa lưu được bản nháp")
        page.context.set_offline(False)
        expect(page.locator("#saved")).to_contain_text("Đã lưu bản nháp lúc")
        draft = api(self.cookie).call("GET", "drafts/1.001193")
        self.assertEqual(draft["answers"]["childFullName"], "Nguyễn An Nhiên")

    def test_what_the_server_did_not_get_survives_a_reload(self):
        page = self.start()
        page.route("**/api/v1/drafts/*", lambda route: route.abort())
        page.get_by_label("Họ, chữ đệm, tên người được khai sinh").fill("Nguyễn An Nhiên")
        expect(page.locator("#saved")).to_contain_text("Chưa lưu được bản nháp")
        page.reload()
        expect(page.get_by_label("Họ, chữ đệm, tên người được khai sinh")).to_have_value("Nguyễn An Nhiên")

    def test_two_places_that_change_one_draft_are_told(self):
        page = self.start()
        page.get_by_label("Họ, chữ đệm, tên người được khai sinh").fill("Một")
        expect(page.locator("#saved")).to_contain_text("Đã lưu bản nháp lúc")
        elsewhere = api(self.cookie)
        draft = elsewhere.call("GET", "drafts/1.001193")
        changed = {key: draft[key] for key in ("caseKey", "unit", "answers", "components") if key in draft}
        changed["answers"]["childFullName"] = "Hai"
        elsewhere.call("PUT", "drafts/1.001193", changed, 200, {"If-Match": elsewhere.etag})
        page.get_by_label("Họ, chữ đệm, tên người được khai sinh").fill("Ba")
        page.get_by_role("dialog").get_by_role("button", name="Giữ nội dung ở đây").click()
        expect(page.locator("#saved")).to_contain_text("Đã lưu bản nháp lúc")
        self.assertEqual(elsewhere.call("GET", "drafts/1.001193")["answers"]["childFullName"], "Ba")

    def test_an_upload_goes_on_after_the_connection_was_lost(self):
        page = self.start()
        self.fill_form(page)
        page.get_by_role("button", name="Tiếp tục").click()
        lost = []

        def lose(route):
            # The first two attempts break off before an answer.
            if route.request.method == "PUT" and len(lost) < 2:
                lost.append(route.request.url)
                return route.abort("connectionreset")
            return route.continue_()
        page.route(f"{DOCUMENTS}/**", lose)
        page.locator("#component-birthPaper input[multiple]").set_input_files(
            {"name": "giay.pdf", "mimeType": "application/pdf", "buffer": journey.pdf("Giay chung sinh")})
        expect(page.locator("#component-birthPaper")).to_contain_text("Mất kết nối. Đang thử lại")
        expect(page.locator("#component-birthPaper .document")).to_have_count(1)
        self.assertEqual(len(lost), 2)

    def test_what_the_service_alone_refuses_is_shown_where_it_can_be_mended(self):
        page = self.start()
        self.fill_form(page)
        page.get_by_role("button", name="Tiếp tục").click()
        page.locator("#component-birthPaper input[multiple]").set_input_files(
            {"name": "giay.pdf", "mimeType": "application/pdf", "buffer": journey.pdf("Giay chung sinh")})
        expect(page.locator("#component-birthPaper .document")).to_have_count(1)
        page.get_by_role("button", name="Tiếp tục").click()
        expect(page.get_by_role("heading", name="Kiểm tra trước khi nộp")).to_be_visible()
        elsewhere = api(self.cookie)
        for paper in elsewhere.call("GET", "documents")["items"]:
            elsewhere.call("DELETE", f"documents/{paper['id']}", status=204)
        page.get_by_label("Tôi cam đoan").check()
        page.get_by_role("button", name="Nộp hồ sơ").click()
        expect(page.get_by_role("heading", name="Giấy tờ kèm theo").first).to_be_visible()
        expect(page.locator("#giay-to .problem")).to_contain_text("Giấy chứng sinh")
        expect(page.locator("#giay-to .problem")).to_be_focused()

    def test_a_file_that_cannot_be_taken_is_told_before_it_is_sent(self):
        page = self.start()
        self.fill_form(page)
        page.get_by_role("button", name="Tiếp tục").click()
        for name, content, words in (("giay.docx", b"x", "Chỉ nhận tệp PDF"), ("giay.pdf", b"", "Tệp này trống"), ("anh.jpg", b"MZ" + b"x" * 100, "Nội dung tệp không đúng")):
            page.locator("#component-birthPaper input[multiple]").set_input_files(
                {"name": name, "mimeType": "application/octet-stream", "buffer": content})
            expect(page.locator("#component-birthPaper")).to_contain_text(words)
        self.look(page, "files that were refused")
