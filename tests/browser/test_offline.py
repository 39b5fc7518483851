"""An hour without network, replies that get lost, a phone that runs out of everything: each answer arrives once.

The hour is made short with a clock of the browser's own; the server and the network are real.
"""

import json
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Error, expect

from assessments.models import Attempt, LateResponse, Question, Response
from tests.browser.line import LossyLine
from tests.browser.quizzes import LEFT_EARLY, open_quiz
from tests.browser.served import site  # noqa: F401  # a fixture
from tests.trust import in_full

pytestmark = pytest.mark.trust
SHARE_LOST = 0.3
PATIENCE_SECONDS = 90
SHORT = 9  # questions of the short form; all 37 in full
# What the page holds of the question that is shown, after somebody has answered it.
READ = """
() => {
  const question = [...document.querySelectorAll('fieldset[data-position]')].find((each) => !each.hidden);
  const inputs = [...question.querySelectorAll('.answer input, .answer textarea')];
  const checked = inputs.filter((input) => input.checked).map((input) => input.value);
  const parts = Object.fromEntries(inputs.map((input) => [input.dataset.part, input.value]));
  const answers = {
    'check-one': checked[0], 'check-all': checked, 'true-false': checked[0] === 'true', blanks: parts,
    narrative: '' in parts ? parts[''] : parts,
  };
  return [Number(question.dataset.position), answers[question.dataset.type]];
}
"""
KEPT = """
() => {
  const name = Object.keys(localStorage).find((each) => each.startsWith('fieldschool.quiz.'));
  const answers = name ? JSON.parse(localStorage.getItem(name)).answers : {};
  return Object.entries(answers).map(([position, kept]) => [Number(position), kept.answer]);
}
"""
FULL = "() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
# A page that believes whatever it is told: every event is said to be saved, and none gets to the server.
BELIEVE = """
const real = window.fetch;
window.fetch = async (address, options) => {
  if (!options || options.method !== 'POST') return real(address, options);
  const replies = JSON.parse(options.body).events.map(({ event }) => ({ event, outcome: 'saved' }));
  return new Response(JSON.stringify({ open: true, over: false, now: Date.now(), ends: null, replies }));
};
"""


class Taker:
    """A learner at a phone: what they have answered so far, and whether the page tells the truth about it."""

    def __init__(self, page):
        self.page, self.given, self.sent = page, {}, []
        page.context.on("request", self._note)

    def _note(self, request):
        if request.url.endswith("/save/") and request.method == "POST":
            self.sent.append([each["sequence"] for each in json.loads(request.post_data)["events"]])

    def answer(self):
        """Answer the question that is shown, go on, and check what the page says."""
        question = self.page.locator("fieldset[data-position]:visible")
        choices, boxes = question.locator("input[type=radio], input[type=checkbox]"), question.locator("[data-part]")
        if choices.count():
            choices.first.check()
        for number in range(boxes.count()):
            boxes.nth(number).fill(f"Answer {number} of {len(self.given)}")
        position, given = self.page.evaluate(READ)
        self.given[position] = given
        assert self.untrue() == []
        self.page.locator("[data-go]").click()

    def untrue(self):
        """Return what the page says that is not so."""
        said = self.says()
        return [claim for claim, is_so in self._claims().items() if claim in said and not is_so()]

    def says(self):
        return self.page.locator("[data-state-chip]").inner_text()

    def _claims(self):
        return {
            "Saved": lambda: stored() == self.given,
            "Kept on this phone": lambda: stored() | dict(self.page.evaluate(KEPT)) == self.given,
            # The server may have it already: the page cannot know while the reply is on its way, or lost.
            "Kept on this page only": lambda: dict(self.page.evaluate(KEPT)) != self.given,
        }

    def wait_until_it_says(self, text):
        """Let the phone's clock run until the page says ``text``, and check on the way that it never lies."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while text not in self.says():
            assert self.untrue() == []
            assert time.monotonic() < deadline, f"the page says {self.says()}, not {text}"
            self.page.clock.fast_forward(1500)
            time.sleep(0.1)
        assert self.untrue() == []

    def open_again(self, address):
        """Go on in a new tab, after the old one is gone."""
        self.page = self.page.context.new_page()
        self.page.goto(address)


def stored():
    return {row.position: row.answer for row in Response.objects.all()}


def crash(page):
    """Let the tab die as it does when a phone needs its memory."""
    with suppress(Error):
        page.goto("chrome://crash", timeout=10_000)
    page.close()


@pytest.fixture
def line(site):  # noqa: F811
    address = urlsplit(site.url)
    line = LossyLine(address.hostname, address.port, SHARE_LOST, seed=37)
    yield line
    line.close()


@pytest.fixture
def sitting(world):
    slugs = list(Question.objects.filter(lesson=world.lesson, is_retired=False).values_list("slug", flat=True))
    return open_quiz(world, slugs=slugs[:: in_full(1, len(slugs) // SHORT)], minutes=90)


@pytest.fixture
def take(line, sitting, sign_in, world, watch):
    """Start the quiz on a page, on a phone whose clock is wrong by some days."""
    watch.expect(f"net::ERR_|Failed to load resource|{LEFT_EARLY}")

    def take(page, days):
        page.clock.install(time=datetime.now(UTC) + timedelta(days=days))
        sign_in(page, world.learner)
        page.goto(f"{line.url}/quiz/{sitting.pk}/")
        page.get_by_role("button", name="Start the quiz").click()
        page.wait_for_url("**/attempts/*/")
        return Taker(page)

    return take


def wait(page, script):
    """Wait until ``script`` is true, without the timers of the page, which stand still."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not page.evaluate(script):
        assert time.monotonic() < deadline, script
        time.sleep(0.1)


@pytest.mark.parametrize("days", in_full([-1, 1], [1]))
def test_an_hour_offline_and_every_third_reply_lost(phone, take, line, sitting, sign_in, world, note, days):
    taker = take(phone, days)
    n = sitting.form_a.items.count()
    for _ in range(n // 3):
        taker.answer()
    taker.wait_until_it_says("Saved")
    wait(phone, "navigator.serviceWorker.ready.then(() => caches.match(location.pathname)).then(Boolean)")
    address = phone.url

    line.cut()
    taker.answer()
    taker.wait_until_it_says("Kept on this phone")
    phone.clock.fast_forward("20:00")
    phone.reload()
    assert taker.untrue() == []
    for _ in range(n // 3 - 2):
        taker.answer()
    crash(phone)
    taker.open_again(address)
    phone = taker.page
    expect(phone.locator("[data-count]")).to_contain_text(f"{len(taker.given)} of {n}")
    Session.objects.all().delete()
    phone.clock.fast_forward("40:00")
    phone.evaluate(FULL)
    taker.answer()
    taker.wait_until_it_says("Kept on this page only")

    line.mend()
    taker.wait_until_it_says("Sign in to send")
    sign_in(phone, world.learner)
    taker.wait_until_it_says("Saved")
    for _ in range(n - len(taker.given)):
        taker.answer()
    expect(phone.get_by_text(f"{n} of {n} answered")).to_be_visible()
    phone.locator("[data-go]").click()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not phone.url.endswith("/result/"):
        assert time.monotonic() < deadline
        with suppress(Error):
            phone.clock.fast_forward(3000)
        phone.wait_for_timeout(100)
    arrived(taker, n)
    note(
        "offline",
        f"{n} answers, {line.n_lost} of {len(taker.sent)} replies lost, 60 minutes offline, reload, tab "
        f"killed, signed out, storage full, clock {days:+} day: each stored once, nothing said that was not so",
    )


def arrived(taker, n):
    """Every answer is stored once, in the order in which it was given, and counts."""
    rows = list(Response.objects.order_by("sequence"))
    assert {row.position: row.answer for row in rows} == taker.given
    assert len(rows) == len(taker.given) == n
    assert [row.saved_at for row in rows] == sorted(row.saved_at for row in rows)
    assert all(sequences == sorted(sequences) for sequences in taker.sent)
    attempt = Attempt.objects.get()
    assert (attempt.close_reason, attempt.scores.count()) == ("sent", n)
    assert LateResponse.objects.count() == 0


def answer_and_wait(taker):
    taker.answer()
    taker.wait_until_it_says("Saved")


def test_control_a_page_that_believes_any_reply_says_what_is_not_so(phone, take):
    phone.add_init_script(BELIEVE)
    taker = take(phone, 0)
    with pytest.raises(AssertionError, match="Saved"):
        answer_and_wait(taker)
    assert stored() == {}
