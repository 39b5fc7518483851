"""Orders about questions to the room: what each changes, and when it is refused."""

from datetime import timedelta
from functools import partial

import pytest

from delivery.actions import asking
from delivery.actions.asking import AnsweredError
from delivery.actions.orders import ClassOverError, NotDrivingError, StaleOrderError
from delivery.models import Delivery, Privacy, QuestionRun
from tests.assessments.factories import KeyRevisionFactory, QuestionVersionFactory
from tests.delivery.factories import DeliveryFactory, PlanItemFactory
from tests.delivery.rooms import fresh, order, question, run_of, running, vote
from tests.factories import NOW, UserFactory

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=3)
# Each order about a run that is open, as a function of the run and the order.
ORDERS = {
    "again": lambda run, order: asking.ask_again(run=run, order=order),
    "close": lambda run, order: asking.close(run=run, order=order),
    "reopen": lambda run, order: asking.reopen(run=run, order=order),
    "show": lambda run, order: asking.show_votes(run=run, order=order),
    "solve": lambda run, order: asking.solve(run=run, order=order),
    "discard": lambda run, order: asking.discard(run=run, order=order),
    "hands": lambda run, order: asking.count_hands(run=run, order=order, hands={"a": 1}),
    "text": lambda run, order: asking.hide_text(run=run, order=order, form="x"),
    "privacy": lambda run, order: asking.change_privacy(run=run, order=order, privacy="anonymous"),
}


def standing(run):
    run = fresh(run)
    return (run.is_open, run.is_shown, run.is_solved)


def on_screen(delivery):
    row = Delivery.objects.get(pk=delivery.pk)
    return (row.showing, row.question_id, row.rev)


def test_a_question_is_put_to_the_class_in_its_newest_version():
    delivery = running()
    asked = question(delivery)
    newest = KeyRevisionFactory(version=QuestionVersionFactory(question=asked, type="check-one")).version
    item = PlanItemFactory(delivery=delivery)
    run = asking.ask(delivery=delivery, order=order(delivery), question=asked, privacy="anonymous", item=item)
    assert (run.version, run.number, run.audience, run.privacy) == (newest, 1, "room", "anonymous")
    assert (run.item, run.repeats, run.opened_at, run.closed_at) == (item, None, NOW, None)
    assert on_screen(delivery) == ("question", run.pk, delivery.rev + 1)


def test_a_black_screen_shows_the_question():
    delivery = running(is_black=True)
    asking.ask(delivery=delivery, order=order(delivery), question=question(delivery))
    assert not Delivery.objects.get(pk=delivery.pk).is_black


def test_groups_answer_under_their_name():
    delivery = running()
    run = asking.ask(
        delivery=delivery, order=order(delivery), question=question(delivery), audience="groups", privacy="anonymous"
    )
    assert (run.audience, run.privacy) == (QuestionRun.Audience.GROUPS, Privacy.NAMED)


def test_the_next_question_closes_the_one_before():
    run = run_of()
    second = asking.ask(
        delivery=run.delivery, order=order(run.delivery, now=LATER), question=question(run.delivery, "true-false")
    )
    assert (fresh(run).closed_at, second.number, standing(second)) == (LATER, 2, (True, False, False))


def test_asking_again_makes_a_run_that_is_compared_with_the_first():
    run = run_of(privacy="anonymous")
    again = asking.ask_again(run=run, order=order(run.delivery, now=LATER))
    assert (again.version, again.privacy, again.repeats, again.number) == (run.version, "anonymous", run, 2)
    assert (fresh(run).closed_at, standing(again)) == (LATER, (True, False, False))
    assert on_screen(run.delivery)[:2] == ("question", again.pk)


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        # is_open, is_shown, is_solved
        ((True, False, False), "close", (False, False, False)),
        ((False, True, True), "close", (False, True, True)),
        ((False, True, True), "reopen", (True, False, False)),
        ((True, False, False), "reopen", (True, False, False)),
        ((True, False, False), "show", (False, True, False)),
        ((False, True, False), "show", (False, True, False)),
        ((True, False, False), "solve", (False, False, True)),
        ((False, True, False), "solve", (False, True, True)),
        ((True, False, False), "discard", (False, False, False)),
        ((False, True, True), "discard", (False, False, False)),
        ((True, False, False), "hands", (True, False, False)),
        ((False, True, False), "text", (False, True, False)),
        ((True, False, False), "privacy", (True, False, False)),
    ],
)
def test_what_each_order_makes_of_a_question(before, name, after):
    is_open, is_shown, is_solved = before
    run = run_of(closed_at=None if is_open else NOW, is_shown=is_shown, is_solved=is_solved)
    ORDERS[name](run, order(run.delivery, now=LATER))
    assert standing(run) == after


def test_hiding_takes_nothing_else_back():
    run = run_of(closed_at=NOW, is_shown=True, is_solved=True)
    asking.show_votes(run=run, order=order(run.delivery), is_shown=False)
    assert standing(run) == (False, False, True)
    asking.solve(run=run, order=order(run.delivery), is_solved=False)
    assert standing(run) == (False, False, False)


@pytest.mark.parametrize("name", ["close", "show", "solve", "discard"])
def test_the_first_time_of_closing_stands(name):
    run = run_of()
    for now in (NOW, LATER):
        ORDERS[name](run, order(run.delivery, now=now))
    assert fresh(run).closed_at == NOW


def test_opening_one_again_closes_the_other():
    first = run_of(closed_at=NOW)
    second = run_of(delivery=first.delivery)
    asking.reopen(run=first, order=order(first.delivery, now=LATER))
    assert (standing(first)[0], fresh(second).closed_at) == (True, LATER)
    assert on_screen(first.delivery)[:2] == ("question", first.pk)


def test_what_was_asked_by_mistake_leaves_the_screen():
    run = run_of()
    asking.discard(run=run, order=order(run.delivery, now=LATER))
    assert (on_screen(run.delivery)[:2], fresh(run).discarded_at) == (("frame", None), LATER)
    asking.show_votes(run=run, order=order(run.delivery))
    assert on_screen(run.delivery)[:2] == ("frame", None)


@pytest.mark.parametrize(
    "change",
    [
        asking.close,
        partial(asking.count_hands, hands={"a": 1}),
        partial(asking.hide_text, form="rude"),
        partial(asking.change_privacy, privacy="anonymous"),
        partial(asking.show_votes, is_shown=False),
        partial(asking.solve, is_solved=False),
    ],
)
def test_what_the_class_is_not_to_see_leaves_the_screen_as_it_is(change):
    run = run_of()
    Delivery.objects.update(showing="frame", is_black=True)
    change(run=run, order=order(run.delivery))
    assert on_screen(run.delivery)[:2] == ("frame", run.pk)
    assert Delivery.objects.get().is_black


def test_taking_back_an_earlier_one_leaves_the_screen_alone():
    first = run_of(closed_at=NOW)
    second = run_of(delivery=first.delivery)
    asking.discard(run=first, order=order(first.delivery))
    assert on_screen(first.delivery)[:2] == ("question", second.pk)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({"a": 3, "b": 0}, {"a": 3}),
        ({"a": 3, "z": 9}, {"a": 3}),
        ({"a": 0, "b": 0}, None),
        ({}, None),
    ],
)
def test_hands_are_kept_by_option(typed, stored):
    run = run_of()
    asking.count_hands(run=run, order=order(run.delivery), hands=typed)
    assert fresh(run).hands == stored


def test_texts_are_hidden_and_shown_again():
    run = run_of("blanks")
    for form in ("rude", "other", "rude"):
        asking.hide_text(run=run, order=order(run.delivery), form=form)
    assert fresh(run).hidden_texts == ["other", "rude"]
    asking.hide_text(run=run, order=order(run.delivery), form="rude", is_hidden=False)
    assert fresh(run).hidden_texts == ["other"]


def test_who_sees_it_changes_until_somebody_has_answered():
    run = run_of()
    asking.change_privacy(run=run, order=order(run.delivery), privacy="anonymous")
    asking.change_privacy(run=run, order=order(run.delivery), privacy="named")
    vote(run, "a")
    with pytest.raises(AnsweredError):
        asking.change_privacy(run=run, order=order(run.delivery), privacy="anonymous")
    assert fresh(run).privacy == "named"


def test_groups_cannot_be_made_anonymous():
    run = run_of(audience="groups")
    with pytest.raises(AnsweredError):
        asking.change_privacy(run=run, order=order(run.delivery), privacy="anonymous")


@pytest.mark.parametrize("name", ORDERS)
def test_every_order_counts_one_and_its_repetition_is_old(name):
    run = run_of()
    given = order(run.delivery)
    ORDERS[name](run, given)
    before = (on_screen(run.delivery), QuestionRun.objects.count())
    with pytest.raises(StaleOrderError):
        ORDERS[name](run, given)
    assert (on_screen(run.delivery), QuestionRun.objects.count()) == before
    assert before[0][2] == given.rev + 1


@pytest.mark.parametrize("name", ORDERS)
def test_only_the_device_that_drives_gives_orders(name):
    run = run_of()
    asking.close(run=run, order=order(run.delivery))
    for somebody in ({"device": "phone"}, {"by": UserFactory()}):
        with pytest.raises(NotDrivingError):
            ORDERS[name](run, order(run.delivery, **somebody))
    assert Delivery.objects.get(pk=run.delivery_id).rev == run.delivery.rev + 1


@pytest.mark.parametrize("name", ORDERS)
def test_nothing_is_asked_or_shown_when_the_class_is_over(name):
    run = run_of()
    Delivery.objects.filter(pk=run.delivery_id).update(ended_at=LATER)
    with pytest.raises(ClassOverError):
        ORDERS[name](run, order(run.delivery))
    assert (standing(run), QuestionRun.objects.count()) == ((True, False, False), 1)


def test_nothing_is_asked_before_the_class_begins():
    delivery = DeliveryFactory()
    with pytest.raises(ClassOverError):
        asking.ask(delivery=delivery, order=order(delivery), question=question(delivery))
    assert not QuestionRun.objects.exists()
