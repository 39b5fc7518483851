"""Several people at one class at once: real threads, each with a connection of its own."""

from collections import Counter
from decimal import Decimal
from functools import partial

import pytest

from assessments.actions.sittings import SittingRefusedError, delete_sitting
from assessments.models import Sitting
from delivery.actions import planning
from delivery.actions.orders import OrderRefusedError
from delivery.actions.planning import QuizGoneError, Wish, add_break, create_delivery, move_item, set_plan
from delivery.actions.running import start, step, take_break
from delivery.models import Delivery, DeliveryEvent, PlanItem
from tests.assessments.crowd import stop_in
from tests.assessments.factories import FormFactory, SittingFactory
from tests.delivery.factories import DeliveryFactory, PlanItemFactory
from tests.delivery.orders import events_of, order
from tests.factories import NOW, CohortFactory, LessonFactory, UserFactory

N_THREADS = 8
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(crowd):
    """Make or read rows in the database that the threads share: ``world(make)``."""
    return lambda make: crowd([make])[0]


def planned(cohort=None):
    """Return a class of four frames, A to D."""
    delivery = DeliveryFactory(**({"cohort": cohort} if cohort else {}))
    for title in "ABCD":
        PlanItemFactory(delivery=delivery, title=title)
    return delivery


def begun():
    delivery = planned()
    return start(delivery=delivery, order=order(delivery))


def outcome(verb, **change):
    try:
        verb(**change)
    except OrderRefusedError as refused:
        return type(refused).__name__
    return "done"


@pytest.mark.parametrize("verb", [step, take_break])
def test_a_button_pressed_on_eight_threads_moves_once(world, crowd, verb):
    delivery = world(begun)
    given = world(lambda: order(delivery))
    outcomes = Counter(crowd([lambda: outcome(verb, delivery=delivery, order=given)] * N_THREADS))
    assert outcomes == {"done": 1, "StaleOrderError": N_THREADS - 1}
    assert [kind for kind, *_ in world(lambda: events_of(delivery))] == ["started", "moved"]
    assert world(PlanItem.objects.filter(kind="break").count) == (verb is take_break)


def test_two_people_who_start_at_once_have_one_driver(world, crowd):
    delivery = world(planned)
    people = world(lambda: UserFactory.create_batch(N_THREADS))
    given = [world(lambda by=by: order(delivery, by=by)) for by in people]
    outcomes = crowd([lambda each=each: outcome(start, delivery=delivery, order=each) for each in given])
    assert Counter(outcomes) == {"done": 1, "StaleOrderError": N_THREADS - 1}
    assert world(Delivery.objects.get).driver_id == people[outcomes.index("done")].pk


def test_of_two_classes_of_a_cohort_one_begins(world, crowd):
    cohort = world(CohortFactory)
    classes = [world(lambda: planned(cohort)) for _ in "12"]
    given = [world(lambda each=each: order(each)) for each in classes]
    pairs = list(zip(classes, given, strict=True))
    outcomes = crowd([lambda pair=pair: outcome(start, delivery=pair[0], order=pair[1]) for pair in pairs])
    assert sorted(outcomes) == ["OtherClassError", "done"]
    assert world(DeliveryEvent.objects.count) == 1


def test_a_form_sent_on_eight_threads_prepares_one_class(world, crowd):
    cohort = world(CohortFactory)
    lesson, by = world(lambda: LessonFactory(course=cohort.course)), world(UserFactory)
    wish = Wish(lesson=lesson, total_minutes=Decimal(45), activities=[], privacy="named", times={})
    made = crowd([lambda: create_delivery(cohort=cohort, wish=wish, token="t", by=by, now=NOW).pk] * N_THREADS)
    assert (len(set(made)), world(Delivery.objects.count), world(PlanItem.objects.count)) == (1, 1, 5)


def a_cohort_with_a_quiz():
    """A class without a quiz at its end, a quiz that nobody has begun, and who gives both."""
    lesson = LessonFactory()
    cohort = CohortFactory(course=lesson.course)
    form = FormFactory(types=["true-false"], lesson=lesson)
    quiz = SittingFactory(form_a=form, cohort=cohort, kind="post", opens_at=None)
    return planned(cohort), quiz, UserFactory()


def told(verb, **change):
    """Return what came of a change: refused in words, or done."""
    try:
        verb(**change)
    except (QuizGoneError, SittingRefusedError) as refused:
        return type(refused).__name__
    return "done"


@pytest.mark.parametrize("is_new", [True, False])
@pytest.mark.parametrize("attempt", range(3))
def test_a_quiz_is_deleted_or_opened_by_a_class_never_both(world, crowd, is_new, attempt):
    delivery, quiz, by = world(a_cohort_with_a_quiz)
    plan = {"total_minutes": Decimal(45), "privacy": "named", "opens_after": quiz}
    wish = Wish(lesson=quiz.form_a.lesson, activities=[], times={}, **plan)
    about = {"cohort": quiz.cohort, "wish": wish, "token": "t", "by": by, "now": NOW}
    prepare = partial(told, create_delivery, **about) if is_new else partial(told, set_plan, delivery=delivery, **plan)
    outcomes = crowd([prepare, partial(told, delete_sitting, sitting=quiz, by=by, now=NOW)])
    assert outcomes in (["done", "SittingRefusedError"], ["QuizGoneError", "done"])
    has_quiz = world(Delivery.objects.filter(opens_after=quiz.pk).exists)
    assert has_quiz == world(Sitting.objects.filter(pk=quiz.pk).exists) == (outcomes[0] == "done")


@pytest.mark.parametrize("is_new", [True, False])
def test_who_deletes_a_quiz_waits_for_the_class_that_takes_it(world, crowd, monkeypatch, is_new):
    delivery, quiz, by = world(a_cohort_with_a_quiz)
    plan = {"total_minutes": Decimal(45), "privacy": "named", "opens_after": quiz}
    wish = Wish(lesson=quiz.form_a.lesson, activities=[], times={}, **plan)
    about = {"cohort": quiz.cohort, "wish": wish, "token": "t", "by": by, "now": NOW}
    prepare = partial(told, create_delivery, **about) if is_new else partial(told, set_plan, delivery=delivery, **plan)
    meanwhile = stop_in(monkeypatch, planning, "deck_of" if is_new else "carry_out")
    delete = partial(told, delete_sitting, sitting=quiz, by=by, now=NOW)
    assert crowd([prepare, lambda: meanwhile(delete)])[0] == "done"
    assert world(Sitting.objects.filter(pk=quiz.pk).exists)


def test_the_plan_keeps_an_order_when_everybody_changes_it(world, crowd):
    delivery = world(planned)
    items = world(lambda: list(delivery.items.all()))
    changes = [lambda item=item: move_item(item=item, place=0) for item in items]
    changes += [lambda: add_break(delivery=delivery, title="-", place=2)] * 4
    crowd(changes)
    told = world(lambda: list(delivery.items.order_by("position").values_list("position", "title")))
    assert [position for position, _title in told] == list(range(len(told)))
    assert set("ABCD") <= {title for _position, title in told}
    assert world(Delivery.objects.get).rev == 4 + len(told) - 4
