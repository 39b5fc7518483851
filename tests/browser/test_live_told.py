"""What open screens are told at once although nobody moves the class: counted hands, and a board shared no more."""

from django.utils import timezone
from playwright.sync_api import expect

from activities.actions.boards import Hand
from delivery.actions import asking, running
from delivery.actions.sharing import stop_sharing
from delivery.models import Delivery
from tests.activities.factories import BoardFactory, GroupFactory
from tests.browser.conftest import LAPTOP, PHONE
from tests.browser.served import classroom, site  # noqa: F401  # fixtures of every test here
from tests.browser.test_live import PATIENT, address, give, order_now, put_question


def open_pages(new_context, sign_in, site, world):  # noqa: F811
    """Return the class screen and a learner's phone."""
    screen, phone = new_context(**LAPTOP).new_page(), new_context(**PHONE).new_page()
    for page, who, name in ((screen, world.instructor, "screen"), (phone, world.learner, "follow")):
        sign_in(page, who)
        page.goto(address(site, world.delivery, name))
    return screen, phone


def test_hands_that_are_counted_and_corrected_reach_open_screens(new_context, sign_in, site, classroom):  # noqa: F811
    delivery = give(running.start, classroom.delivery)
    run = put_question(delivery, classroom.lesson)
    asking.show_votes(run=run, order=order_now(delivery))
    screen, phone = open_pages(new_context, sign_in, site, classroom)
    for page in (screen, phone):
        expect(page.get_by_text("closed").first).to_be_visible(timeout=PATIENT)
    for hands, share in (({"true": 4, "false": 1}, "80 %"), ({"true": 3, "false": 2}, "60 %")):
        asking.count_hands(run=run, order=order_now(delivery), hands=hands)
        expect(screen.locator(".frame[data-on]")).to_contain_text(share, timeout=PATIENT)
        expect(phone.locator("[data-task=question]")).to_contain_text(share, timeout=PATIENT)


def test_a_board_that_its_group_shares_no_more_leaves_open_screens(new_context, sign_in, site, classroom):  # noqa: F811
    delivery = give(running.start, classroom.delivery)
    own = give(running.move_to, delivery, item=delivery.items.get(activity=classroom.activity)).board
    group = GroupFactory(cohort=classroom.cohort, name="Blue")
    theirs = BoardFactory(run=own.run, group=group, title="Ours", is_shared=True)
    give(running.show, delivery, what=Delivery.Showing.BOARD, board=theirs)
    screen, phone = open_pages(new_context, sign_in, site, classroom)
    for page in (screen, phone):
        expect(page.get_by_role("heading", name="Blue: Ours")).to_be_visible(timeout=PATIENT)
    stop_sharing(board=theirs, hand=Hand(classroom.instructor, None, timezone.now()))
    expect(screen.locator(".frame[data-on][data-item]")).to_be_visible(timeout=PATIENT)
    expect(phone.locator("[data-task=board]")).to_be_hidden(timeout=PATIENT)
    for page in (screen, phone):
        expect(page.get_by_role("heading", name="Blue: Ours")).to_be_hidden()
