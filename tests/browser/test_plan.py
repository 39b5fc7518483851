"""Preparing a class and looking back on one in a real browser: accessible, narrow, by keyboard, without JavaScript."""

import re
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from activities.models import Activity
from courses.models import Cohort
from delivery.actions.ending import end
from delivery.actions.orders import Order
from delivery.actions.planning import Wish, add_question, create_delivery
from delivery.actions.running import move_to, start
from delivery.models import Delivery
from lessons.models import Slide
from tests.browser.looks import SMALL_TARGETS

# The label of a box is what one hits.


@pytest.fixture
def classes(world):
    """A class of the real lesson that was prepared, and one that is over."""
    now = timezone.now()
    chosen = list(Activity.objects.filter(number__in=["1.8.1", "E2"]))
    wish = Wish(world.lesson, Decimal(45), chosen, "named", {})
    made = {"cohort": world.cohort, "wish": wish, "by": world.instructor, "now": now}
    world.planned, over = (create_delivery(token=token, **made) for token in ("one", "two"))
    add_question(delivery=over, question=world.lesson.questions.get(slug="t2-bretton-woods"), place=3)
    start(delivery=over, order=Order(1, world.instructor, "laptop", now))
    move_to(delivery=over, order=Order(2, world.instructor, "laptop", now), item=over.items.get(activity=chosen[0]))
    world.over = end(delivery=over, order=Order(3, world.instructor, "laptop", now))
    return world


def test_every_page_is_accessible_and_narrow(laptop, sign_in, classes, live_server, axe):
    sign_in(laptop, classes.instructor)
    pages = [
        f"/cohorts/{classes.cohort.pk}/classes/",
        f"/cohorts/{classes.cohort.pk}/classes/new/mission-partners/",
        f"/classes/{classes.planned.pk}/",
        f"/classes/{classes.planned.pk}/activities/",
        f"/classes/{classes.planned.pk}/pack/",
        f"/classes/{classes.over.pk}/",
        f"/classes/{classes.over.pk}/report/",
    ]
    for path in pages:
        laptop.set_viewport_size({"width": 1280, "height": 720})
        laptop.emulate_media(color_scheme="dark")
        laptop.goto(live_server.url + path)
        axe(laptop)
        laptop.emulate_media(color_scheme="light")
        laptop.set_viewport_size({"width": 320, "height": 640})
        axe(laptop)
        assert laptop.evaluate("document.documentElement.scrollWidth") <= 320, path
        assert laptop.evaluate(SMALL_TARGETS) == [], path


def test_a_plan_is_adjusted_without_leaving_the_page(laptop, sign_in, classes, live_server, axe, watch):
    watch.expect("422")
    sign_in(laptop, classes.instructor)
    address = f"{live_server.url}/classes/{classes.planned.pk}/"
    laptop.goto(address)
    laptop.get_by_role("button", name=re.compile("^Move Aim up$")).press("Enter")
    titles = laptop.locator(".plan-items b")
    titles.first.get_by_text("Aim").wait_for()
    assert laptop.evaluate("document.activeElement.id") == "items-title"
    minutes = laptop.get_by_label("Minutes for Aim")
    minutes.fill("long")
    minutes.press("Enter")
    laptop.get_by_text("Type minutes from 0 to 600").wait_for()
    axe(laptop)
    laptop.get_by_label("Minutes for Aim").fill("2.5")
    with laptop.expect_response("**/minutes/"):
        laptop.get_by_label("Minutes for Aim").press("Enter")
    laptop.get_by_text("Type minutes from 0 to 600").wait_for(state="detached")
    laptop.get_by_role("button", name=re.compile("^Leave out ?: Lesson overview$")).click()
    laptop.get_by_role("button", name=re.compile("^Take in ?: Lesson overview$")).wait_for()
    laptop.get_by_role("button", name="Add a break").click()
    laptop.get_by_role("button", name=re.compile("^Remove ?: Break$")).wait_for()
    laptop.get_by_role("link", name="Add an activity").press("Enter")
    laptop.get_by_label(re.compile("1.8.2 Football")).check()
    axe(laptop)
    laptop.get_by_label("After", exact=True).last.select_option("At the beginning")
    laptop.get_by_role("button", name="Add the activity").click()
    titles.first.get_by_text("Football or Cricket").wait_for()
    assert laptop.url == address
    items = classes.planned.items.exclude(activity__number="1.8.2").order_by("position")
    assert [(item.title, item.seconds) for item in items[:1]] == [("Aim", 150)]
    assert (items.get(title="Lesson overview").is_hidden, items.last().kind) == (True, "break")


@pytest.mark.parametrize("has_script", [True, False])
def test_what_was_typed_goes_with_any_button_of_the_plan(
    new_context, sign_in, classes, live_server, axe, watch, has_script
):
    watch.expect("409")
    page = new_context(viewport={"width": 1280, "height": 720}, java_script_enabled=has_script).new_page()
    sign_in(page, classes.instructor)
    page.goto(f"{live_server.url}/classes/{classes.planned.pk}/")
    buttons = [
        "Move Aim down",
        "Leave out: Lesson overview",
        "Make optional: Why it matters",
        "Add a break",
        "Remove: Break",
    ]
    aim = page.get_by_label("Minutes for Aim")
    for seconds, name in enumerate(buttons, 1):
        aim.fill(f"3:{seconds:02d}")
        page.get_by_role("button", name=re.compile(name.replace(": ", " ?: ?"))).click()
        expect(page.locator(f".plan-items input[value='3:{seconds:02d}']")).to_be_visible()
    assert classes.planned.items.get(title="Aim").seconds == 185
    assert not classes.planned.items.filter(kind="break").exists()
    classes.planned.items.filter(title="Aim").update(seconds=30)  # by a colleague
    aim.fill("9")
    page.get_by_role("button", name="Move Aim up").click()
    expect(page.get_by_text("somebody else has set them to 0:30 meanwhile")).to_be_visible()
    expect(aim).to_have_value("9")
    if has_script:
        axe(page)
        expect(page.locator(".errors")).to_be_focused()


@pytest.mark.parametrize("has_script", [True, False])
def test_enter_in_a_box_sets_its_minutes_also_while_the_lesson_has_changed(
    new_context, sign_in, classes, live_server, has_script
):
    page = new_context(java_script_enabled=has_script).new_page()
    item = classes.planned.items.get(title="Lesson overview")
    Slide.objects.filter(
        slug=classes.planned.items.filter(frame__in=Slide.objects.values("slug")).first().frame
    ).update(is_retired=True)
    n_items = classes.planned.items.count()
    sign_in(page, classes.instructor)
    page.goto(f"{live_server.url}/classes/{classes.planned.pk}/")
    expect(page.get_by_role("button", name="Bring the slides up to date")).to_be_visible()
    page.get_by_label("Minutes for Lesson overview").fill("3")
    page.get_by_label("Minutes for Lesson overview").press("Enter")
    expect(page.get_by_label("Minutes for Lesson overview")).to_have_value("3:00")
    item.refresh_from_db()
    assert (item.seconds, classes.planned.items.count()) == (180, n_items)
    page.get_by_role("button", name="Bring the slides up to date").click()
    expect(page.get_by_role("button", name="Bring the slides up to date")).to_have_count(0)
    assert classes.planned.items.count() == n_items - 1


def test_the_plan_of_an_archived_cohort_is_read_and_not_changed(laptop, sign_in, classes, live_server):
    Cohort.objects.update(archived_at=timezone.now())
    sign_in(laptop, classes.instructor)
    laptop.goto(f"{live_server.url}/classes/{classes.planned.pk}/")
    expect(laptop.locator(".plan-items").get_by_text("Lesson overview")).to_be_visible()
    for button in laptop.locator("#plan button, #plan input, #add-activity").all():
        expect(button).to_be_hidden()


def test_a_class_is_prepared_and_begun_without_javascript(no_js_context, sign_in, world, live_server, watch):
    watch.expect("422")
    page = no_js_context.new_page()
    sign_in(no_js_context, world.instructor)
    page.goto(live_server.url)
    page.get_by_role("link", name=re.compile("^Classes")).click()
    page.get_by_role("link", name="1.8 Working with Mission Partners").click()
    page.get_by_label(re.compile("1.8.1 Mission Partners")).check()
    page.get_by_label("Minutes of teaching").fill("")
    page.get_by_role("button", name="Prepare the class").click()
    page.get_by_label("Minutes of teaching").fill("40")
    page.get_by_role("button", name="Prepare the class").click()
    page.get_by_role("button", name="Move Mission Partners up").click()
    page.get_by_label("Minutes for Aim").fill("2")
    page.get_by_label("Minutes for Lesson overview").fill("0:45")
    page.get_by_label("Minutes for Lesson overview").press("Enter")
    expect(page.get_by_label("Minutes for Aim")).to_have_value("2:00")
    page.get_by_role("link", name="Add an activity").click()
    page.get_by_label(re.compile("1.8.2 Football")).check()
    page.get_by_role("button", name="Add the activity").click()
    page.get_by_role("button", name="Start the class").click()
    page.wait_for_url("**/console/")
    delivery = Delivery.objects.get()
    assert (delivery.total_minutes, delivery.item.title, delivery.is_running) == (40, world.lesson.title, True)
    times = dict(delivery.items.values_list("title", "seconds"))
    assert (times["Aim"], times["Lesson overview"], delivery.items.last().activity.number) == (120, 45, "1.8.2")
