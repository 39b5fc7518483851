"""A real Chromium. Every page is watched: a console message, an error or a request to another host fails the test."""

import os
import re
import shutil
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from tests.browser.quiz_page import go_offline, go_online, line, sitting, start  # noqa: F401  # fixtures of quizzes
from tests.browser.world import packs, world  # noqa: F401  # fixtures of every browser test

FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
    "--host-resolver-rules=MAP class.test 127.0.0.1",  # a name that is no secure context, as in a class on the LAN
]
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_OPTIONS = {"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations"]}
# What axe-core passes and cannot tell stays in the browser: carrying it here took longer than the check.
RUN_AXE = "(options) => axe.run(options).then(({ violations }) => ({ violations }))"
PHONE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
LAPTOP = {"viewport": {"width": 1280, "height": 720}}
OWN_SCHEMES = {"data", "blob", "about"}

expect.set_options(timeout=20_000)  # milliseconds: a busy machine may take long to show what it will show


class Watch:
    """What went wrong on the pages of one test. ``expect`` names messages that the test provokes."""

    def __init__(self, own_host):
        self.own_hosts = {own_host, "class.test"}
        self.problems = []
        self._expected = []

    def expect(self, pattern):
        """Accept messages that match ``pattern``, such as Chromium's own line about an answer 422."""
        self._expected.append(re.compile(pattern))

    def attach(self, context):
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"error: {error.error}"))
        context.on("request", self._request)

    def unexpected(self):
        return [each for each in self.problems if not any(pattern.search(each) for pattern in self._expected)]

    def _console(self, message):
        if message.type in {"error", "warning"}:
            self.problems.append(f"console {message.type}: {message.text}")

    def _request(self, request):
        address = urlsplit(request.url)
        if address.scheme not in OWN_SCHEMES and address.hostname not in self.own_hosts:
            self.problems.append(f"request to another host: {request.url}")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """Give SQLite a file, so that the server's threads have connections of their own, as in real life."""
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        database["TEST"]["NAME"] = tmp_path_factory.mktemp("database") / "browser.sqlite3"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    names = [os.environ.get("CHROMIUM_PATH", ""), "chromium", "chromium-browser", "google-chrome"]
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    assert found, "The browser tests need Chromium; `.ci/find-chromium` says how to install it."
    return {**browser_type_launch_args, "executable_path": found, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "en-GB", "timezone_id": "UTC", "reduced_motion": "reduce"}


@pytest.fixture
def site(live_server):
    """The server that this test talks to, with its ``url``. A module may put another one in its place."""
    return live_server


@pytest.fixture
def watch(site):
    """The watch over every page of this test."""
    watch = Watch(urlsplit(site.url).hostname)
    yield watch
    assert watch.unexpected() == []


@pytest.fixture
def new_context(new_context, watch):
    """pytest-playwright's maker of browser contexts, watched; ``page`` and ``context`` come from it too."""

    def make(**options):
        context = new_context(**options)
        watch.attach(context)
        return context

    return make


@pytest.fixture
def phone(new_context):
    """A page on a phone of 360 by 740."""
    return new_context(**PHONE).new_page()


@pytest.fixture
def laptop(new_context):
    """A page on a laptop of 1280 by 720."""
    return new_context(**LAPTOP).new_page()


@pytest.fixture
def no_js_context(new_context):
    """A browser on a laptop with JavaScript switched off."""
    return new_context(**LAPTOP, java_script_enabled=False)


@pytest.fixture
def sign_in(site):
    """Sign somebody in, without the form: ``sign_in(page_or_context, user)``."""

    def sign_in(page_or_context, user):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context = getattr(page_or_context, "context", page_or_context)
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site.url}])

    return sign_in


@pytest.fixture
def axe():
    """Assert that axe-core finds nothing on a page: ``axe(page)``. Use it after interactions too."""

    def check(page):
        # After a click the new page may have begun and be empty still.
        page.locator("main").first.wait_for(state="attached")
        page.wait_for_load_state()
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        found = AxeResults(page.evaluate(RUN_AXE, AXE_OPTIONS))
        assert found.violations_count == 0, found.generate_report()

    return check
