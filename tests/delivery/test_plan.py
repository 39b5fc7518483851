"""The plan that a lesson suggests, its sums and its warnings."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from activities.models import Activity
from activities.places import openers_of
from delivery.models import PlanItem
from delivery.plan import (
    Sums,
    activity_item,
    item_key,
    names_of,
    phase_beside,
    set_seconds,
    suggested_items,
    sums_of,
    warnings_of,
    with_times,
)
from lessons.deck import Frame, deck_of
from lessons.models import Slide
from tests.factories import ActivityFactory, LessonFactory, OutcomeFactory, PhaseFactory, SectionFactory, SlideFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
FRAMES_OF_TYPES = [("types", "slides"), ("summary-types", "summary")]
OPENING = ["topic", "aim", "relevance", "outcomes", "overview"]


def build_world():
    """A lesson like 1.8: two slides, one of them optional, an activity slide, a summary, four activities."""
    lesson = LessonFactory(opening_minutes=Decimal("2.5"), summary_minutes=Decimal(1))
    OutcomeFactory(lesson=lesson, slug="types")
    section = SectionFactory(lesson=lesson)
    SlideFactory(section=section, slug="first")
    SlideFactory(section=section, slug="extra", priority=Slide.Priority.OPTIONAL)
    circles = {"layout": Slide.Layout.ACTIVITY, "number": None, "minutes_low": None, "minutes_high": None}
    SlideFactory(section=section, slug="three-circles", activity="circles", **circles)
    lanes = ActivityFactory(lesson=lesson, slug="lanes", number="1.8.1", title="Lanes")
    PhaseFactory(activity=lanes, slug="one", minutes_low=Decimal(4), minutes_high=Decimal(5))
    PhaseFactory(activity=lanes, slug="two", minutes_low=Decimal(10), minutes_high=Decimal(11))
    PhaseFactory(activity=lanes, slug="gone", is_retired=True)
    kind = Activity.Kind.DISCUSSION
    sport = ActivityFactory(lesson=lesson, slug="sport", number="1.8.2", title="Sport", kind=kind)
    long = {"minutes_low": Decimal(26), "minutes_high": Decimal(30)}
    circles = ActivityFactory(lesson=lesson, slug="circles", number="1.8.3", title="Circles", **long)
    again = ActivityFactory(lesson=lesson, slug="again", number="1.8.4", title="Again", plan_of=lanes)
    return SimpleNamespace(lesson=lesson, lanes=lanes, sport=sport, circles=circles, again=again)


world_once, world = built_once(build_world)


def plan(world, *activities):
    return suggested_items(deck_of(world.lesson), activities, openers_of(world.lesson))


def names(items):
    return [item.frame or item.activity.slug for item in items]


@pytest.mark.parametrize(
    ("chosen", "order"),
    [
        ([], [*OPENING, "first", "extra", "three-circles", "summary-types"]),
        (["lanes"], [*OPENING, "lanes", "first", "extra", "three-circles", "summary-types"]),
        (["sport"], [*OPENING, "first", "extra", "three-circles", "sport", "summary-types"]),
        (["circles"], [*OPENING, "first", "extra", "three-circles", "circles", "summary-types"]),
        (["again"], [*OPENING, "first", "extra", "three-circles", "summary-types", "again"]),
        (
            ["lanes", "sport", "circles", "again"],
            [*OPENING, "lanes", "first", "extra", "three-circles", "sport", "circles", "summary-types", "again"],
        ),
    ],
)
def test_activities_stand_where_the_lesson_has_them(world, chosen, order):
    items = plan(world, *[getattr(world, name) for name in chosen])
    assert names(items) == order
    assert [item.position for item in items] == list(range(len(order)))


@pytest.mark.parametrize(
    ("outcomes", "order"),
    [
        (["sources"], ["risks", "talk", "brief", "filter", "boil"]),
        (["sources", "treat"], ["risks", "talk", "filter", "brief", "boil"]),
        (["untaught"], ["risks", "talk", "filter", "boil", "brief"]),
        ([], ["risks", "talk", "filter", "boil", "brief"]),
    ],
)
def test_an_activity_that_no_slide_opens_comes_after_the_slides_it_is_about(outcomes, order):
    lesson = LessonFactory()
    known = {slug: OutcomeFactory(lesson=lesson, slug=slug, summary="") for slug in ("sources", "treat", "untaught")}
    section = SectionFactory(lesson=lesson)
    SlideFactory(section=section, slug="risks").outcomes.add(known["sources"])
    opener = SlideFactory(section=section, slug="talk", layout=Slide.Layout.ACTIVITY, activity="own-site")
    opener.outcomes.add(known["sources"])
    SlideFactory(section=section, slug="filter").outcomes.add(known["treat"])
    SlideFactory(section=section, slug="boil")
    brief = ActivityFactory(lesson=lesson, slug="brief", kind=Activity.Kind.BRIEFING)
    brief.outcomes.set(known[slug] for slug in outcomes)
    assert names(suggested_items(deck_of(lesson), [brief], openers_of(lesson)))[5:] == order


def test_two_activities_for_the_same_place_keep_their_order(world):
    other = ActivityFactory(lesson=world.lesson, slug="also-before")
    assert names(plan(world, world.lanes, other))[5:7] == ["lanes", "also-before"]


def test_a_lesson_without_slides_takes_activities_at_its_end():
    lesson = LessonFactory()
    items = suggested_items(deck_of(lesson), [ActivityFactory(lesson=lesson, slug="talk")], {})
    assert names(items) == [*OPENING, "talk"]


def test_times_priorities_and_a_slide_of_an_activity_that_was_not_chosen(world):
    items = {item.frame or item.activity.slug: item for item in plan(world, world.lanes)}
    told = {name: (item.seconds, item.is_core, item.is_hidden) for name, item in items.items()}
    assert told == {
        **dict.fromkeys(OPENING, (30, True, False)),
        "lanes": (900, True, False),
        "first": (90, True, False),
        "extra": (90, False, False),
        "three-circles": (0, True, True),
        "summary-types": (60, True, False),
    }
    phases = [(phase["slug"], phase["seconds"]) for phase in items["lanes"].phases]
    assert phases == [("one", 270), ("two", 630)]


def test_a_borrowed_plan_brings_its_phases_and_no_phases_the_middle_of_the_times(world):
    assert [phase["slug"] for phase in activity_item(world.again).phases] == ["one", "two"]
    assert (activity_item(world.circles).seconds, activity_item(world.circles).phases) == (28 * 60, [])


@pytest.mark.parametrize(
    ("seconds", "shares"), [(900, [270, 630]), (450, [135, 315]), (100, [30, 70]), (0, [0, 0]), (1, [0, 1])]
)
def test_the_phases_share_the_time_of_their_activity(world, seconds, shares):
    item = activity_item(world.lanes)
    set_seconds(item, seconds)
    assert (item.seconds, [phase["seconds"] for phase in item.phases]) == (seconds, shares)


def test_times_of_an_earlier_class_become_targets(world):
    items = plan(world, world.lanes)
    with_times(items, {("frame", "first"): 200, ("activity", world.lanes.pk): 600, ("question", 1): 5})
    told = {item_key(item): item.seconds for item in items if item.seconds in (200, 600)}
    assert told == {("frame", "first"): 200, ("activity", world.lanes.pk): 600}


def test_items_with_the_same_title_are_told_apart_by_where_they_stand():
    slide, summary = (Frame(key, "text", "Types", part=part, place=1, n=2) for key, part in FRAMES_OF_TYPES)
    items = [
        PlanItem(pk=1, title="Types", frame="types"),
        PlanItem(pk=2, title="Only this", frame="summary-types"),
        PlanItem(pk=3, title="Types", frame="summary-types"),
        PlanItem(pk=4, title="Types"),  # an activity
        PlanItem(pk=5, title="Types", frame="gone"),
    ]
    told = names_of(items, {frame.key: frame for frame in (slide, summary)})
    assert told == {1: "Types (Slide 1 of 2)", 2: "Only this", 3: "Types (Summary 1 of 2)", 4: "Types", 5: "Types"}


def test_sums_leave_out_what_is_hidden_and_keep_breaks_apart(world):
    more = [
        PlanItem(kind="break", title="Break", seconds=300),
        PlanItem(kind="question", title="Who?", seconds=120),
        PlanItem(kind="question", title="Why?", seconds=120, is_hidden=True),
    ]
    sums = sums_of([*plan(world, world.lanes), *more])
    assert (sums, sums.teaching) == (Sums(frames=390, activities=900, questions=120, breaks=300), 1410)


@pytest.mark.parametrize(
    ("chosen", "minutes", "warnings"),
    [
        (["lanes"], 45, []),
        (
            ["lanes", "again"],
            45,
            ["Activities take 30 min, the lesson plans 25."],
        ),
        (["circles"], 45, ["Activities take 28 min, the lesson plans 25.", "1.8.3 takes 26 to 30 min."]),
        (["lanes"], 20, ["The plan is 2 min longer than the class."]),
        (["lanes"], 21, ["The plan is 1 min longer than the class."]),
        (["lanes"], 22, []),
    ],
)
def test_warnings_say_what_does_not_fit(world, chosen, minutes, warnings):
    items = plan(world, *[getattr(world, name) for name in chosen])
    limits = {"class_minutes": Decimal(minutes), "interactive_minutes": Decimal(25)}
    assert warnings_of(items, **limits) == warnings


@pytest.mark.parametrize(
    ("current", "before", "after"),
    [("", "", "one"), ("one", "", "two"), ("two", "one", "three"), ("three", "two", ""), ("gone", "", "one")],
)
def test_the_phase_beside_another(current, before, after):
    phases = [{"slug": slug} for slug in ("one", "two", "three")]
    assert phase_beside(phases, current, is_back=True) == before
    assert phase_beside(phases, current) == after
    assert phase_beside([], current) == ""
