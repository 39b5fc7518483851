"""Rehearsals: a class that learners do not see, and that leaves nothing behind."""

import pytest

from activities.models import ActivityRun, Board, BoardSnapshot
from courses.models import Group
from delivery.actions.ending import end, rehearse
from delivery.actions.running import move_to, start, start_phase
from delivery.models import Attendance, Delivery, DeliveryEvent, PlanItem, QuestionRun
from tests.assessments.factories import QuestionVersionFactory
from tests.delivery.factories import QuestionRunFactory, VoteFactory, lanes_class
from tests.delivery.orders import order
from tests.factories import NOW, EnrolmentFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db


def build_delivery():
    return lanes_class()


world_once, delivery = built_once(build_delivery)


def item(delivery, title):
    return delivery.items.get(title=title)


def test_a_rehearsal_has_the_plan_and_there_is_one_at_a_time(delivery):
    first, second = (rehearse(delivery=delivery, by=delivery.created_by, now=NOW) for _ in "12")
    assert first == second
    columns = ("position", "kind", "title", "seconds", "phases", "activity")
    assert list(first.items.values_list(*columns)) == list(delivery.items.values_list(*columns))
    colleague = EnrolmentFactory(cohort=delivery.cohort, instructor=True).user
    assert rehearse(delivery=delivery, by=colleague, now=NOW) != first


def test_a_rehearsal_that_has_not_begun_takes_on_what_the_plan_has_become(delivery):
    trial = rehearse(delivery=delivery, by=delivery.created_by, now=NOW)
    delivery.items.filter(title="Lanes").update(title="Lanes anew")
    assert rehearse(delivery=delivery, by=delivery.created_by, now=NOW) == trial
    assert titles(trial) == titles(delivery)
    start(delivery=trial, order=order(trial))
    delivery.items.filter(title="Lanes anew").update(title="Lanes")
    assert rehearse(delivery=delivery, by=delivery.created_by, now=NOW) == trial
    assert "Lanes anew" in titles(trial)


def titles(delivery):
    return list(delivery.items.values_list("title", flat=True))


def test_the_end_of_a_rehearsal_leaves_what_another_one_works_with(delivery):
    colleague = EnrolmentFactory(cohort=delivery.cohort, instructor=True).user
    trials = [rehearse(delivery=delivery, by=by, now=NOW) for by in (delivery.created_by, colleague)]
    for trial in trials:
        start(delivery=trial, order=order(trial))
        move_to(delivery=trial, order=order(trial), item=item(trial, "Lanes"))
    board = Board.objects.get()
    end(delivery=trials[0], order=order(trials[0]))
    assert (item(trials[1], "Lanes").run.boards.get(), Delivery.objects.get(pk=trials[1].pk).board) == (board, board)
    end(delivery=trials[1], order=order(trials[1]))
    assert (list(ActivityRun.objects.all()), list(Board.objects.all())) == ([], [])


def test_a_rehearsal_runs_beside_a_class_and_leaves_no_trace(delivery):
    Group.objects.create(cohort=delivery.cohort, name="Group 1")
    tables = [Delivery, PlanItem, DeliveryEvent, ActivityRun, Board, BoardSnapshot, QuestionRun, Attendance]
    start(delivery=delivery, order=order(delivery))
    before = {table: list(table.objects.order_by("pk").values()) for table in tables}
    trial = rehearse(delivery=delivery, by=delivery.created_by, now=NOW)
    start(delivery=trial, order=order(trial))
    move_to(delivery=trial, order=order(trial), item=item(trial, "Lanes"))
    start_phase(delivery=trial, order=order(trial), phase="one")
    start_phase(delivery=trial, order=order(trial), phase="two")
    VoteFactory(
        run=QuestionRunFactory(delivery=trial, version=QuestionVersionFactory(question__lesson=trial.lesson)),
        seat=EnrolmentFactory(cohort=trial.cohort),
    )
    assert ActivityRun.objects.get().is_rehearsal
    assert end(delivery=trial, order=order(trial), opens_quiz=True) is None
    assert {table: list(table.objects.order_by("pk").values()) for table in tables} == before
