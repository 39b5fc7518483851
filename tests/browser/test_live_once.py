"""What a learner's page of a class says, it says once: the question that is asked, the way to the own board."""

from decimal import Decimal

from django.utils import timezone
from playwright.sync_api import expect

from activities.actions.runs import make_boards
from activities.models import Activity
from courses.models import Enrolment
from delivery.actions import running
from delivery.actions.planning import Wish, add_question, create_delivery
from delivery.models import Delivery
from tests.activities.factories import GroupFactory
from tests.browser.conftest import PHONE
from tests.browser.served import classroom, site  # noqa: F401  # fixtures of every test here
from tests.browser.test_live import PATIENT, address, give, put_question


def open_phone(new_context, sign_in, site, world):  # noqa: F811
    phone = new_context(**PHONE).new_page()
    sign_in(phone, world.learner)
    phone.goto(address(site, world.delivery, "follow"))
    return phone


def test_no_empty_card_stands_under_the_question_that_is_asked(new_context, sign_in, site, classroom):  # noqa: F811
    question = classroom.lesson.questions.get(slug="t8-ownership")
    item = add_question(delivery=classroom.delivery, question=question, place=2)
    give(running.start, classroom.delivery)
    give(running.move_to, classroom.delivery, item=item)
    put_question(classroom.delivery, classroom.lesson)
    phone = open_phone(new_context, sign_in, site, classroom)
    expect(phone.get_by_role("heading", name="Question to you", exact=True)).to_be_visible(timeout=PATIENT)
    expect(phone.get_by_role("button", name="Send the answer")).to_be_visible(timeout=PATIENT)
    expect(phone.locator(".scene:visible")).to_have_count(0)
    give(running.show, classroom.delivery, what=Delivery.Showing.FRAME)
    expect(phone.locator(".scene:visible")).to_have_count(1, timeout=PATIENT)


def test_one_way_leads_to_the_board_of_the_own_group(new_context, sign_in, site, classroom):  # noqa: F811
    group = GroupFactory(cohort=classroom.cohort, name="Blue")
    Enrolment.objects.filter(user=classroom.learner).update(group=group)
    wish = Wish(classroom.lesson, Decimal(45), [Activity.objects.get(number="E5")], "named", {})
    made = {"cohort": classroom.cohort, "wish": wish, "by": classroom.instructor, "now": timezone.now()}
    classroom.delivery = create_delivery(token="another class", **made)
    delivery = give(running.start, classroom.delivery)
    give(running.move_to, delivery, item=delivery.items.get(kind="activity"))
    run = delivery.items.get(kind="activity").run
    make_boards(run=run)
    phone = open_phone(new_context, sign_in, site, classroom)
    ways = phone.get_by_role("link", name="Board of my group")
    expect(ways).to_have_attribute("href", f"/runs/{run.pk}/my-board/")
    give(running.show, delivery, what=Delivery.Showing.BOARD)
    expect(ways).to_have_attribute("href", f"/boards/{run.boards.get(group=group).pk}/", timeout=PATIENT)
    give(running.show, delivery, what=Delivery.Showing.FRAME)
    expect(ways).to_have_attribute("href", f"/runs/{run.pk}/my-board/", timeout=PATIENT)
