"""Who follows a class now, as the console tells it: phones, and the class screen."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from activities.models import ActivityRun
from courses.models import Enrolment
from delivery.actions import running
from delivery.models import Attendance, Delivery
from tests.browser.conftest import PHONE
from tests.browser.looks import HALF, look_at
from tests.browser.served import classroom, site  # noqa: F401  # fixtures of every test here
from tests.browser.test_live import CUT_OFF, PATIENT, address, give, put_question


@pytest.mark.parametrize("blocked", [{"GET"}, {"GET", "POST"}], ids=["stream", "stream and word"])
def test_a_phone_without_a_stream_says_that_it_is_still_there(
    new_context,
    sign_in,
    site,  # noqa: F811
    classroom,  # noqa: F811
    watch,
    blocked,
):
    watch.expect(CUT_OFF)
    give(running.start, classroom.delivery)
    phone = new_context(**PHONE).new_page()
    phone.route(
        "**/live/stream/**", lambda route: route.abort() if route.request.method in blocked else route.continue_()
    )
    sign_in(phone, classroom.learner)
    with phone.expect_response("**/here/"):
        phone.goto(address(site, classroom.delivery, "follow"))
    Attendance.objects.update(seen_at=None)
    laptop = new_context().new_page()
    sign_in(laptop, classroom.instructor)
    laptop.goto(address(site, classroom.delivery, "console"))
    connected = laptop.locator("[data-live-count=connected]")
    expect(connected).to_have_text("1", timeout=2 * PATIENT)


def test_the_console_fits_a_laptop_and_misses_a_class_screen_that_went(new_context, sign_in, site, classroom):  # noqa: F811
    delivery = give(running.start, classroom.delivery)
    Delivery.objects.update(screen_seen_at=timezone.now() - timedelta(minutes=1))
    laptop = new_context(viewport={"width": 1280, "height": 720}).new_page()
    sign_in(laptop, classroom.instructor)
    laptop.goto(address(site, delivery, "console"))
    missed = laptop.get_by_text("The class screen has not answered")
    expect(missed).to_be_visible()
    screen = laptop.context.new_page()
    screen.goto(address(site, delivery, "screen"))
    expect(missed).to_be_hidden(timeout=PATIENT)
    laptop.bring_to_front()
    take_over = laptop.get_by_role("button", name="Take over")
    if take_over.is_visible():
        take_over.click()
        expect(take_over).to_have_count(0)
    for needed in (laptop.get_by_role("link", name="Ask a question"), laptop.locator(".upcoming > p")):
        box = needed.bounding_box()
        assert box["y"] + box["height"] <= 720
    give(running.pause, delivery)
    expect(screen.locator(".live-paused")).to_be_visible()


def test_with_a_board_or_a_question_all_that_one_needs_is_in_sight(laptop, sign_in, site, classroom):  # noqa: F811
    delivery = give(running.start, classroom.delivery)
    give(running.move_to, delivery, item=delivery.items.get(activity=classroom.activity))
    sign_in(laptop, classroom.instructor)
    laptop.goto(address(site, delivery, "console"))

    def in_sight(*parts):
        for part in [laptop.locator(".clock"), laptop.get_by_role("button", name="Next", exact=True), *parts]:
            expect(part).to_be_in_viewport(ratio=1)

    laptop.get_by_role("button", name="Take over").click()
    expect(laptop.get_by_role("button", name="Take over")).to_have_count(0)
    laptop.get_by_role("button", name="Show it and let learners write").click()
    close = laptop.get_by_role("button", name="Close the board")
    in_sight(
        close, laptop.get_by_role("button", name="Stop the writing"), laptop.locator("[data-part=board] .board-screen")
    )
    close.click()
    expect(laptop.get_by_text("Board on the screen")).to_have_count(0)
    put_question(Delivery.objects.get(), classroom.lesson)
    question = laptop.get_by_role("region", name="Question to the class")
    in_sight(
        question.locator("[data-live-count=answered]"),
        question.get_by_role("button", name="Show the answers"),
        question.get_by_role("button", name="Close", exact=True),
    )
    laptop.get_by_role("button", name="Black screen").click()
    in_sight(laptop.get_by_role("button", name="Show it again"))
    expect(laptop.locator("#say")).to_have_text("■ The class screen is black.")


def test_on_the_board_of_the_group_one_stays_in_the_class(new_context, sign_in, site, classroom, axe):  # noqa: F811
    delivery = give(running.start, classroom.delivery)
    group = classroom.cohort.groups.create(name="Group 1")
    Enrolment.objects.filter(user=classroom.learner).update(group=group)
    run = ActivityRun.objects.create(
        activity=classroom.activity, cohort=classroom.cohort, created_by=classroom.instructor, started_at=timezone.now()
    )
    board = run.boards.create(group=group, kind="lanes", title="Partners", regions=[{"id": "un", "label": "UN"}])
    phone = new_context(**PHONE).new_page()
    sign_in(phone, classroom.learner)
    with phone.expect_response("**/here/"), phone.expect_response(_is_word):
        phone.goto(f"{site.url}/boards/{board.pk}/")
    assert Attendance.objects.connected(timezone.now()).count() == 1
    asked = phone.get_by_role("link", name="Your instructor asks a question")
    expect(phone.get_by_role("link", name="Back to the class")).to_be_visible()
    expect(asked).to_be_hidden()
    put_question(delivery, classroom.lesson)
    expect(asked).to_be_visible()
    look_at(phone, axe, HALF)
    asked.click()
    phone.get_by_label("True", exact=True).check()
    phone.get_by_role("button", name="Send the answer").click()
    expect(phone.locator("[data-vote-state]")).to_contain_text("✓ Sent")
    phone.goto(f"{site.url}/boards/{board.pk}/")
    with phone.expect_response(_is_word, timeout=PATIENT):
        expect(phone.get_by_role("link", name="Back to the class")).to_be_visible()
    expect(asked).to_be_hidden()


def _is_word(answer):
    return "/live/stream/" in answer.url and answer.request.method == "POST"
