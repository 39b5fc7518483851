"""Commands to a class: what each changes, who may give it, and what happens when two give one."""

from datetime import timedelta

import pytest

from activities.models import Activity, ActivityRun, Board
from courses.models import Group
from delivery.actions.ending import can_reopen, end, reopen
from delivery.actions.orders import ClassOverError, NotDrivingError, StaleOrderError
from delivery.actions.running import (
    OtherClassError,
    end_break,
    extend,
    move_to,
    pause,
    resume,
    set_black,
    show,
    start,
    start_phase,
    step,
    take_break,
    take_over,
)
from delivery.models import Delivery, DeliveryEvent
from delivery.pacing import Status
from delivery.reports.clocks import clock_of
from tests.assessments.factories import FormFactory, QuestionVersionFactory, SittingFactory
from tests.delivery.factories import DeliveryFactory, QuestionRunFactory, lanes_class
from tests.delivery.orders import events_of, item, order, state
from tests.factories import NOW, EnrolmentFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db


world_once, delivery = built_once(lanes_class)


@pytest.fixture
def running(delivery):
    return start(delivery=delivery, order=order(delivery))


# --- moving --------------------------------------------------------------------------------------------


def test_a_class_begins_at_its_first_item_and_who_began_it_drives(delivery):
    row = start(delivery=delivery, order=order(delivery, seconds=5))
    assert state(row) == (1, "A", "frame", False)
    assert (row.driver, row.driver_device, row.started_at) == (
        delivery.created_by,
        "laptop",
        NOW + timedelta(seconds=5),
    )
    assert events_of(row) == [("started", "A", "", 5)]


def test_a_hidden_first_item_is_passed_over(delivery):
    delivery.items.filter(title="A").update(is_hidden=True)
    assert start(delivery=delivery, order=order(delivery)).item.title == "B"


def test_forth_and_back_and_anywhere(running):
    step(delivery=running, order=order(running, seconds=10))
    step(delivery=running, order=order(running, seconds=20), is_back=True)
    move_to(delivery=running, order=order(running, seconds=30), item=item(running, "C"))
    assert state(running) == (4, "C", "frame", False)
    assert events_of(running) == [
        ("started", "A", "", 0),
        ("moved", "B", "", 10),
        ("moved", "A", "", 20),
        ("moved", "C", "", 30),
    ]


def test_next_goes_through_the_phases_of_an_activity_before_it_leaves_it(running):
    move_to(delivery=running, order=order(running), item=item(running, "Lanes"))
    show(delivery=running, order=order(running), what="board")
    shown = []
    for seconds in (10, 20, 30):
        row = step(delivery=running, order=order(running, seconds=seconds))
        shown.append((row.item.title, row.showing, row.item.run.boards.get().phase if row.item.run else ""))
    assert shown == [("Lanes", "board", "one"), ("Lanes", "board", "two"), ("C", "frame", "")]
    assert events_of(running)[-3:] == [
        ("phase", "Lanes", "one", 10),
        ("phase", "Lanes", "two", 20),
        ("moved", "C", "", 30),
    ]


def test_back_goes_to_the_phase_before_and_from_the_first_to_the_item_before(running):
    move_to(delivery=running, order=order(running), item=item(running, "Lanes"))
    start_phase(delivery=running, order=order(running), phase="two")
    row = step(delivery=running, order=order(running, seconds=5), is_back=True)
    assert events_of(row)[-1] == ("phase", "Lanes", "one", 5)
    assert step(delivery=running, order=order(running), is_back=True).item.title == "B"
    assert step(delivery=running, order=order(running)).item.title == "Lanes"


def test_a_phase_ends_what_was_on_the_screen_but_for_the_board(running):
    move_to(delivery=running, order=order(running), item=item(running, "Lanes"))
    show(delivery=running, order=order(running), what="join")
    set_black(delivery=running, order=order(running), is_black=True)
    row = step(delivery=running, order=order(running))
    assert (row.showing, row.is_black) == ("frame", False)


def test_hidden_items_are_passed_over_in_both_directions(running):
    running.items.exclude(title__in="AC").update(is_hidden=True)
    assert step(delivery=running, order=order(running)).item.title == "C"
    assert step(delivery=running, order=order(running), is_back=True).item.title == "A"


@pytest.mark.parametrize(("title", "is_back"), [("A", True), ("C", False)])
def test_at_the_ends_of_the_plan_nothing_changes(running, title, is_back):
    if title != "A":
        move_to(delivery=running, order=order(running), item=item(running, title))
    before = state(running), events_of(running)
    step(delivery=running, order=order(running), is_back=is_back)
    move_to(delivery=running, order=order(running), item=item(running, title))
    assert (state(running), events_of(running)) == before


def test_moving_ends_the_black_screen_and_whatever_else_it_showed(running):
    show(delivery=running, order=order(running), what="join")
    set_black(delivery=running, order=order(running), is_black=True)
    assert state(running) == (3, "A", "join", True)
    step(delivery=running, order=order(running))
    assert state(running) == (4, "B", "frame", False)


# --- the clock -----------------------------------------------------------------------------------------


def test_pause_and_resume(running):
    pause(delivery=running, order=order(running, seconds=10))
    assert clock_of(running, order(running, seconds=60).now).status is Status.PAUSED
    resume(delivery=running, order=order(running, seconds=100))
    clock = clock_of(running, order(running, seconds=130).now)
    assert (clock.status, clock.elapsed) == (Status.RUNNING, 40)


def test_a_break_comes_before_what_it_interrupts_and_then_the_class_goes_on_there(running):
    step(delivery=running, order=order(running, seconds=60))
    row = take_break(delivery=running, order=order(running, seconds=90))
    order_now = list(running.items.order_by("position").values_list("title", "kind"))
    assert order_now[:3] == [("A", "frame"), ("Break", "break"), ("B", "frame")]
    clock = clock_of(row, order(row, seconds=120).now)
    assert (clock.status, clock.left, clock.elapsed) == (Status.BREAK, 270, 90)
    assert take_break(delivery=running, order=order(running)).rev == row.rev
    extend(delivery=running, order=order(running, seconds=120))
    assert clock_of(row, order(row, seconds=120).now).left == 330
    end_break(delivery=running, order=order(running, seconds=390))
    assert state(running)[1] == "B"
    clock = clock_of(Delivery.objects.get(), order(row, seconds=400).now)
    assert (clock.status, clock.elapsed, clock.spent) == (Status.RUNNING, 100, 40)
    assert end_break(delivery=running, order=order(running)).rev == state(running)[0]


def test_phases_of_an_activity_start_its_run_and_tell_its_board(running):
    move_to(delivery=running, order=order(running, seconds=10), item=item(running, "Lanes"))
    run, board = ActivityRun.objects.get(), Board.objects.get()
    assert (run.cohort, run.started_at, run.is_rehearsal) == (running.cohort, NOW + timedelta(seconds=10), False)
    assert (Delivery.objects.get().board, item(running, "Lanes").run, board.phase) == (board, run, "")
    start_phase(delivery=running, order=order(running, seconds=20), phase="one")
    extend(delivery=running, order=order(running, seconds=30))
    start_phase(delivery=running, order=order(running, seconds=200), phase="two")
    board.refresh_from_db()
    assert board.phase == "two"
    assert events_of(running)[2:] == [
        ("phase", "Lanes", "one", 20),
        ("extended", "Lanes", "one", 30),
        ("phase", "Lanes", "two", 200),
    ]


def test_a_phase_that_the_activity_has_not_changes_nothing(running):
    before = state(running)
    start_phase(delivery=running, order=order(running), phase="one")
    assert (state(running), DeliveryEvent.objects.count()) == (before, 1)


def test_a_variation_that_the_run_settled_on_brings_its_phases(running):
    activity = item(running, "Lanes").activity
    phase = {"id": "only", "title": "Only", "minutes": ["3", "3"], "instructions": "", "prompts": []}
    activity.variations = [{"title": "Short", "text": "", "phases": [phase]}]
    activity.save()
    move_to(delivery=running, order=order(running), item=item(running, "Lanes"))
    ActivityRun.objects.update(variation="Short")
    start_phase(delivery=running, order=order(running), phase="only")
    lanes = item(running, "Lanes")
    assert (lanes.seconds, [each["slug"] for each in lanes.phases]) == (180, ["only"])
    assert clock_of(running, order(running, seconds=30).now).phase == "only"


def test_coming_back_to_an_activity_goes_on_with_its_run(running):
    for title in ("Lanes", "C", "Lanes"):
        move_to(delivery=running, order=order(running), item=item(running, title))
    assert (ActivityRun.objects.count(), Board.objects.count()) == (1, 1)


# --- what the screen shows -----------------------------------------------------------------------------


def test_a_board_and_the_newest_question_are_shown_when_there_is_one(running):
    before = state(running)
    show(delivery=running, order=order(running), what="board")
    show(delivery=running, order=order(running), what="question")
    assert state(running) == before
    move_to(delivery=running, order=order(running), item=item(running, "Lanes"))
    show(delivery=running, order=order(running), what="board", board=Board.objects.get())
    assert state(running) == (3, "Lanes", "board", False)
    show(delivery=running, order=order(running), what="frame")
    assert state(running) == (4, "Lanes", "frame", False)


def test_the_join_page_and_the_black_screen_need_no_running_class(delivery):
    set_black(delivery=delivery, order=order(delivery), is_black=True)
    show(delivery=delivery, order=order(delivery), what="join")
    assert state(delivery) == (2, None, "join", False)


# --- two who drive -------------------------------------------------------------------------------------

COMMANDS = {
    "start": lambda row, given: start(delivery=row, order=given),
    "step": lambda row, given: step(delivery=row, order=given),
    "pause": lambda row, given: pause(delivery=row, order=given),
    "resume": lambda row, given: resume(delivery=row, order=given),
    "break": lambda row, given: take_break(delivery=row, order=given),
    "phase": lambda row, given: start_phase(delivery=row, order=given, phase="one"),
    "extend": lambda row, given: extend(delivery=row, order=given),
    "black": lambda row, given: set_black(delivery=row, order=given, is_black=True),
    "show": lambda row, given: show(delivery=row, order=given, what="join"),
    "end": lambda row, given: end(delivery=row, order=given),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_an_order_for_an_older_state_is_refused_with_the_newest(running, command):
    before = state(running), events_of(running)
    with pytest.raises(StaleOrderError) as refused:
        COMMANDS[command](running, order(running, rev=0))
    assert (refused.value.delivery.rev, (state(running), events_of(running))) == (1, before)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("who", ["colleague", "other device"])
def test_only_one_device_of_one_person_drives(running, command, who):
    colleague = EnrolmentFactory(cohort=running.cohort, instructor=True).user
    given = order(running, by=colleague) if who == "colleague" else order(running, device="phone")
    with pytest.raises(NotDrivingError):
        COMMANDS[command](running, given)
    take_over(delivery=running, order=given)
    given = order(running, by=given.by, device=given.device)
    if command != "start":
        COMMANDS[command](running, given)
        with pytest.raises((NotDrivingError, StaleOrderError)):
            COMMANDS[command](running, order(running))


def test_taking_over_needs_no_newest_state_and_repeats_harmlessly(running):
    colleague = EnrolmentFactory(cohort=running.cohort, instructor=True).user
    revs = [take_over(delivery=running, order=order(running, by=colleague, rev=0)).rev for _ in "12"]
    assert revs == [2, 2]


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - {"start", "black", "show"}))
@pytest.mark.parametrize("world", ["planned", "over"])
def test_commands_need_a_running_class(delivery, command, world):
    if world == "over":
        start(delivery=delivery, order=order(delivery))
        end(delivery=delivery, order=order(delivery))
    before = state(delivery), events_of(delivery)
    with pytest.raises(ClassOverError):
        COMMANDS[command](delivery, order(delivery))
    assert (state(delivery), events_of(delivery)) == before


def test_a_class_does_not_begin_twice_nor_beside_another_of_its_cohort(delivery):
    other = DeliveryFactory(cohort=delivery.cohort, lesson=delivery.lesson, created_by=delivery.created_by)
    start(delivery=delivery, order=order(delivery))
    with pytest.raises(ClassOverError):
        start(delivery=delivery, order=order(delivery))
    with pytest.raises(OtherClassError):
        start(delivery=other, order=order(other))
    end(delivery=delivery, order=order(delivery))
    assert start(delivery=other, order=order(other)).is_running


# --- the end -------------------------------------------------------------------------------------------


def test_the_end_closes_what_is_open_and_opens_the_quiz_if_asked(running):
    sitting = SittingFactory(
        cohort=running.cohort, form_a=FormFactory(types=["true-false"], lesson=running.lesson), opens_at=None
    )
    Delivery.objects.update(opens_after=sitting)
    asked = QuestionRunFactory(delivery=running, version=QuestionVersionFactory(question__lesson=running.lesson))
    move_to(delivery=running, order=order(running), item=item(running, "Lanes"))
    given = order(running, seconds=100)
    row = end(delivery=running, order=given, opens_quiz=True)
    asked.refresh_from_db()
    sitting.refresh_from_db()
    moments = {row.ended_at, asked.closed_at, sitting.opens_at, ActivityRun.objects.get().ended_at}
    assert moments == {given.now}
    assert events_of(running)[-1] == ("ended", "Lanes", "", 100)


def test_the_quiz_stays_shut_unless_asked(running):
    sitting = SittingFactory(
        cohort=running.cohort, form_a=FormFactory(types=["true-false"], lesson=running.lesson), opens_at=None
    )
    Delivery.objects.update(opens_after=sitting)
    end(delivery=running, order=order(running))
    sitting.refresh_from_db()
    assert sitting.opens_at is None


def test_a_class_that_was_ended_by_mistake_goes_on(running):
    Group.objects.create(cohort=running.cohort, name="Group 1")
    Activity.objects.update(grouping=["small-groups"])
    move_to(delivery=running, order=order(running), item=item(running, "Lanes"))
    boards = Board.objects.order_by("pk").values_list("group__name", "is_open")
    assert list(boards) == [(None, False), ("Group 1", True)]
    end(delivery=running, order=order(running, seconds=60))
    assert list(boards.all()) == [(None, False), ("Group 1", False)]
    row = reopen(delivery=running, order=order(running, seconds=120))
    assert (row.ended_at, ActivityRun.objects.get().ended_at) == (None, None)
    assert list(boards.all()) == [(None, False), ("Group 1", True)]
    assert [kind for kind, *_ in events_of(running)] == ["started", "moved", "ended", "reopened"]
    clock = clock_of(row, order(row, seconds=130).now)
    assert (clock.status, clock.elapsed) == (Status.RUNNING, 70)


@pytest.mark.parametrize(("seconds", "may"), [(0, True), (600, True), (601, False)])
def test_for_ten_minutes(running, seconds, may):
    end(delivery=running, order=order(running))
    running.refresh_from_db()
    assert can_reopen(running, order(running, seconds=seconds).now) is may
    if not may:
        with pytest.raises(ClassOverError):
            reopen(delivery=running, order=order(running, seconds=seconds))


def test_unless_the_next_class_has_begun(running):
    end(delivery=running, order=order(running))
    other = DeliveryFactory(cohort=running.cohort, lesson=running.lesson)
    start(delivery=other, order=order(other))
    with pytest.raises(OtherClassError):
        reopen(delivery=running, order=order(running))
