"""Takes the pictures of docs/delivery.md, of a class with twenty learners: `make pictures`."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from activities.actions.boards import Hand, add_entry, set_switch
from courses.models import Enrolment
from delivery.actions import running
from delivery.actions.attendance import note_attendance
from delivery.actions.planning import set_item_hidden
from delivery.actions.voting import Owner, cast_vote
from delivery.models import Delivery, DeliveryEvent
from tests.browser.pictures import shoot
from tests.browser.served import classroom, site  # noqa: F401  # fixtures of every test here
from tests.browser.test_live import address, give, item_of, put_question
from tests.factories import EnrolmentFactory

NAMES = ["Aisha", "Bashir", "Chipo", "Dawit", "Elif", "Farid", "Grace", "Hiroshi", "Inês", "Jonas"]
NAMES += ["Kofi", "Leila", "Mateo", "Nadia", "Oluwaseun", "Priya", "Rania", "Samuel", "Tomás", "Zara"]
POINTS = {
    "national": ["Electoral commission", "National police", "Ministry of justice", "Women's groups", "Village elders"],
    "external": ["World Bank", "ICRC", "European Union", "African Union"],
    "un": ["UNDP", "UNHCR", "WFP", "UNICEF"],
}


@pytest.fixture
def full_class(classroom):  # noqa: F811
    """The class of the browser tests with all of its plan and a room full of people."""
    for item in classroom.delivery.items.filter(is_hidden=True).exclude(frame="three-circles"):
        set_item_hidden(item=item, is_hidden=False)
    classroom.seats = [EnrolmentFactory(cohort=classroom.cohort, user__name=name) for name in NAMES]
    return classroom


def begin(full_class, minutes=23):
    delivery = give(running.start, full_class.delivery)
    for seat in Enrolment.objects.learners().filter(cohort=full_class.cohort):
        note_attendance(delivery=delivery, seat=seat, now=timezone.now())
    DeliveryEvent.objects.update(at=timezone.now() - timedelta(minutes=minutes))
    return delivery


def drive(console):
    """Let the console that is open drive, and look as it does then."""
    console.get_by_role("button", name="Take over").click()
    console.get_by_role("button", name="Take over").wait_for(state="detached")
    console.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    console.mouse.move(0, 0)


def test_take_the_plan_and_how_to_join(laptop, sign_in, site, full_class):  # noqa: F811
    sign_in(laptop, full_class.instructor)
    laptop.goto(f"{site.url}/classes/{full_class.delivery.pk}/", wait_until="load")
    shoot(laptop, "plan-laptop")
    laptop.goto(address(site, full_class.delivery, "screen"))
    expect(laptop.locator(".live-join .code")).to_be_visible()
    shoot(laptop, "class-join-laptop")


def test_take_a_slide_and_a_question(laptop, phone, new_context, sign_in, site, full_class):  # noqa: F811
    delivery = begin(full_class)
    give(running.move_to, delivery, item=item_of(delivery, "The integrated approach"))
    screen = new_context(viewport={"width": 1280, "height": 720}).new_page()
    for page, who, name in (
        (laptop, full_class.instructor, "console"),
        (screen, full_class.instructor, "screen"),
        (phone, full_class.learner, "follow"),
    ):
        sign_in(page, who)
        page.goto(address(site, delivery, name))
    expect(phone.locator(".scene:visible h2")).to_have_text("The integrated approach")
    drive(laptop)
    shoot(laptop, "console-laptop")
    shoot(laptop, "console-laptop-dark", "dark")
    shoot(screen, "class-screen-laptop")
    shoot(phone, "follow-phone")
    run = put_question(delivery, full_class.lesson)
    expect(phone.get_by_label("True", exact=True)).to_be_visible()
    shoot(phone, "question-phone")
    for seat, answer in zip(full_class.seats, [True] * 14 + [False] * 5, strict=False):
        cast_vote(run=run.pk, owner=Owner(seat=seat), answer=answer, event=uuid4(), sequence=1, now=timezone.now())
    expect(laptop.get_by_role("button", name="Close", exact=True)).to_be_visible()
    expect(laptop.locator("[data-part=question] [data-live-count=answered]")).to_have_text("19")
    laptop.get_by_role("button", name="Show the answers").click()
    expect(laptop.get_by_role("button", name="Hide the answers")).to_be_visible()
    shoot(laptop, "question-console-laptop")
    expect(screen.locator(".frame[data-on]")).to_contain_text("74 %")
    shoot(screen, "question-screen-laptop")


def test_take_an_activity_and_its_board(laptop, phone, new_context, sign_in, site, full_class):  # noqa: F811
    delivery = begin(full_class, minutes=2)
    give(running.move_to, delivery, item=delivery.items.get(activity=full_class.activity))
    give(running.start_phase, delivery, phase="un")
    board = Delivery.objects.get().board
    hand = Hand(full_class.instructor, None, timezone.now())
    set_switch(board=board, switch="is_open", is_on=True, hand=hand)
    for lane, texts in POINTS.items():
        for text in texts:
            add_entry(board=board, text=text, places=[lane], token=text, hand=hand)
    give(running.show, delivery, what=Delivery.Showing.FRAME)
    sign_in(laptop, full_class.instructor)
    laptop.goto(address(site, delivery, "console"))
    drive(laptop)
    shoot(laptop, "activity-console-laptop")
    give(running.show, delivery, what=Delivery.Showing.BOARD)
    laptop.goto(address(site, delivery, "screen"))
    expect(laptop.locator(".frame[data-on] .point").first).to_be_visible()
    shoot(laptop, "board-screen-laptop")
    sign_in(phone, full_class.learner)
    phone.goto(address(site, delivery, "follow"))
    expect(phone.get_by_label("Point", exact=True)).to_be_visible()
    shoot(phone, "board-phone")
