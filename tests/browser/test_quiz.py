"""A quiz on a phone and a bad network: nothing is lost, nothing counts twice, and what the page says is true."""

import re
from datetime import timedelta
from itertools import count
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from assessments.actions.sittings import release_now
from assessments.models import Attempt, LateResponse, Response, Sitting
from tests.browser.conftest import PHONE
from tests.browser.line import Line
from tests.browser.looks import SMALL_TARGETS
from tests.browser.quizzes import ANSWERS, RIGHT_ONES, open_quiz

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
def start(line, world, sign_in, sitting):
    """Start the quiz on a page: ``start(page)``."""

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


def test_a_learner_takes_the_quiz_offline_in_the_middle_and_sends_twice(
    phone, start, watch, sitting, go_offline, go_online
):
    watch.expect(OFFLINE)
    start(phone)
    answer_from(phone, 1, 2)
    chip(phone, "Saved")
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.wait_for_function("caches.match(location.pathname).then(Boolean)")
    go_offline(phone)
    answer(phone, list(ANSWERS)[2])
    chip(phone, "Kept on this phone")
    phone.reload()
    assert place(phone) == "Question 3 of 7"
    assert phone.get_by_role("radio", name="False").is_checked()
    answer_from(phone, 3)
    assert phone.get_by_text("7 of 7 answered").is_visible()
    assert len(stored()) == 2
    go_on(phone)
    phone.get_by_text("will be sent when you are back online").wait_for()
    go_online(phone)
    phone.locator("[data-go]").dblclick()
    phone.wait_for_url("**/result/")
    assert stored() == RIGHT_ONES
    assert Attempt.objects.get().scores.count() == 7
    assert phone.get_by_role("heading", level=1).inner_text() == "You got 6 of 6 right so far"
    assert phone.evaluate("localStorage.length") == 0
    assert phone.evaluate("caches.keys()") == []


def test_the_older_of_two_windows_and_another_phone_follow_the_newest_answer(
    phone, start, watch, new_context, sign_in, world
):
    watch.expect("status of 409")
    start(phone)
    second = phone.context.new_page()
    other_phone = new_context(**PHONE).new_page()
    sign_in(other_phone, world.learner)
    for page in (second, other_phone):
        page.goto(phone.url)
    phone.get_by_role("textbox").fill("UNDP")
    told(second, "Question 1 was changed in another window")
    assert second.get_by_role("textbox").input_value() == "UNDP"
    chip(phone, "Saved")
    phone.get_by_role("textbox").fill("UN Country Team")
    phone.get_by_role("textbox").blur()
    chip(phone, "Saved")
    other_phone.get_by_role("textbox").fill("x")
    told(other_phone, "Question 1 was changed in another window or on another phone")
    assert other_phone.get_by_role("textbox").input_value() == "UN Country Team"
    assert stored() == {0: {"partner": "UN Country Team"}}
    phone.bring_to_front()
    phone.get_by_role("textbox").fill("UN Country Team!")
    for _ in range(7):
        go_on(phone)
    go_on(phone)
    phone.wait_for_url("**/result/")
    second.wait_for_url("**/result/")
    go_on(other_phone)
    other_phone.get_by_role("textbox").first.fill("Too late")
    other_phone.wait_for_url("**/result/")
    assert stored() == {0: {"partner": "UN Country Team!"}}
    assert other_phone.get_by_text("1 answer came in after the time was over").is_visible()


def come_back(page):
    """Sign in again, as a learner does on any phone: with name and PIN."""
    page.get_by_label("What is your name?").fill("Amina Diallo")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("What is your PIN?").fill("482193")
    page.get_by_role("button", name="Continue").click()


@pytest.mark.parametrize("where", ["in this window", "in another window"])
def test_signed_out_in_the_middle_nothing_is_lost(phone, start, watch, live_server, where):
    watch.expect("status of 40[13]")  # 403: the page's token is older than the second sign-in
    start(phone)
    answer_from(phone, 1, 2)
    chip(phone, "Saved")
    Session.objects.all().delete()
    answer_from(phone, 3, 5)
    chip(phone, "Sign in to send")
    if where == "in this window":
        phone.get_by_role("link", name="Sign in to send").click()
        come_back(phone)
        phone.wait_for_url("**/attempts/*/")
    else:
        other = phone.context.new_page()
        other.goto(f"{live_server.url}/join/7KQ4MP/")
        come_back(other)
        other.get_by_text("Do this now").wait_for()
        other.close()
        phone.evaluate("dispatchEvent(new Event('online'))")
    chip(phone, "Saved")
    assert place(phone) == "Question 6 of 7"
    assert stored() == {position: RIGHT_ONES[position] for position in range(5)}


def test_replies_that_get_lost_and_a_phone_that_keeps_nothing(phone, start, watch):
    """Every third reply is lost after the server has saved; the storage of the phone is full."""
    watch.expect("ERR_FAILED")
    phone.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }")
    numbers = count(1)

    def lose_some(route):
        reply = route.fetch()
        route.abort() if next(numbers) % 3 == 0 else route.fulfill(response=reply)

    phone.route(re.compile(r"/(save|submit)/$"), lose_some)
    start(phone)
    assert phone.get_by_text("This phone keeps nothing").is_visible()
    answer_from(phone, 1)
    go_on(phone)
    phone.wait_for_url("**/result/", timeout=60_000)
    assert stored() == RIGHT_ONES
    assert (Attempt.objects.count(), Attempt.objects.get().scores.count(), LateResponse.objects.count()) == (1, 7, 0)


def test_the_bell_rings_by_the_clock_of_the_server(phone, start, watch, world, sitting, go_offline, go_online):
    watch.expect(OFFLINE)
    Sitting.objects.update(minutes=20)
    phone.clock.install(time=timezone.now() + timedelta(days=1))  # the phone's clock is a day ahead
    start(phone)
    assert re.search(r"Time left: (20:00|19:5\d)", phone.locator("[data-timer]").inner_text())
    answer_from(phone, 1, 2)
    chip(phone, "Saved")
    phone.clock.fast_forward("30:00")  # and jumps: the page believes that the time is over
    phone.get_by_text("The time is over.").wait_for(state="hidden")
    assert not Attempt.objects.get().submitted_at
    answer(phone, list(ANSWERS)[2])
    chip(phone, "Saved")
    go_offline(phone)
    go_on(phone)
    answer(phone, list(ANSWERS)[3])
    chip(phone, "Kept on this phone")
    Attempt.objects.update(deadline=timezone.now() - timedelta(minutes=2))  # the bell, while offline
    go_online(phone)
    phone.wait_for_url("**/result/", timeout=60_000)
    assert stored() == {position: RIGHT_ONES[position] for position in range(3)}
    assert LateResponse.objects.get().answer == RIGHT_ONES[3]
    assert Attempt.objects.get().close_reason == "expired"
    assert "Those that were saved in time count." in phone.inner_text("main")


def test_all_on_one_page_and_signing_out_with_unsent_answers(phone, start, watch, sitting, axe, go_offline, go_online):
    watch.expect(OFFLINE)
    Sitting.objects.update(is_one_per_page=False)
    start(phone)
    assert phone.locator("fieldset[data-position]:visible").count() == 7
    go_offline(phone)
    phone.get_by_label("Your answer", exact=True).fill("UN Country Team")
    phone.get_by_label("Your answer", exact=True).blur()
    chip(phone, "Kept on this phone")
    phone.get_by_role("button", name="Sign out", exact=True).click()
    phone.get_by_text("Some answers are not sent yet.").wait_for()
    axe(phone)
    go_online(phone)
    phone.get_by_role("button", name="Stay and send").click()
    chip(phone, "Saved")
    go_on(phone)
    assert phone.get_by_text("Not answered yet: 6 of 7").is_visible()
    change(phone, 2)
    assert phone.evaluate("document.activeElement.closest('fieldset').id") == "question-1"
    phone.get_by_role("button", name="Sign out", exact=True).click()
    phone.get_by_text("Join your class").wait_for()
    assert phone.evaluate("localStorage.length") == 0
    assert stored() == {0: RIGHT_ONES[0]}


def test_without_javascript_it_is_one_form_an_overview_and_a_result(
    no_js_context, sign_in, world, live_server, sitting
):
    page = no_js_context.new_page()
    sign_in(no_js_context, world.learner)
    page.goto(live_server.url)
    page.get_by_role("link", name="To the quiz").click()
    page.get_by_role("button", name="Start the quiz").click()
    for number, slug in enumerate(ANSWERS):
        question = page.locator("fieldset[data-position]").nth(number)
        for label, value in ANSWERS[slug][: None if number < 6 else 0]:
            field = question.get_by_label(label, exact=True)
            field.check() if value is True else field.fill(value)
    page.get_by_role("button", name="Save and check your answers").click()
    assert page.get_by_text("1 question is not answered.").is_visible()
    page.get_by_role("link", name="Question 7").click()
    for label, value in ANSWERS["n6-obstacles"]:
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Save and check your answers").click()
    page.get_by_role("button", name="Send answers").click()
    page.wait_for_url("**/result/")
    assert stored() == RIGHT_ONES
    assert page.get_by_role("heading", level=1).inner_text() == "You got 6 of 6 right so far"


def fits_a_narrow_phone(page):
    """Whether nothing runs over the side at 320, and everything is big enough to be hit."""
    page.set_viewport_size({"width": 320, "height": 640})
    width, small = page.evaluate("document.documentElement.scrollWidth"), page.evaluate(SMALL_TARGETS)
    page.set_viewport_size(PHONE["viewport"])
    assert small == []
    return width <= 320


@pytest.mark.parametrize("look", ["light", "dark"])
def test_every_state_can_be_read_by_everybody(
    phone, start, watch, axe, sitting, sign_in, live_server, world, look, go_offline, go_online
):
    watch.expect(OFFLINE)
    watch.expect("status of 401")
    phone.emulate_media(color_scheme=look)
    Sitting.objects.update(minutes=20)
    start(phone)
    axe(phone)
    phone.get_by_role("button", name="Flag for later").click()
    answer_from(phone, 1, 6)
    chip(phone, "Saved")
    axe(phone)
    assert fits_a_narrow_phone(phone)
    go_on(phone)
    phone.get_by_text("Not answered yet: 1 of 7").wait_for()
    assert fits_a_narrow_phone(phone)
    go_offline(phone)
    go_on(phone)
    phone.get_by_text("will be sent when you are back online").wait_for()
    axe(phone)
    Session.objects.all().delete()
    go_online(phone)
    phone.get_by_role("link", name="Sign in to send").wait_for()
    axe(phone)
    sign_in(phone, world.learner)
    phone.evaluate("dispatchEvent(new Event('online'))")
    phone.wait_for_url("**/result/", timeout=60_000)
    axe(phone)
    release_now(sitting=sitting, by=world.instructor, now=timezone.now())
    phone.reload()
    phone.get_by_text("Right answer").first.wait_for()
    axe(phone)
    assert fits_a_narrow_phone(phone)
    for path in (f"/quiz/{sitting.pk}/", "/"):
        phone.goto(live_server.url + path)
        axe(phone)
