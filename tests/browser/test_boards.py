"""Boards, ratings and groups in a real browser: accessible, narrow, by keyboard, and two at once."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from activities.actions.boards import Hand, add_entry
from activities.actions.ratings import make_passes
from activities.actions.runs import start_run
from activities.models import Activity, Board, BoardEntry, Rating
from courses.actions import divide_into_groups
from tests.browser.looks import HALF, SMALL_TARGETS, look_at

# The label of a box is what one hits.


@pytest.fixture
def classroom(world):
    """Runs of the real activities that have boards or ratings, with a few points."""
    divide_into_groups(cohort=world.cohort, n_groups=2, by=world.instructor, now=timezone.now())
    now = timezone.now()
    runs = {
        number: start_run(
            activity=Activity.objects.get(number=number), cohort=world.cohort, by=world.instructor, now=now
        )
        for number in ("1.8.1", "1.8.3", "E1", "E2", "E5")
    }
    Board.objects.update(is_open=True)
    circles = runs["E5"].boards.get(group=None)
    hand = Hand(world.instructor, None, now)
    places = [["peace-security"], ["humanitarian", "development"], [], ["un-partners", "humanitarian"]]
    for n, each in enumerate(places):
        add_entry(board=circles, text=f"Partner number {n}", places=each, token=f"t{n}", hand=hand)
    world.runs, world.circles = runs, circles
    world.lanes = runs["1.8.1"].boards.get()
    (world.slip,) = make_passes(run=runs["E2"], labels=["Guest 1"], now=now)
    return world


def test_every_page_is_accessible_and_narrow(laptop, sign_in, classroom, live_server, axe):
    cohort, runs = classroom.cohort.pk, {number: run.pk for number, run in classroom.runs.items()}
    group = classroom.cohort.groups.order_by("pk").last()
    pages = [
        ("instructor", f"/boards/{classroom.circles.pk}/"),
        ("instructor", f"/boards/{classroom.circles.pk}/screen/"),
        ("instructor", f"/boards/{classroom.runs['E1'].boards.get(group=None).pk}/"),
        ("instructor", f"/boards/{classroom.circles.pk}/entries/{classroom.circles.entries.first().pk}/"),
        ("instructor", f"/runs/{runs['E2']}/"),
        ("instructor", f"/runs/{runs['E2']}/ratings/"),
        ("instructor", f"/cohorts/{cohort}/activities/"),
        ("instructor", f"/cohorts/{cohort}/activities/{Activity.objects.get(number='1.8.2').pk}/"),
        ("instructor", f"/cohorts/{cohort}/groups/"),
        ("learner", f"/boards/{classroom.circles.pk}/"),
        ("learner", f"/runs/{runs['E2']}/rate/"),
        ("learner", f"/runs/{runs['E2']}/rate/{group.pk}/"),
        ("learner", f"/rate/{classroom.slip.code}/"),
        ("learner", "/rate/"),
    ]
    for who, path in pages:
        sign_in(laptop, getattr(classroom, who))
        laptop.set_viewport_size({"width": 1280, "height": 720})
        laptop.emulate_media(color_scheme="dark")
        laptop.goto(live_server.url + path)
        axe(laptop)
        laptop.emulate_media(color_scheme="light")
        laptop.set_viewport_size({"width": 320, "height": 640})
        axe(laptop)
        assert laptop.evaluate("document.documentElement.scrollWidth") <= 320, path
        assert laptop.evaluate(SMALL_TARGETS) == [], path


def test_a_guest_gets_a_slip_and_rates_on_a_phone(laptop, phone, sign_in, classroom, live_server, axe):
    sign_in(laptop, classroom.instructor)
    laptop.goto(f"{live_server.url}/runs/{classroom.runs['E2'].pk}/ratings/")
    laptop.get_by_role("textbox", name="Guests, one per line").fill("Guest 2")
    laptop.get_by_role("button", name="Make codes").click()
    expect(laptop.get_by_text("1 slip was made.")).to_be_visible()
    laptop.emulate_media(media="print")
    expect(laptop.get_by_text("1 slip was made.")).to_be_hidden()
    laptop.emulate_media(media="screen")
    code = laptop.locator(".slip", has_text="Guest 2").locator(".code").inner_text()
    look_at(laptop, axe, HALF)
    phone.goto(f"{live_server.url}/rate/")
    phone.get_by_label("Your code").fill(code)
    phone.keyboard.press("Enter")
    phone.get_by_role("button", name="Begin").click()
    phone.locator(".rows a").first.click()
    phone.get_by_role("button", name="Save the rating").wait_for()
    look_at(phone, axe, HALF)
    for scale in phone.locator(".scale").all():
        scale.get_by_text("8", exact=True).click()
    phone.get_by_role("button", name="Save the rating").click()
    phone.locator(".chip", has_text="✓ rated").wait_for()


def test_points_are_added_placed_and_undone_by_keyboard_alone(laptop, sign_in, classroom, live_server, axe):
    sign_in(laptop, classroom.instructor)
    laptop.goto(f"{live_server.url}/boards/{classroom.circles.pk}/")
    laptop.get_by_label("Point", exact=True).focus()
    laptop.keyboard.type("Protection of civilians")
    for _ in range(2):
        laptop.keyboard.press("Tab")
        laptop.keyboard.press("Space")
    laptop.keyboard.press("Enter")
    column = laptop.locator(".column", has=laptop.get_by_role("heading", name="Peace and security + Humanitarian 1"))
    column.locator("bdi", has_text="Protection of civilians").wait_for()
    laptop.wait_for_function("document.activeElement.tagName === 'H2'")
    axe(laptop)
    laptop.get_by_role("button", name="Undo: Protection of civilians").press("Enter")
    laptop.get_by_role("button", name="Undo: Partner number 3").wait_for()
    expect(column).to_have_count(0)


def test_a_point_is_dragged_from_list_to_list(laptop, sign_in, classroom, live_server):
    sign_in(laptop, classroom.instructor)
    laptop.goto(f"{live_server.url}/boards/{classroom.circles.pk}/")
    point = laptop.locator(".point", has_text="Partner number 0")
    point.drag_to(laptop.locator(".column", has=laptop.get_by_role("heading", name=re.compile("^Humanitarian . Dev"))))
    moved = laptop.locator(
        ".column", has=laptop.get_by_role("heading", name=re.compile("^Humanitarian . Development 2"))
    )
    moved.locator("bdi", has_text="Partner number 0").wait_for()
    expect(laptop.locator(".board")).to_have_count(1)
    assert sorted(BoardEntry.objects.get(text="Partner number 0").places) == ["development", "humanitarian"]


def test_an_answer_that_was_overtaken_does_not_show_again_what_has_changed(laptop, sign_in, classroom, live_server):
    sign_in(laptop, classroom.instructor)
    laptop.goto(f"{live_server.url}/boards/{classroom.lanes.pk}/")
    held = []
    laptop.route("**/entries/", lambda route: held.append(route.fetch()) or held.append(route))
    laptop.get_by_label("Point", exact=True).fill("UNICEF")
    laptop.get_by_role("button", name="Add").click()
    while len(held) < 2:  # the server has added the point, and the page has not heard of it
        laptop.wait_for_timeout(20)
    laptop.get_by_role("button", name="Close to learners").click()
    laptop.get_by_text("Closed to learners").wait_for()
    answer, route = held
    with laptop.expect_response("**/entries/"):
        route.fulfill(response=answer)
    laptop.wait_for_timeout(300)
    expect(laptop.get_by_text("Closed to learners")).to_have_count(1)
    assert laptop.locator(".point", has_text="UNICEF").count() == 1


def test_two_who_change_one_point_both_keep_their_words(laptop, phone, sign_in, classroom, live_server, watch, axe):
    watch.expect("409")
    entry = classroom.circles.entries.first()
    address = f"{live_server.url}/boards/{classroom.circles.pk}/entries/{entry.pk}/"
    for page in (laptop, phone):
        sign_in(page, classroom.instructor)
        page.goto(address)
        page.get_by_label("Point", exact=True).fill(f"By {'laptop' if page is laptop else 'phone'}")
    laptop.get_by_role("button", name="Save").click()
    laptop.locator(".point bdi", has_text="By laptop").first.wait_for()
    phone.get_by_role("button", name="Save").click()
    phone.locator(".errors bdi", has_text="By laptop").wait_for()
    expect(phone.get_by_label("Point", exact=True)).to_have_value("By phone")
    axe(phone)
    phone.get_by_role("button", name="Save").click()
    phone.locator(".point bdi", has_text="By phone").first.wait_for()


@pytest.mark.parametrize("who", ["learner", "guest"])
def test_a_rating_stays_on_the_page_while_the_network_is_away(phone, sign_in, classroom, live_server, watch, who):
    watch.expect("ERR_INTERNET_DISCONNECTED")
    watch.expect("htmx:")  # htmx says so in the console too
    if who == "learner":
        sign_in(phone, classroom.learner)
        group = get_other_group(classroom)
        phone.goto(f"{live_server.url}/runs/{classroom.runs['E2'].pk}/rate/{group.pk}/")
    else:
        phone.goto(f"{live_server.url}/rate/{classroom.slip.code}/")
        phone.get_by_role("button", name="Begin").click()
        phone.locator(".rows a").first.click()
    scale, comment = phone.locator(".scale").first, phone.get_by_role("textbox").first
    scale.get_by_text("7", exact=True).click()
    comment.fill("A clear map")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Save the rating").click()
    phone.get_by_text("No connection. Try again when you are back online.").wait_for()
    expect(scale.get_by_role("radio", name="7", exact=True)).to_be_checked()
    expect(comment).to_have_value("A clear map")
    phone.context.set_offline(False)
    phone.get_by_role("button", name="Save the rating").click()
    expect(phone.get_by_text("No connection.")).to_have_count(0)
    phone.get_by_role("heading", level=1, name="Rate the groups").wait_for()
    rating = Rating.objects.get()
    assert (rating.values[0], rating.comments[0]) == (7, "A clear map")


def test_a_rating_that_cannot_be_kept_is_told_in_place(phone, sign_in, classroom, live_server, watch, axe):
    watch.expect("422")
    sign_in(phone, classroom.learner)
    group = get_other_group(classroom)
    phone.goto(f"{live_server.url}/runs/{classroom.runs['E2'].pk}/rate/{group.pk}/")
    phone.get_by_role("button", name="Save the rating").click()
    phone.locator(".errors:focus").wait_for()
    axe(phone)


def get_other_group(classroom):
    return classroom.cohort.groups.exclude(members__user=classroom.learner).first()


def test_a_learner_writes_without_javascript(no_js_context, sign_in, classroom, live_server):
    sign_in(no_js_context, classroom.learner)
    page = no_js_context.new_page()
    page.goto(f"{live_server.url}/boards/{classroom.lanes.pk}/")
    page.get_by_label("Point", exact=True).fill("UNICEF")
    page.get_by_label("UN partners").check()
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("yours")).to_have_count(1)
    page.get_by_role("link", name="Change UNICEF").click()
    page.get_by_role("button", name="Take it off the board UNICEF").click()
    assert page.get_by_text("UNICEF", exact=True).count() == 0


def test_styles_of_other_pages_leave_the_drawing_alone(laptop, sign_in, classroom, live_server):
    """A learner follows a class on one page with its questions and its boards, so with the styles of both."""
    sign_in(laptop, classroom.instructor)
    laptop.goto(f"{live_server.url}/boards/{classroom.circles.pk}/")
    widths = "[...document.querySelectorAll('.circles rect.ring')].map((ring) => ring.getBoundingClientRect().width)"
    before = laptop.evaluate(widths)
    assert min(before) > 50
    for style in ("quiz.css", "results.css"):
        laptop.add_style_tag(url=f"/static/css/{style}")
    assert laptop.evaluate(widths) == before
