"""What the console tells of time and of questions: over the time, what to leave out, asked already, taken back."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.html import strip_tags

from delivery.actions import asking
from delivery.actions.running import move_to, start
from delivery.models import Delivery, DeliveryEvent, PlanItem, QuestionRun
from delivery.plan import activity_item
from delivery.reports.console import console_of
from delivery.reports.plans import actual_times
from tests.activities.factories import BoardFactory
from tests.delivery.factories import DeliveryFactory, PlanItemFactory
from tests.delivery.orders import order as order_after
from tests.delivery.rooms import address, fresh, order, order_fields, question, run_of, running, teacher, text, vote
from tests.factories import NOW, ActivityFactory, PhaseFactory

pytestmark = pytest.mark.django_db
__all__ = ["teacher"]


def said(response):
    return " ".join(strip_tags(response.content.decode()).split())


def begun(delivery, minutes_ago):
    """Let a running class have begun so long before NOW."""
    at = NOW - timedelta(minutes=minutes_ago)
    DeliveryEvent.objects.create(
        delivery=delivery, number=1, kind="started", item=delivery.item, by=delivery.created_by, at=at
    )


@pytest.mark.parametrize(("total", "says"), [(10, "5:00 over the time of the class"), (20, "14:00 behind")])
def test_over_the_time_of_the_class_it_says_so_and_not_how_it_stands_to_the_plan(client, monkeypatch, total, says):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    delivery = DeliveryFactory(running=True, total_minutes=total)
    begun(delivery, 15)
    client.force_login(delivery.created_by)
    page = client.get(address("console", delivery.pk))
    assert says in said(page)
    assert f'data-total="{total * 60}"' in page.content.decode()
    assert said(page).count(" over the time of the class ") + said(page).count(" behind ") == 1


def test_optional_items_are_named_first_and_core_ones_as_core(client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    delivery = DeliveryFactory(running=True, total_minutes=3)
    begun(delivery, 3)
    for title, is_core in (("Aims", True), ("Extras", False), ("Ends", True)):
        PlanItemFactory(delivery=delivery, title=title, is_core=is_core, seconds=120)
    client.force_login(delivery.created_by)
    page = said(client.get(address("console", delivery.pk)))
    assert re.search(r"you could leave out: Extras\s?, Aims \(core\)\s?, Ends \(core\)", page)


def test_an_activitys_phases_have_the_minutes_of_the_plan(client):
    delivery = running()
    activity = ActivityFactory(lesson=delivery.lesson)
    PhaseFactory(activity=activity, slug="own", title="Own")
    item = activity_item(activity)
    item.delivery, item.position = delivery, 1
    item.phases = [{**item.phases[0], "seconds": 75}]
    item.save()
    Delivery.objects.update(item=item)
    row = Delivery.objects.get()
    (phase,) = console_of(row, user=row.created_by, device="x", now=NOW).script.phases
    assert phase.seconds == 75
    client.force_login(row.created_by)
    assert "1:15 min" in said(client.get(address("console", row.pk)))


def test_what_was_taken_back_comes_back_closed_with_its_answers():
    run = run_of()
    vote(run, "a")
    for _ in range(2):
        asking.discard(run=run, order=order(run.delivery))
    assert Delivery.objects.get().question_id is None
    for _ in range(2):
        asking.bring_back(run=run, order=order(run.delivery))
    run = fresh(run)
    assert (run.discarded_at, run.is_open, run.is_shown, run.votes.count()) == (None, False, False, 1)
    row = Delivery.objects.get()
    assert (row.showing, row.question_id) == ("question", run.pk)


def test_the_console_offers_to_bring_back_what_somebody_had_answered(client, teacher):
    run = run_of()
    teacher(run.delivery)
    page = address("console", run.delivery.pk)
    discard, restore = (address("room-do", run.pk, verb) for verb in ("discard", "restore"))
    client.post(discard, order_fields(run))
    assert "Bring it back" not in said(client.get(page))
    client.post(restore, order_fields(run))
    client.post(address("room-do", run.pk, "reopen"), order_fields(run))
    vote(run, "a")
    for headers in ({}, {"HX-Request": "true"}):
        client.post(discard, order_fields(run), headers=headers)
        assert "Taken back, with its answers:" in said(client.get(page))
        assert "Bring it back" in said(client.get(address("room-panel", run.pk)))
        client.post(restore, order_fields(run), headers=headers)
        assert "Bring it back" not in said(client.get(page))
    client.post(discard, order_fields(run))
    other = {"question": question(run.delivery).pk, "audience": "room", "privacy": "named"}
    client.post(address("ask", run.delivery.pk), order_fields(run, **other))
    assert "Bring it back" not in said(client.get(page))


@pytest.mark.parametrize(("is_open", "showing"), [(True, "board"), (False, "frame")])
def test_what_was_taken_back_uncovers_the_board_that_learners_write_on(is_open, showing):
    run = run_of()
    board = BoardFactory(run__cohort=run.delivery.cohort, is_open=is_open)
    Delivery.objects.update(board=board)
    asking.discard(run=run, order=order(run.delivery))
    assert Delivery.objects.get().showing == showing


def test_a_planned_question_that_was_asked_offers_its_answers_again(client, teacher):
    run = run_of()
    item = PlanItemFactory(
        delivery=run.delivery, kind=PlanItem.Kind.QUESTION, frame="", question=run.version.question, title="Who?"
    )
    Delivery.objects.update(item=item, showing="frame")
    teacher(run.delivery)
    page = text(client.get(address("console", run.delivery.pk)))
    assert "Asked already" in page
    assert "Ask it once more" in page
    client.post(address("room-do", run.pk, "show"), order_fields(run))
    row = Delivery.objects.get()
    assert (row.showing, row.question_id, QuestionRun.objects.get().is_shown) == ("question", run.pk, True)
    client.post(address("room-do", run.pk, "discard"), order_fields(run))
    assert "Ask it now" in text(client.get(address("console", run.delivery.pk)))


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("check-one", "✓"),
        ("true-false", "False"),
        ("blanks", "UN Country Team"),
        ("narrative", "What could be said"),
    ],
)
def test_the_pack_has_the_planned_questions_with_their_keys(client, teacher, kind, says):
    delivery = running()
    asked = question(delivery, kind)
    question(delivery, kind)  # another one, which the plan has not
    PlanItemFactory(delivery=delivery, kind=PlanItem.Kind.QUESTION, frame="", question=asked, title="Who?")
    PlanItemFactory(
        delivery=delivery, kind="question", frame="", question=question(delivery), title="x", is_hidden=True
    )
    teacher(delivery)
    page = client.get(address("pack", delivery.pk)).content.decode()
    paper = page.partition("Questions to the room")[2]
    assert paper.count("room-on-paper") == 1
    assert says in paper


def test_times_of_what_was_only_passed_through_are_no_target():
    delivery = DeliveryFactory(total_minutes=Decimal(45))
    items = [PlanItemFactory(delivery=delivery, frame=frame, title=frame) for frame in ("topic", "aim", "outcomes")]
    start(delivery=delivery, order=order_after(delivery))
    move_to(delivery=delivery, order=order_after(delivery, seconds=6), item=items[1])
    move_to(delivery=delivery, order=order_after(delivery, seconds=13), item=items[2])
    times = actual_times(delivery, order_after(delivery, seconds=100).now)
    assert times == {("frame", "aim"): 7, ("frame", "outcomes"): 87}
