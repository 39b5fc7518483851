"""A live class in real browsers: the console on a laptop, the class screen on a projector, a learner's phone.

The server is a process of its own, as in a classroom: streams need it, and it can be killed.
"""

import re
from itertools import count
from uuid import uuid4

from django.utils import timezone
from playwright.sync_api import expect

from activities.actions.boards import Hand, add_entry, set_switch
from assessments.models import Sitting
from delivery.actions import asking, ending, running
from delivery.actions.orders import Order
from delivery.actions.voting import Owner, cast_vote
from delivery.models import Delivery, QuestionRun, Vote
from tests.browser.conftest import LAPTOP, PHONE
from tests.browser.looks import HALF, look_at
from tests.browser.served import classroom, site  # noqa: F401  # fixtures of every test here
from tests.factories import EnrolmentFactory

CUT_OFF = (
    r"net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING|FAILED|ABORTED"
    r"|SOCKET_NOT_CONNECTED)"
)
WITHIN = 5_000  # milliseconds in which everybody is where the class is, after the server came back
PATIENT = 20_000  # for what a busy machine may take long to do


def order_now(delivery):
    """Return an order of whoever drives, for the newest state: as the console would give it."""
    row = Delivery.objects.get(pk=delivery.pk)
    return Order(row.rev, row.driver or row.created_by, row.driver_device or "laptop", timezone.now())


def give(verb, delivery, **more):
    """Carry out an order behind the back of the pages that are open."""
    return verb(delivery=delivery, order=order_now(delivery), **more)


def item_of(delivery, title):
    return delivery.items.get(title=title)


def put_question(delivery, lesson, slug="t8-ownership"):
    return give(asking.ask, delivery, question=lesson.questions.get(slug=slug))


def votes_of(run, cohort, answers):
    for answer in answers:
        owner = Owner(seat=EnrolmentFactory(cohort=cohort))
        cast_vote(run=run.pk, owner=owner, answer=answer, event=uuid4(), sequence=1, now=timezone.now())


def address(site, delivery, page):  # noqa: F811
    return f"{site.url}/classes/{delivery.pk}/{page}/"


class Class:
    """The three devices of a class, and what each shows."""

    def __init__(self, new_context, site, delivery):  # noqa: F811
        self.console, self.screen = (new_context(**LAPTOP).new_page() for _ in range(2))
        self.phone = new_context(**PHONE).new_page()
        self.site, self.delivery = site, delivery
        for page in (self.console, self.screen, self.phone):
            page.set_default_timeout(PATIENT)

    def press(self, label):
        self.give(self.console.get_by_role("button", name=label, exact=True).first)

    def give(self, button):
        """Press a button of the console and wait for its answer: what is pressed before it comes is dropped."""
        clock = self.console.locator("#clock")
        rev = clock.get_attribute("data-rev")
        button.click()
        expect(clock).not_to_have_attribute("data-rev", rev, timeout=PATIENT)

    def all_at(self, title, position, timeout=PATIENT):
        """Wait until every device shows this item of the plan."""
        expect(self.screen.locator(".frame[data-on]")).to_contain_text(title, timeout=timeout)
        expect(self.phone.locator(".scene:visible h2")).to_have_text(title, timeout=timeout)
        expect(self.console.locator("#current")).to_contain_text(f"{position} of 5 in the plan", timeout=timeout)


def come_in(devices, name="Binta Sow"):
    """Join on the phone by the code that the class screen shows."""
    phone = devices.phone
    code = devices.screen.locator(".live-join .code").inner_text()
    phone.goto(devices.site.url)
    phone.get_by_label("Join your class").fill(code)
    phone.get_by_role("button", name="Join class").click()
    phone.get_by_label("What is your name?").fill(name)
    phone.get_by_role("button", name="Continue").click()
    phone.get_by_role("button", name="I have written it down").click()
    phone.get_by_role("heading", name="Do this now").wait_for()


def begin(devices, sign_in, instructor):
    sign_in(devices.console, instructor)
    sign_in(devices.screen, instructor)
    devices.screen.goto(address(devices.site, devices.delivery, "screen"))
    come_in(devices)
    devices.console.goto(address(devices.site, devices.delivery, "console"))
    expect(devices.console.locator("#console")).to_contain_text("Sent by 0 of 2 learners")
    devices.press("Start the class")
    expect(devices.console.locator("#current")).to_be_visible()
    devices.phone.reload()
    devices.phone.get_by_role("link", name="Join the class").click()
    devices.all_at("Working with Mission Partners", 1)
    expect(devices.console.locator("[data-live-count=here]")).to_have_text("1")


def go_through_slides(devices):
    devices.console.keyboard.press("ArrowRight")
    devices.all_at("Aim", 2)
    devices.console.keyboard.press("ArrowLeft")
    devices.all_at("Working with Mission Partners", 1)
    devices.console.keyboard.press("PageDown")
    devices.all_at("Aim", 2)
    devices.console.keyboard.press("b")
    expect(devices.screen.locator("[data-black]")).to_be_visible()
    expect(devices.console.get_by_role("button", name="Show the screen")).to_be_visible()
    devices.console.keyboard.press("Escape")
    expect(devices.screen.locator("[data-black]")).to_be_hidden()


def ask_and_solve(devices, cohort):
    console, screen, phone = devices.console, devices.screen, devices.phone
    console.get_by_role("link", name="Ask a question").click()
    console.get_by_role("button", name=re.compile("Ask this ?: Promoting national and local")).click()
    expect(screen.locator(".frame[data-on] .room-count")).to_contain_text("Answered by 0 of 1")
    phone.get_by_label("True", exact=True).check()
    phone.get_by_role("button", name="Send the answer").click()
    expect(phone.locator("[data-vote-state]")).to_contain_text("✓ Sent")
    expect(screen.locator("[data-live-count=answered]")).to_have_text("1")
    expect(console.locator("[data-part=question]")).to_contain_text("Binta Sow")
    run = QuestionRun.objects.get()
    votes_of(run, cohort, [True, False])
    expect(screen.locator("[data-live-count=answered]")).to_have_text("3")
    devices.press("Close")
    expect(phone.locator("[data-task=question]")).to_contain_text("The question is closed")
    devices.press("Show the answers")
    expect(screen.locator(".frame[data-on]")).to_contain_text("67 %")
    expect(phone.locator("[data-task=question]")).to_contain_text("67 %")
    expect(screen.get_by_text("Right answer")).to_have_count(0)
    devices.press("Show what is right")
    expect(screen.locator(".frame[data-on]")).to_contain_text("Right answer")
    expect(phone.locator("[data-task=question]")).to_contain_text("Right answer")
    assert Vote.objects.filter(run=run).count() == 3


def seconds_on(screen):
    """Return what the big timer shows."""
    minutes, seconds = screen.locator(".frame[data-on] .big-timer").inner_text().split(":")
    return int(minutes) * 60 + int(seconds)


def do_the_activity(devices):
    console, screen, phone = devices.console, devices.screen, devices.phone
    devices.press("Next")
    devices.all_at("Mission Partners", 3)
    devices.press("Start this phase")
    for page in (screen, phone):
        expect(page.locator("[data-phase=introduction][aria-current=step]")).to_have_count(1)
    expect(screen.locator(".frame[data-on] .big-timer")).to_have_text(re.compile(r"^\d+:\d\d$"))
    left = seconds_on(screen)
    devices.press("+1 min")
    longer = "|".join(f"{each // 60}:{each % 60:02}" for each in range(left + 30, left + 61))
    expect(screen.locator(".frame[data-on] .big-timer")).to_have_text(re.compile(f"^({longer})$"))
    heading = console.get_by_role("heading", name="National partners")
    devices.give(console.locator(".phase-list li", has=heading).get_by_role("button"))
    expect(phone.locator("[data-phase=national][aria-current=step]")).to_have_count(1)
    devices.press("Show the board")
    with console.expect_popup() as popup:
        console.get_by_role("link", name="Work on it").click()
    board = popup.value
    board.get_by_role("button", name="Open to learners").click()
    expect(board.get_by_role("button", name="Close to learners")).to_be_visible()
    phone.get_by_label("Point", exact=True).fill("The host government")
    expect(phone.get_by_label("National partners", exact=True)).to_be_checked()
    phone.get_by_role("button", name="Add", exact=True).click()
    expect(screen.locator(".frame[data-on] .point")).to_contain_text("The host government")
    board.close()


def lose_the_server(devices, watch):
    """Kill the server without a word; the class is somewhere else when it comes back."""
    watch.expect(CUT_OFF)
    watch.expect("htmx:(afterRequest|sendError)")  # a part of the page that was fetched in that moment
    devices.site.kill()
    give(running.move_to, devices.delivery, item=item_of(devices.delivery, "The integrated approach"))
    devices.site.start_again()
    devices.all_at("The integrated approach", 4, timeout=WITHIN)


def end_with_the_quiz(devices, quiz):
    devices.press("Pause")
    expect(devices.phone.locator("[data-when=paused]")).to_be_visible()
    devices.press("Go on")
    expect(devices.phone.locator("[data-when=running]")).to_be_visible()
    devices.press("Next")
    devices.all_at("Types of partners", 5)
    devices.press("End and open: Quiz after the lesson")
    expect(devices.console.get_by_role("heading", name="The class is over")).to_be_visible()
    expect(devices.phone.locator(".chip[data-when=ended]")).to_be_visible()
    assert Sitting.objects.get(pk=quiz.pk).opens_at is not None


def test_a_class_on_three_devices_survives_its_server(new_context, sign_in, site, classroom, watch):  # noqa: F811
    devices = Class(new_context, site, classroom.delivery)
    begin(devices, sign_in, classroom.instructor)
    go_through_slides(devices)
    ask_and_solve(devices, classroom.cohort)
    do_the_activity(devices)
    lose_the_server(devices, watch)
    end_with_the_quiz(devices, classroom.quiz)
    devices.console.get_by_role("link", name="Look back on the class").click()
    report = devices.console.locator("main")
    expect(report).to_contain_text("1 of 4 learners")
    expect(report).to_contain_text("Mission Partners")
    devices.phone.goto(site.url)
    expect(devices.phone.get_by_role("link", name="Quiz after the lesson")).to_be_visible()


def test_a_phone_follows_where_no_stream_gets_through(new_context, sign_in, site, classroom, watch):  # noqa: F811
    watch.expect(CUT_OFF)
    give(running.start, classroom.delivery)
    phone = new_context(**PHONE).new_page()
    refused = count()
    phone.route("**/live/stream/**", lambda route: (next(refused), route.abort()))
    sign_in(phone, classroom.learner)
    phone.goto(address(site, classroom.delivery, "follow"))
    expect(phone.locator(".scene:visible h2")).to_have_text("Working with Mission Partners")
    give(running.step, classroom.delivery)
    expect(phone.locator(".scene:visible h2")).to_have_text("Aim", timeout=PATIENT)
    assert next(refused) > 0
    expect(phone.locator("[data-live-lost]")).to_be_hidden()


def test_the_class_screen_says_that_the_class_is_over_until_it_goes_on(new_context, sign_in, site, classroom):  # noqa: F811
    delivery = give(running.start, classroom.delivery)
    put_question(delivery, classroom.lesson)
    screen = new_context(**LAPTOP).new_page()
    sign_in(screen, classroom.instructor)
    screen.goto(address(site, delivery, "screen"))
    shown, way_in = screen.locator(".frame[data-on]"), screen.get_by_text("Join:")
    expect(shown).to_contain_text("Answered by")
    expect(way_in).to_be_visible()
    give(ending.end, delivery)
    expect(shown).to_contain_text("The class is over. Thank you")
    expect(way_in).to_be_hidden()
    give(ending.reopen, delivery)
    expect(shown).to_contain_text("Answered by")
    expect(way_in).to_be_visible()


def test_what_was_typed_stays_when_the_class_changes_around_it(new_context, sign_in, site, classroom):  # noqa: F811
    delivery = give(running.start, classroom.delivery)
    give(running.move_to, delivery, item=delivery.items.get(activity=classroom.activity))
    board = Delivery.objects.get().board
    hand = Hand(classroom.instructor, None, timezone.now())
    set_switch(board=board, switch="is_open", is_on=True, hand=hand)
    give(running.show, delivery, what=Delivery.Showing.BOARD)
    phone = new_context(**PHONE).new_page()
    sign_in(phone, classroom.learner)
    phone.goto(address(site, delivery, "follow"))
    phone.get_by_label("Point", exact=True).fill("Half a thou")
    phone.evaluate("document.activeElement.blur()")
    add_entry(board=board, text="From somebody else", places=[], token="one", hand=hand)
    expect(phone.locator(".point", has_text="From somebody else")).to_be_visible(timeout=PATIENT)
    expect(phone.get_by_label("Point", exact=True)).to_have_value("Half a thou")


def test_a_rehearsal_that_was_removed_says_so(new_context, sign_in, site, classroom, watch):  # noqa: F811
    watch.expect("404")
    trial = ending.rehearse(delivery=classroom.delivery, by=classroom.instructor, now=timezone.now())
    give(running.start, trial)
    screen = new_context(**LAPTOP).new_page()
    sign_in(screen, classroom.instructor)
    screen.goto(address(site, trial, "screen"))
    expect(screen.locator(".frame[data-on]")).to_be_visible()
    give(ending.end, trial)
    expect(screen.get_by_role("heading", name="This class is gone")).to_be_visible(timeout=PATIENT)


def test_every_state_of_the_console_is_usable_by_everybody(laptop, sign_in, site, classroom, axe):  # noqa: F811
    delivery = classroom.delivery
    sign_in(laptop, classroom.instructor)

    def look():
        laptop.goto(address(site, delivery, "console"))

        look_at(laptop, axe, HALF)

    look()
    give(running.start, delivery)
    running.take_over(delivery=delivery, order=Order(0, classroom.instructor, "another", timezone.now()))
    look()
    laptop.get_by_role("button", name="Take over").click()
    laptop.get_by_role("button", name="Next").wait_for()
    look()
    give(running.move_to, delivery, item=delivery.items.get(activity=classroom.activity))
    give(running.start_phase, delivery, phase="national")
    look()
    run = put_question(delivery, classroom.lesson)
    votes_of(run, classroom.cohort, [True, True, False])
    laptop.goto(address(site, delivery, "console"))
    laptop.get_by_role("button", name="Close", exact=True).wait_for()
    look_at(laptop, axe, HALF)
    give(running.set_black, delivery, is_black=True)
    look()
    give(ending.end, delivery)
    look()


def test_the_pages_that_follow_are_usable_by_everybody(laptop, new_context, sign_in, site, classroom, axe):  # noqa: F811
    delivery = classroom.delivery
    phone = new_context(**PHONE).new_page()
    sign_in(laptop, classroom.instructor)
    sign_in(phone, classroom.learner)

    def look(shown):
        for page, name in ((laptop, "screen"), (phone, "follow")):
            page.goto(address(site, delivery, name))
            page.locator(shown[name]).first.wait_for()
            look_at(page, axe, HALF)

    look({"screen": ".live-join", "follow": "[data-when=planned]"})
    laptop.goto(address(site, delivery, "join"))
    look_at(laptop, axe, HALF)
    give(running.start, delivery)
    give(running.move_to, delivery, item=item_of(delivery, "The integrated approach"))
    look({"screen": ".frame[data-on]", "follow": ".scene:visible"})
    run = put_question(delivery, classroom.lesson)
    votes_of(run, classroom.cohort, [True, True, False])
    look({"screen": ".room-count", "follow": "form[data-vote]"})
    give(running.move_to, delivery, item=delivery.items.get(activity=classroom.activity))
    give(running.show, delivery, what=Delivery.Showing.BOARD)
    look({"screen": ".board-screen", "follow": "[data-part=board] .board"})
    give(ending.end, delivery)
    look({"screen": ".frame[data-on]", "follow": ".chip[data-when=ended]"})


def test_a_class_goes_without_javascript(no_js_context, new_context, sign_in, site, classroom):  # noqa: F811
    delivery = classroom.delivery
    page = no_js_context.new_page()
    sign_in(no_js_context, classroom.instructor)
    page.goto(address(site, delivery, "console"))
    steps = {"Start the class": "1 of 5 in", "Next": "2 of 5 in", "Pause": "Paused", "Go on": "2 of 5 in"}
    for label, shown in steps.items():
        page.get_by_role("button", name=label, exact=True).first.click()
        expect(page.locator("#console")).to_contain_text(shown)
    page.get_by_role("button", name="Black screen").click()
    assert Delivery.objects.get().is_black
    page.get_by_role("button", name="Show the screen").click()
    phone = new_context(**PHONE, java_script_enabled=False)
    sign_in(phone, classroom.learner)
    follow = phone.new_page()
    follow.goto(address(site, delivery, "follow"))
    expect(follow.locator(".scene:visible h2")).to_have_text("Aim")
    follow.get_by_role("button", name="I am in the room").click()
    expect(follow.get_by_role("button", name="I am in the room")).to_have_count(0)
    run = put_question(delivery, classroom.lesson)
    follow.reload()
    follow.get_by_role("link", name="Answer the question").click()
    follow.get_by_label("True", exact=True).check()
    follow.get_by_role("button", name="Send the answer").click()
    expect(follow.locator("[data-vote-state]")).to_contain_text("✓ Sent")
    assert [vote.answer for vote in run.votes.all()] == [True]
    page.goto(f"{site.url}/room/{run.pk}/panel/")
    page.get_by_role("button", name="Show what is right").click()
    expect(page.get_by_role("button", name="Hide what is right")).to_be_visible()
    give(running.move_to, delivery, item=delivery.items.get(activity=classroom.activity))
    give(running.show, delivery, what=Delivery.Showing.BOARD)
    follow.goto(address(site, delivery, "follow"))
    follow.get_by_role("link", name="Open the board").click()
    follow.get_by_role("heading", name="Mission Partners", level=1).wait_for()
