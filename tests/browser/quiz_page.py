"""A quiz on a page, and the network under it: fixtures and steps of the tests that take one."""

from urllib.parse import urlsplit

import pytest

from assessments.models import Response
from tests.browser.line import Line
from tests.browser.quizzes import ANSWERS, LEFT_EARLY, open_quiz

OFFLINE = "net::ERR_"


@pytest.fixture
def sitting(world):
    return open_quiz(world)


@pytest.fixture
def line(live_server):
    """The network between the browser and the server."""
    address = urlsplit(live_server.url)
    line = Line(address.hostname, address.port)
    yield line
    line.close()


@pytest.fixture
def go_offline(line):
    """Cut the network under a page, and tell the browser so: ``go_offline(page)``."""

    def go_offline(page):
        line.cut()
        page.context.set_offline(True)

    return go_offline


@pytest.fixture
def go_online(line):
    """Give a page its network back: ``go_online(page)``."""

    def go_online(page):
        line.mend()
        page.context.set_offline(False)

    return go_online


@pytest.fixture
def start(line, world, sign_in, sitting, watch):
    """Start the quiz on a page: ``start(page)``."""
    watch.expect(LEFT_EARLY)

    def start(page):
        sign_in(page, world.learner)
        page.goto(f"{line.url}/quiz/{sitting.pk}/")
        page.get_by_role("button", name="Start the quiz").click()
        page.wait_for_url("**/attempts/*/")

    return start


def answer(page, slug):
    """Answer the question that is shown."""
    question = page.locator("fieldset[data-position]:visible")
    for label, value in ANSWERS[slug]:
        field = question.get_by_label(label, exact=True)
        field.check() if value is True else field.fill(value)


def go_on(page):
    page.locator("[data-go]").click()


def chip(page, text):
    page.locator("[data-state-chip]").get_by_text(text).wait_for()


def answer_from(page, first, last=None):
    """Answer the questions from one number to another, starting at the one that is shown."""
    for slug in list(ANSWERS)[first - 1 : last]:
        answer(page, slug)
        go_on(page)


def place(page):
    return page.locator("[data-place]").inner_text()


def told(page, text):
    """Wait until the page says that an answer was changed elsewhere."""
    page.locator('[data-notice="elsewhere"]').get_by_text(text).wait_for()


def change(page, number):
    page.get_by_role("link", name=f"Change answer {number}", exact=True).click()


def stored():
    return {row.position: row.answer for row in Response.objects.order_by("position")}
