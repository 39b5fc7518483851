"""The clock of a class: tables worked by hand, and what must hold for every class."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delivery.pacing import Clock, Mark, PlannedItem, Status, read_clock, what_to_drop
from tests.factories import NOW

# Opening 60 s, slide 120 s, an optional slide 90 s, a break, an activity of two phases, the summary.
PLAN = [
    PlannedItem(1, 60),
    PlannedItem(2, 120),
    PlannedItem(3, 90, is_core=False),
    PlannedItem(4, 300, is_break=True),
    PlannedItem(5, 600, phases={"one": 240, "two": 360}),
    PlannedItem(6, 30),
]
TEACHING = 60 + 120 + 90 + 600 + 30


def at(seconds):
    return NOW + timedelta(seconds=seconds)


def marks(*told):
    """Marks from (second, kind, and what else)."""
    return [Mark(number, kind, at(second), **more) for number, (second, kind, more) in enumerate(told, start=1)]


def item(key):
    return {"item": key}


START = (0, "started", item(1))


def test_before_the_start_there_is_no_time():
    assert read_clock(PLAN, [], at(0)) == Clock()


def test_a_class_on_time():
    clock = read_clock(PLAN, marks(START, (60, "moved", item(2))), at(100))
    assert clock == Clock(
        status=Status.RUNNING,
        elapsed=100,
        item=2,
        spent=40,
        target=120,
        projected_end=at(100 + 80 + 300 + 600 + 30),
        full_end=at(100 + 80 + 90 + 300 + 600 + 30),
        actual={1: 60, 2: 40},
    )


@pytest.mark.parametrize(
    ("told", "now", "ahead", "behind"),
    [
        ([START], 0, 0, 0),
        ([START], 60, 0, 0),
        ([START], 61, 0, 1),
        ([START, (10, "moved", item(2))], 10, 50, 0),
        ([START, (10, "moved", item(2))], 70, 0, 0),
        ([START, (10, "moved", item(2))], 200, 0, 20),
        # Back at the first item, its planned end is past.
        ([START, (60, "moved", item(2)), (180, "moved", item(1))], 190, 0, 130),
        # A pause takes no teaching time.
        ([START, (30, "paused", {}), (630, "resumed", {})], 660, 0, 0),
        ([START, (30, "paused", {})], 10_000, 0, 0),
        # Nor does a break, and nobody is ahead in it.
        ([START, (60, "moved", item(4))], 1000, 0, 0),
        # Extending an activity does not move the plan.
        ([START, (0, "moved", item(5)), (1, "extended", {"item": 5, "seconds": 60})], 871, 0, 1),
    ],
)
def test_ahead_and_behind(told, now, ahead, behind):
    clock = read_clock(PLAN, marks(*told), at(now))
    assert (clock.ahead, clock.behind) == (ahead, behind)


def test_going_back_adds_to_the_time_of_an_item():
    clock = read_clock(PLAN, marks(START, (50, "moved", item(2)), (90, "moved", item(1))), at(100))
    assert (clock.item, clock.spent, clock.actual) == (1, 60, {1: 60, 2: 40})


@pytest.mark.parametrize(
    ("told", "now", "status", "phase", "ends", "left"),
    [
        ([START], 5, Status.RUNNING, "", None, None),
        ([START, (10, "moved", item(5))], 20, Status.RUNNING, "", None, None),
        ([START, (10, "moved", item(5)), (20, "phase", {"item": 5, "phase": "one"})], 30, "running", "one", 260, 230),
        # Once it is over, its end stands still.
        ([START, (0, "moved", item(5)), (0, "phase", {"item": 5, "phase": "one"})], 500, "running", "one", 240, 0),
        # A pause within it moves its end, and while it lasts there is none.
        (
            [START, (0, "moved", item(5)), (0, "phase", {"item": 5, "phase": "one"}), (40, "paused", {})],
            90,
            "paused",
            "one",
            None,
            200,
        ),
        (
            [
                START,
                (0, "moved", item(5)),
                (0, "phase", {"item": 5, "phase": "one"}),
                (40, "paused", {}),
                (100, "resumed", {}),
            ],
            100,
            "running",
            "one",
            300,
            200,
        ),
        # One minute more.
        (
            [
                START,
                (0, "moved", item(5)),
                (0, "phase", {"item": 5, "phase": "one"}),
                (9, "extended", {"item": 5, "phase": "one", "seconds": 60}),
            ],
            10,
            "running",
            "one",
            300,
            290,
        ),
        # A minute that was given to the phase before is not given to this one.
        (
            [
                START,
                (0, "moved", item(5)),
                (0, "phase", {"item": 5, "phase": "one"}),
                (9, "extended", {"item": 5, "phase": "one", "seconds": 60}),
                (300, "phase", {"item": 5, "phase": "two"}),
            ],
            310,
            "running",
            "two",
            660,
            350,
        ),
        # Back to the phase before: it has what it had left, with the minute that it was given.
        (
            [
                START,
                (0, "moved", item(5)),
                (0, "phase", {"item": 5, "phase": "one"}),
                (9, "extended", {"item": 5, "phase": "one", "seconds": 60}),
                (200, "phase", {"item": 5, "phase": "two"}),
                (210, "phase", {"item": 5, "phase": "one"}),
            ],
            220,
            "running",
            "one",
            310,
            90,
        ),
        # And the next one goes on too, where it was left.
        (
            [
                START,
                (0, "moved", item(5)),
                (0, "phase", {"item": 5, "phase": "one"}),
                (200, "phase", {"item": 5, "phase": "two"}),
                (210, "phase", {"item": 5, "phase": "one"}),
                (220, "phase", {"item": 5, "phase": "two"}),
            ],
            225,
            "running",
            "two",
            570,
            345,
        ),
        # Away for ten seconds and back: it goes on where it was.
        (
            [
                START,
                (0, "moved", item(5)),
                (0, "phase", {"item": 5, "phase": "one"}),
                (40, "moved", item(2)),
                (50, "moved", item(5)),
            ],
            60,
            "running",
            "one",
            250,
            190,
        ),
        # A break ends too, and can be made longer.
        ([START, (10, "moved", item(4))], 110, "break", "", 310, 200),
        ([START, (10, "moved", item(4)), (11, "extended", {"item": 4, "seconds": 60})], 110, "break", "", 370, 260),
        ([START, (10, "moved", item(4)), (20, "ended", {})], 110, "ended", "", None, None),
    ],
)
def test_the_end_of_a_phase_or_a_break(told, now, status, phase, ends, left):
    clock = read_clock(PLAN, marks(*told), at(now))
    expected = (status, phase, None if ends is None else at(ends), left)
    assert (clock.status, clock.phase, clock.ends, clock.left) == expected


def test_the_projected_end_counts_core_items_and_breaks_and_what_remains_of_this_one():
    told = marks(START, (60, "moved", item(2)), (70, "extended", {"item": 2, "seconds": 60}))
    assert read_clock(PLAN, told, at(100)).projected_end == at(100 + 140 + 300 + 600 + 30)
    assert read_clock(PLAN, told, at(1000)).projected_end == at(1000 + 300 + 600 + 30)


@pytest.mark.parametrize(("item_key", "optional"), [(1, 90), (2, 90), (3, 0), (5, 0), (6, 0)])
def test_the_full_end_counts_the_optional_items_that_follow_too(item_key, optional):
    clock = read_clock(PLAN, marks((0, "started", item(item_key))), at(5))
    assert clock.full_end - clock.projected_end == timedelta(seconds=optional)


def test_a_class_that_is_over_stands_still_until_it_goes_on():
    told = [START, (60, "moved", item(2)), (100, "ended", {})]
    over = read_clock(PLAN, marks(*told), at(5000))
    assert (over.status, over.elapsed, over.actual) == (Status.ENDED, 100, {1: 60, 2: 40})
    assert (over.projected_end, over.full_end) == (None, None)
    on = read_clock(PLAN, marks(*told, (400, "reopened", {})), at(410))
    assert (on.status, on.elapsed, on.actual) == (Status.RUNNING, 110, {1: 60, 2: 50})


def test_an_item_that_left_the_plan_still_has_its_time():
    clock = read_clock(PLAN, marks(START, (10, "moved", item(99))), at(30))
    assert (clock.item, clock.elapsed, clock.spent, clock.actual) == (99, 30, 20, {1: 10, 99: 20})


@pytest.mark.parametrize(
    ("budget", "now", "drop", "over"),
    [
        (None, 100, (), 0),
        (TEACHING, 100, (), 0),
        (TEACHING - 10, 100, (3,), 0),
        (TEACHING - 90, 100, (3,), 0),
        (TEACHING - 100, 100, (3, 6), 10),
        (TEACHING - 121, 100, (3, 5), 31),
        (60, 100, (3, 5, 6), 750),
        (None, 200, (3,), 0),
    ],
)
def test_what_to_drop(budget, now, drop, over):
    clock = read_clock(PLAN, marks(START, (60, "moved", item(2))), at(now), budget=budget)
    assert (clock.drop, clock.over) == (drop, over)


def test_optional_items_go_first_and_no_more_than_needed():
    later = [PlannedItem(1, 30), PlannedItem(2, 60, is_core=False), PlannedItem(3, 60, is_core=False)]
    cases = {0: (), 1: (2,), 60: (2,), 61: (2, 3), 120: (2, 3), 121: (1, 2, 3), 999: (1, 2, 3)}
    assert {excess: what_to_drop(later, excess) for excess in cases} == cases


TWO_HOURS = 7200


@pytest.mark.parametrize("jump", [TWO_HOURS, -TWO_HOURS], ids=["ahead", "back"])
@pytest.mark.parametrize(("is_paused", "spent"), [(False, 90), (True, 10)], ids=["running", "paused"])
def test_what_the_clock_of_the_machine_jumped_by_has_not_passed(jump, is_paused, spent):
    told = [START, (0, "moved", item(5)), (0, "phase", {"item": 5, "phase": "one"})]
    told += [(10, "paused", item(5))] if is_paused else []
    told += [(40 + jump, "clock", {"item": 5, "seconds": jump})]
    clock = read_clock(PLAN, marks(*told), at(90 + jump))
    assert (clock.elapsed, clock.spent, clock.left) == (spent, spent, 240 - spent)
    assert clock.ends == (None if is_paused else at(240 + jump))


def test_a_clock_that_was_set_back_takes_no_time_away():
    clock = read_clock(PLAN, marks(START, (100, "moved", item(2)), (40, "moved", item(5))), at(50))
    assert (clock.elapsed, clock.actual) == (110, {1: 100, 2: 0, 5: 10})


def test_parts_of_a_second_do_not_make_a_timer_rise():
    told = marks(START, (0, "moved", item(5)), (0.9, "phase", {"item": 5, "phase": "one"}))
    running = read_clock(PLAN, told, at(10.9))
    paused = read_clock(PLAN, [*told, Mark(9, "paused", at(10.9))], at(60.2))
    assert (running.left, running.ends, paused.left) == (230, at(240), 230)


# --- what holds for every class ------------------------------------------------------------------------

KEYS = st.sampled_from([each.key for each in PLAN])
STEPS = st.one_of(
    st.builds(lambda key: ("moved", item(key)), KEYS),
    st.sampled_from([("paused", {}), ("resumed", {})]),
    st.sampled_from([("phase", {"item": 5, "phase": "one"}), ("extended", {"item": 5, "phase": "one", "seconds": 60})]),
)
unhurried = settings(deadline=None)  # a busy machine may stop a test for a moment
TELLS = st.lists(st.tuples(st.integers(0, 900), STEPS), max_size=12)


def told_of(steps, start=0):
    second, told = start, [(start, "started", item(1))]
    for later, (kind, more) in steps:
        second += later
        told.append((second, kind, more))
    return marks(*told), second


@unhurried
@given(TELLS, st.integers(0, 900))
def test_the_times_of_the_items_are_the_elapsed_time(steps, rest):
    told, last = told_of(steps)
    clock = read_clock(PLAN, told, at(last + rest))
    assert sum(seconds for key, seconds in clock.actual.items() if key != 4) == clock.elapsed <= last + rest


@unhurried
@given(TELLS, st.integers(0, 900), st.randoms(use_true_random=False))
def test_the_order_in_which_rows_are_read_does_not_matter(steps, rest, random):
    told, last = told_of(steps)
    mixed = random.sample(told, len(told))
    assert read_clock(PLAN, mixed, at(last + rest)) == read_clock(PLAN, told, at(last + rest))


@unhurried
@given(TELLS, st.integers(0, 900))
def test_nothing_is_ever_negative(steps, rest):
    told, last = told_of(steps)
    clock = read_clock(PLAN, told, at(last + rest))
    figures = [clock.elapsed, clock.spent, clock.target, clock.left or 0, clock.behind, clock.ahead, clock.over]
    assert min([*figures, *clock.actual.values()]) >= 0


@unhurried
@given(TELLS, st.integers(0, 900), st.integers(1, 900))
def test_a_pause_changes_nothing_but_the_moment(steps, rest, length):
    running = [(later, step) for later, step in steps if step[0] not in ("paused", "resumed")]
    told, last = told_of(running)
    then = at(last + rest)
    before = read_clock(PLAN, told, then)
    n = len(told)
    pause = [Mark(n + 1, "paused", then), Mark(n + 2, "resumed", then + timedelta(seconds=length))]
    after = read_clock(PLAN, [*told, *pause], then + timedelta(seconds=length))
    moved = timedelta(seconds=length)
    names = ("ends", "projected_end", "full_end")
    later = {name: moment + moved for name in names if (moment := getattr(before, name))}
    assert after == replace(before, **later)
