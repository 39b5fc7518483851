"""Preparing a class and adjusting its plan."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from delivery.actions.orders import ClassOverError
from delivery.actions.planning import (
    PastItemError,
    Wish,
    add_activity,
    add_break,
    add_question,
    create_delivery,
    move_item,
    remove_item,
    set_item_core,
    set_item_hidden,
    set_items_seconds,
    set_plan,
)
from delivery.actions.running import move_to, start
from delivery.models import Delivery, PlanItem
from delivery.plan import TypedTime, activity_item
from delivery.reports.plans import actual_times, last_class
from tests.assessments.factories import QuestionVersionFactory
from tests.delivery.factories import DeliveryFactory, PlanItemFactory
from tests.delivery.orders import order
from tests.factories import NOW, ActivityFactory, CohortFactory, EnrolmentFactory, LessonFactory, PhaseFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db


def build_delivery():
    """A class with four frames, A to D, of a minute each."""
    delivery = DeliveryFactory()
    for title in "ABCD":
        PlanItemFactory(delivery=delivery, title=title)
    return delivery


world_once, delivery = built_once(build_delivery)


def titles(delivery):
    return "".join(delivery.items.order_by("position").values_list("title", flat=True))


def item(delivery, title):
    return delivery.items.get(title=title)


def rev(delivery):
    return Delivery.objects.get(pk=delivery.pk).rev


def begin_at(delivery, title):
    start(delivery=delivery, order=order(delivery))
    if title != "A":
        move_to(delivery=delivery, order=order(delivery), item=item(delivery, title))
    delivery.refresh_from_db()


def typed(seconds, *, shown=60):
    return TypedTime(str(seconds), seconds, shown)


# --- preparing -----------------------------------------------------------------------------------------


def wish(lesson, **more):
    return Wish(
        **{"lesson": lesson, "total_minutes": Decimal(45), "activities": [], "privacy": "named", "times": {}} | more
    )


def test_a_form_that_is_sent_twice_prepares_one_class():
    cohort = CohortFactory()
    lesson = LessonFactory(course=cohort.course)
    by = EnrolmentFactory(cohort=cohort, instructor=True).user
    activity = ActivityFactory(lesson=lesson, title="Lanes")
    wanted = wish(lesson, activities=[activity], privacy="anonymous", times={("frame", "aim"): 77})
    first, second = (create_delivery(cohort=cohort, wish=wanted, token="t1", by=by, now=NOW) for _ in "12")
    assert first == second == Delivery.objects.get(cohort=cohort)
    assert (first.privacy, first.rev, first.item, first.showing) == ("anonymous", 0, None, "join")
    assert list(first.items.values_list("kind", "frame", "seconds")) == [
        ("frame", "topic", 30),
        ("frame", "aim", 77),
        ("frame", "relevance", 30),
        ("frame", "outcomes", 30),
        ("frame", "overview", 30),
        ("activity", "", 900),
    ]
    assert create_delivery(cohort=cohort, wish=wanted, token="t2", by=by, now=NOW) != first


def test_the_last_real_class_of_the_cohorts_own_instructors_is_found():
    seat = EnrolmentFactory(instructor=True)
    lesson = LessonFactory(course=seat.cohort.course)
    mine = {"lesson": lesson, "created_by": seat.user, "started_at": NOW, "cohort": CohortFactory(course=lesson.course)}
    newest = [DeliveryFactory(ended_at=NOW.replace(hour=hour), **mine) for hour in (11, 12)][-1]
    DeliveryFactory(ended_at=NOW.replace(hour=13), is_rehearsal=True, **mine)
    DeliveryFactory(lesson=lesson, started_at=NOW, ended_at=NOW.replace(hour=14))
    DeliveryFactory(**mine)
    assert last_class(seat.cohort, lesson) == newest
    assert last_class(CohortFactory(course=lesson.course), lesson) is None


def test_its_times_are_those_that_its_items_took():
    delivery = DeliveryFactory()
    for frame, kind in [("topic", "frame"), ("", "break"), ("aim", "frame"), ("never", "frame")]:
        PlanItemFactory(delivery=delivery, frame=frame, kind=kind, title=frame or "Break")
    start(delivery=delivery, order=order(delivery))
    move_to(delivery=delivery, order=order(delivery, seconds=50), item=item(delivery, "Break"))
    move_to(delivery=delivery, order=order(delivery, seconds=90), item=item(delivery, "aim"))
    assert actual_times(delivery, order(delivery, seconds=100).now) == {("frame", "topic"): 50, ("frame", "aim"): 10}


# --- adjusting -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "place", "order"), [("A", 1, "BACD"), ("D", 0, "DABC"), ("B", 1, "ABCD"), ("B", 99, "ACDB")]
)
def test_an_item_goes_to_its_place_however_often_it_is_asked(delivery, title, place, order):
    for _ in "12":
        move_item(item=item(delivery, title), place=place)
    assert titles(delivery) == order


def test_time_priority_and_hiding_are_changed_for_this_class(delivery):
    activity = ActivityFactory(lesson=delivery.lesson)
    PhaseFactory.create_batch(2, activity=activity)
    added = add_activity(delivery=delivery, item=activity_item(activity), place=1)
    for _ in "12":
        set_items_seconds(delivery=delivery, times={added.pk: typed(600, shown=added.seconds)})
        set_item_core(item=added, is_core=False)
        set_item_hidden(item=added, is_hidden=True)
    added.refresh_from_db()
    told = (added.seconds, [phase["seconds"] for phase in added.phases], added.is_core, added.is_hidden)
    assert told == (600, [300, 300], False, True)
    assert add_activity(delivery=delivery, item=activity_item(activity), place=0) == added


def test_a_question_and_a_break_are_added_once_and_removed(delivery):
    asked = QuestionVersionFactory(question__lesson=delivery.lesson).question
    new = [add_question(delivery=delivery, question=asked, place=place) for place in (2, 0)]
    pauses = [add_break(delivery=delivery, title="Break", place=place) for place in (1, 1, 2)]
    assert (new[0], pauses[0]) == (new[1], pauses[2])
    assert titles(delivery) == "ABreakBThe UN arrives with the mission.CD"
    assert (new[0].kind, new[0].seconds, pauses[0].seconds) == ("question", 120, 300)
    assert [remove_item(item=pauses[0]) for _ in "12"] == [True, False]
    assert remove_item(item=item(delivery, "A")) is False
    assert list(delivery.items.values_list("position", flat=True)) == [0, 1, 2, 3, 4]


def test_settings_of_the_class(delivery):
    set_plan(delivery=delivery, total_minutes=Decimal(50), privacy="anonymous", opens_after=None)
    delivery.refresh_from_db()
    assert (delivery.total_minutes, delivery.privacy, delivery.rev) == (Decimal(50), "anonymous", 1)


def test_every_change_is_one_state_and_names_no_driver(delivery):
    set_items_seconds(delivery=delivery, times={item(delivery, "A").pk: typed(5)})
    move_item(item=item(delivery, "A"), place=2)
    add_break(delivery=delivery, title="Break", place=0)
    delivery.refresh_from_db()
    assert (delivery.rev, delivery.driver, delivery.driver_device) == (3, None, "")


# --- while the class goes on ---------------------------------------------------------------------------

CHANGES = {
    "seconds": lambda item: set_items_seconds(delivery=item.delivery, times={item.pk: typed(5)}),
    "core": lambda item: set_item_core(item=item, is_core=False),
    "hidden": lambda item: set_item_hidden(item=item, is_hidden=True),
    "place": lambda item: move_item(item=item, place=3),
}


def test_items_are_given_their_time_together_or_none_is(delivery):
    times = {item(delivery, title).pk: typed(seconds) for title, seconds in [("B", 5), ("C", 600)]}
    set_items_seconds(delivery=delivery, times=times)
    assert list(delivery.items.values_list("seconds", flat=True)) == [60, 5, 600, 60]
    set_items_seconds(delivery=delivery, times={})
    assert rev(delivery) == 1
    begin_at(delivery, "B")
    for refused in (times, {item(delivery, "C").pk: 7, PlanItemFactory().pk: 7}):
        with pytest.raises(PastItemError):
            set_items_seconds(delivery=delivery, times=dict.fromkeys(refused, typed(7, shown=600)))
    assert list(delivery.items.values_list("seconds", flat=True)) == [60, 5, 600, 60]


def test_a_time_is_not_set_over_that_of_somebody_else_and_what_comes_with_it_is_done(delivery):
    a, b = item(delivery, "A"), item(delivery, "B")
    set_items_seconds(delivery=delivery, times={a.pk: typed(5)})
    both = {a.pk: typed(7), b.pk: typed(8)}
    for _ in "12":
        set_items_seconds(delivery=delivery, times=both, change=lambda: move_item(item=a, place=1))
    assert (titles(delivery), item(delivery, "A").seconds, item(delivery, "B").seconds) == ("BACD", 5, 8)
    begin_at(delivery, "B")
    late = {a.pk: typed(9, shown=5)}
    with pytest.raises(PastItemError):
        set_items_seconds(delivery=delivery, times=late, change=lambda: move_item(item=b, place=3))
    assert item(delivery, "A").seconds == 5


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("title", "AB")
def test_what_the_class_has_passed_no_longer_changes(delivery, change, title):
    begin_at(delivery, "B")
    before = list(PlanItem.objects.values())
    with pytest.raises(PastItemError):
        CHANGES[change](item(delivery, title))
    assert (list(PlanItem.objects.values()), rev(delivery)) == (before, 2)


def test_nothing_is_put_before_where_the_class_stands(delivery):
    begin_at(delivery, "B")
    move_item(item=item(delivery, "D"), place=0)
    add_break(delivery=delivery, title="-", place=0)
    assert titles(delivery) == "AB-DC"


def test_an_item_where_the_class_has_been_is_not_removed(delivery):
    rest = add_break(delivery=delivery, title="-", place=2)
    begin_at(delivery, "A")
    move_to(delivery=delivery, order=order(delivery), item=rest)
    with pytest.raises(PastItemError):
        remove_item(item=rest)
    move_to(delivery=delivery, order=order(delivery), item=item(delivery, "A"))
    with pytest.raises(PastItemError):
        remove_item(item=rest)
    assert titles(delivery) == "AB-CD"


@pytest.mark.parametrize("change", CHANGES)
def test_the_plan_of_a_class_that_is_over_does_not_change(change):
    over = DeliveryFactory(started_at=NOW, ended_at=NOW)
    with pytest.raises(ClassOverError):
        CHANGES[change](PlanItemFactory(delivery=over))


def test_the_world_of_these_tests_is_as_they_say(delivery):
    """A positive control: before the class begins, every change is taken."""
    for change in CHANGES.values():
        change(item(delivery, "A"))
    assert SimpleNamespace(titles=titles(delivery), rev=rev(delivery)) == SimpleNamespace(titles="BCDA", rev=4)
