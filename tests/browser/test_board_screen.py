"""A full board on the class screen: nothing is lost over the edge, and nothing is too small to be read."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from activities.actions.boards import Hand, add_entry
from activities.actions.runs import start_run
from activities.models import Activity
from delivery.actions import running
from delivery.models import Delivery
from tests.activities.factories import BoardFactory, GroupFactory
from tests.browser.conftest import LAPTOP
from tests.browser.served import classroom, site  # noqa: F401  # fixtures of every test here
from tests.browser.test_live import PATIENT, address, give

SIZES = [(1280, 720), (1920, 1080)]
LONG = "What the many partners of a mission do in the field, and why " * 4
BELOW = """() => [...document.querySelectorAll('.board-screen :is(.point, [data-more])')]
  .filter((each) => each.checkVisibility() && each.getBoundingClientRect().bottom > innerHeight)
  .map((each) => each.textContent.trim())"""
N_SEEN = "() => [...document.querySelectorAll('.point')].filter((each) => each.checkVisibility()).length"
N_MORE = """() => [...document.querySelectorAll('[data-more]')].filter((each) => each.checkVisibility())
  .reduce((sum, each) => sum + Number(each.querySelector('[data-n]').textContent), 0)"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll('.point-text')].filter((each) => each.checkVisibility())
  .map((each) => parseFloat(getComputedStyle(each).fontSize) / innerHeight))"""


def fill(board, texts, places, by):
    for n, text in enumerate(texts):
        add_entry(board=board, text=text, places=places, token=str(n), hand=Hand(by, None, timezone.now()))


def assert_readable(page, n_points):
    assert page.evaluate(BELOW) == []
    assert page.evaluate(N_SEEN) + page.evaluate(N_MORE) == n_points
    assert page.evaluate(SMALLEST) > 0.0239


@pytest.mark.parametrize(
    ("number", "places", "texts", "is_whole"),
    [
        ("1.8.1", ["national"], [*(f"The ministry number {n}" for n in range(17)), LONG[:200]], True),
        ("1.8.1", ["national"], [f"{n} {LONG[:150]}" for n in range(40)], False),
        ("1.8.3", ["humanitarian"], [f"Partner number {n}" for n in range(12)], True),
        ("1.8.3", ["humanitarian"], [f"Partner number {n}" for n in range(80)], False),
    ],
)
def test_every_point_is_on_the_screen_or_counted(laptop, sign_in, world, site, number, places, texts, is_whole):  # noqa: F811
    activity = Activity.objects.get(number=number)
    run = start_run(activity=activity, cohort=world.cohort, by=world.instructor, now=timezone.now())
    board = run.boards.get(group=None)
    fill(board, texts, places, world.instructor)
    sign_in(laptop, world.instructor)
    for width, height in SIZES:
        laptop.set_viewport_size({"width": width, "height": height})
        laptop.goto(f"{site.url}/boards/{board.pk}/screen/")
        assert_readable(laptop, len(texts))
        assert (laptop.evaluate(N_MORE) == 0) == is_whole


def test_full_boards_of_groups_are_counted_on_the_class_screen(new_context, sign_in, site, classroom):  # noqa: F811
    delivery = give(running.start, classroom.delivery)
    board = give(running.move_to, delivery, item=delivery.items.get(activity=classroom.activity)).board
    for name in ("Blue", "Red"):
        group = GroupFactory(cohort=classroom.cohort, name=name)
        theirs = BoardFactory(run=board.run, group=group, regions=[], is_shared=True)
        fill(theirs, [f"{n} {LONG[:100]}" for n in range(20)], [], classroom.instructor)
    give(running.show, delivery, what=Delivery.Showing.BOARD)
    screen = new_context(**LAPTOP).new_page()
    sign_in(screen, classroom.instructor)
    screen.goto(address(site, delivery, "screen"))
    expect(screen.locator(".gallery .point").first).to_be_visible(timeout=PATIENT)
    expect(screen.locator("[data-more]:visible").first).to_be_visible(timeout=PATIENT)
    assert_readable(screen, 40)


def test_on_a_narrower_class_screen_what_no_longer_fits_is_counted(new_context, sign_in, site, classroom):  # noqa: F811
    delivery = give(running.start, classroom.delivery)
    board = give(running.move_to, delivery, item=delivery.items.get(activity=classroom.activity)).board
    fill(board, [f"{n} {LONG[:150]}" for n in range(30)], ["national"], classroom.instructor)
    give(running.show, delivery, what=Delivery.Showing.BOARD)
    screen = new_context(**LAPTOP).new_page()
    sign_in(screen, classroom.instructor)
    screen.goto(address(site, delivery, "screen"))
    expect(screen.locator(".point").first).to_be_visible(timeout=PATIENT)
    assert_readable(screen, 30)
    seen = screen.evaluate(N_SEEN)
    screen.keyboard.press("r")
    assert_readable(screen, 30)
    assert screen.evaluate(N_SEEN) < seen
    screen.keyboard.press("r")
    assert screen.evaluate(N_SEEN) == seen
