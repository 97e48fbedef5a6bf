"""The portal in a real browser: people who open its pages, and what must be true of each page."""
import contextlib
import http.client
import importlib.machinery
import importlib.util
import json
import os
import pathlib
import random
import re
import secrets
import subprocess
import tempfile
import unittest

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PATIENCE = 15_000  # milliseconds


def load_journey():
    """deploy/journey as a module: it speaks the API, makes officers and reads mails."""
    loader = importlib.machinery.SourceFileLoader("journey", str(ROOT / "deploy/journey"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("journey", loader))
    loader.exec_module(module)
    module.say = lambda sentence: None
    module.say.number = 0
    return module


class FromElsewhere(http.client.HTTPConnection):
    """Connects from some loopback address: so many new people at one would be refused."""

    def __init__(self, *words, **named):
        address = f"127.{random.randrange(1, 255)}.{random.randrange(256)}.{random.randrange(1, 255)}"
        super().__init__(*words, source_address=(address, 0), **named)


journey = load_journey()
journey.Connection = FromElsewhere
PORTAL = journey.settings()["PORTAL_URL"].rstrip("/")
DOCUMENTS = journey.settings()["DOCUMENTS_URL"].rstrip("/")
EGOVCTL = journey.find_egovctl()


def api(cookie=None):
    browser = journey.Browser(PORTAL)
    browser.cookie = cookie
    return browser


def ward():
    units = api().call("GET", "units?kind=ward")["items"]
    return next(unit for unit in units if unit["name"] == "Phường Hải Châu")


def citizen():
    """A citizen with an own password; answers the session, the address and the password's session."""
    browser = api()
    email, once, token, _ = journey.register(browser, EGOVCTL, browser.call("GET", "portal"))
    journey.activate(browser, email, once, token)
    return browser.cookie, email


def submitted(cookie):
    """A birth registration of the citizen's with two papers; answers its code."""
    browser = api(cookie)
    procedure = browser.call("GET", "procedures/1.001193")
    papers = [journey.upload(browser, "giay-chung-sinh.pdf", "application/pdf", journey.pdf("Giay chung sinh")),
              journey.upload(browser, "to-khai.jpg", "image/jpeg", journey.JPEG)]
    receipt, _ = journey.submit(browser, procedure, ward(), papers)
    return receipt["code"]


def officer(duties, name="Võ Thị Hoà"):
    """A new officer of the ward; answers address, password and the authenticator's secret."""
    made = subprocess.run(
        [EGOVCTL, "officers", "create", "--email", f"canbo.{secrets.token_hex(4)}@danang.example",
         "--name", name, "--unit", ward()["code"], "--duties", duties, "--json"],
        env={**os.environ, "EGOV_ENV": journey.ENV_FILE}, capture_output=True, text=True, check=True)
    return json.loads(made.stdout)


def session_of(account):
    browser = api()
    browser.call("POST", "sessions", {
        "email": account["email"], "password": account["password"],
        "oneTimeCode": journey.one_time_code(account["totpSecret"])}, 201)
    return browser.cookie


def move(cookie, code, name, **particulars):
    browser = api(cookie)
    version = browser.call("GET", f"dossiers/{code}")["version"]
    return browser.call("POST", f"dossiers/{code}/moves", {"version": version, "move": name, **particulars})


@contextlib.contextmanager
def papers_on_disk():
    """Two papers to choose in a file dialog: a PDF and a photograph."""
    with tempfile.TemporaryDirectory() as folder:
        pdf, photo = pathlib.Path(folder, "giay-chung-sinh.pdf"), pathlib.Path(folder, "anh-chup.jpg")
        pdf.write_bytes(journey.pdf("Giay chung sinh"))
        photo.write_bytes(journey.JPEG)
        yield str(pdf), str(photo)


class PortalTest(unittest.TestCase):
    """A test with a browser; what a page must never do is looked at when the test ends."""

    @classmethod
    def setUpClass(cls):
        cls.playwright = sync_playwright().start()
        cls.chromium = cls.playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])

    @classmethod
    def tearDownClass(cls):
        cls.chromium.close()
        cls.playwright.stop()

    def setUp(self):
        self.complaints = []

    def tearDown(self):
        self.assertEqual(self.complaints, [], "the browser complained")

    def person(self, cookie=None, role="citizen", width=1280, language=None):
        """A page of a browser of its own, perhaps signed in."""
        context = self.chromium.new_context(
            viewport={"width": width, "height": 800}, locale="vi-VN", accept_downloads=True)
        self.addCleanup(context.close)
        if cookie:
            # Browsers take localhost for secure, and so does the cookie's prefix.
            context.add_cookies([{"name": "__Host-session", "value": cookie, "url": "https://localhost/",
                                  "secure": True, "httpOnly": True, "sameSite": "Lax"}])
            context.add_init_script(f"localStorage.setItem('signed-in', '{role}')")
        if language:
            context.add_cookies([{"name": "language", "value": language, "url": PORTAL}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: self.complain(message))
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("request", lambda request: self.judge(request))
        page.is_refusal_expected = False
        return page

    def complain(self, message):
        if message.type not in ("error", "warning"):
            return
        # What the API refuses on purpose the browser notes too, and so it does when it is offline.
        expected = r"status of (400|401|404|409|412|415|429)|ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_RESET|ERR_FAILED"
        if getattr(self, "expects_refusals", False) and re.search(expected, message.text):
            return
        self.complaints.append(f"{message.text} {message.location.get('url', '')}")

    def judge(self, request):
        if not request.url.startswith((PORTAL + "/", DOCUMENTS + "/", "data:", "blob:")):
            self.complaints.append(f"asked a third origin: {request.url}")

    def look(self, page, what):
        """A page in one state: no axe violation in light and dark, wide and narrow, nothing cut off."""
        before = page.viewport_size
        for width in {before["width"], 360}:
            page.set_viewport_size({"width": width, "height": 800})
            cut = page.evaluate("document.documentElement.scrollWidth")
            self.assertLessEqual(cut, width, f"{what}: {cut} pixels at {width}")
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                found = Axe().run(page).response["violations"]
                told = [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found]
                self.assertEqual(told, [], f"{what}, {scheme}, {width}")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(before)

    def fill_form(self, page, case="birthPaper"):
        """Fills in what the birth registration asks for, as a person types it."""
        for field in api().call("GET", "procedures/1.001193")["form"]:
            if not field["isRequired"] or (field.get("cases") and case not in field["cases"]):
                continue
            control = page.locator(f"[name='answers.{field['key']}']").first
            value = journey.answer_for(field)
            kind = control.evaluate("element => `${element.tagName} ${element.type}`")
            if "radio" in kind:
                page.check(f"[name='answers.{field['key']}'][value='{value}']")
            elif "SELECT" in kind:
                control.select_option(str(value))
            else:
                control.fill("05/01/2026" if field["type"] == "date" else str(value))
