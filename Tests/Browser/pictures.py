"""Takes the pictures that README shows: Tests/Browser/run pictures (the deployment's own data, made here)."""
import pathlib

from portal import PORTAL, ROOT, PortalTest, citizen, move, officer, session_of, submitted

FOLDER = pathlib.Path(ROOT, "deploy/pictures")


class Pictures(PortalTest):
    def take(self, page, path, name, ready="main h1", height=760):
        page.goto(PORTAL + path)
        page.wait_for_load_state("networkidle")
        page.locator(ready).first.wait_for()
        page.set_viewport_size({"width": page.viewport_size["width"], "height": height})
        page.screenshot(path=str(FOLDER / f"{name}.png"))

    def test_pictures(self):
        cookie, _ = citizen()
        code = submitted(cookie)
        account = officer("reception,handling")
        desk = session_of(account)
        move(desk, code, "accept")
        self.take(self.person(), "/", "home")
        phone = self.person(cookie, width=360)
        self.take(phone, "/nop-ho-so/1.004194", "apply-phone", "#truong-hop", 760)
        self.take(phone, f"/ho-so/{code}", "dossier-phone", "#content", 760)
        office = self.person(desk, role="officer")
        self.take(office, "/can-bo", "queue", "#content")
        office.goto(f"{PORTAL}/can-bo/ho-so/{code}")
        office.get_by_role("button", name="Xem giay-chung-sinh.pdf").click()
        office.get_by_role("img", name="Trang 1").wait_for()
        office.locator("#moves-title").scroll_into_view_if_needed()
        office.screenshot(path=str(FOLDER / "office-dossier.png"))
