"""Several people at one form or one sitting at once: real threads, each with a connection of its own."""

import time
from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction

from assessments.actions.allocation import form_for
from assessments.actions.attempts import CannotStartError, start_attempt
from assessments.actions.forms import FormRefusedError, add_item, create_form, freeze_form
from assessments.actions.sittings import (
    Offer,
    SittingRefusedError,
    change_sitting,
    create_sitting,
    delete_sitting,
    open_now,
)
from assessments.coverage import form_sheet
from assessments.models import Allocation, AssessmentForm, Attempt, EnemyPair, FormItem, Sitting
from courses.models import AuditRow
from tests.assessments.crowd import PAUSE_SECONDS
from tests.assessments.factories import FormFactory, KeyRevisionFactory, SittingFactory
from tests.factories import NOW, CohortFactory, EnrolmentFactory, UserFactory

N_THREADS = 8
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(crowd):
    """Make or read rows in the database that the threads share: ``world(make)``."""
    return lambda make: crowd([make])[0]


def refused(verb, **change):
    try:
        verb(now=NOW, **change)
    except FormRefusedError:
        return True
    return False


def make_draft():
    """Return a draft of one question, who edits it, and an enemy of that question."""
    form = FormFactory(types=["true-false"], frozen_at=None)
    enemy = KeyRevisionFactory(version__question__lesson=form.lesson).version.question
    EnemyPair.objects.create(first=form.items.get().version.question, second=enemy, why="One names the other.")
    return form, UserFactory(), enemy


@pytest.mark.parametrize("attempt", range(4))
def test_a_form_frozen_while_somebody_adds_an_enemy_holds_none(world, crowd, attempt):
    form, by, enemy = world(make_draft)
    outcome = crowd(
        [
            lambda: refused(freeze_form, form=form, by=by),
            lambda: refused(add_item, form=form, question=enemy, by=by),
        ]
    )
    frozen = world(AssessmentForm.objects.get)
    assert sorted(outcome) == [False, True]
    assert (frozen.is_frozen, world(FormItem.objects.count)) == ((True, 1) if outcome[1] else (False, 2))
    if frozen.is_frozen:
        assert world(lambda: form_sheet(frozen)).problems == []


def test_a_button_pressed_many_times_adds_one_question_and_freezes_once(world, crowd):
    form, by, _enemy = world(make_draft)
    new = world(lambda: KeyRevisionFactory(version__question__lesson=form.lesson).version.question)
    added = crowd([lambda: add_item(form=form, question=new, by=by, now=NOW)] * N_THREADS)
    assert (sum(added), world(lambda: list(FormItem.objects.values_list("position", flat=True)))) == (1, [0, 1])
    assert sum(crowd([lambda: freeze_form(form=form, by=by, now=NOW)] * N_THREADS)) == 1
    assert world(lambda: sorted(AuditRow.objects.values_list("verb", flat=True))) == ["add question", "freeze"]


def test_several_people_make_one_form_and_one_sitting(world, crowd):
    frozen, by = world(lambda: (FormFactory(types=["true-false"]), UserFactory()))
    cohort = world(lambda: CohortFactory(course=frozen.lesson.course))
    offer = Offer(kind="pre", label="Before", form_a=frozen)
    made = crowd([lambda: create_form(lesson=frozen.lesson, label="New", by=by, now=NOW).pk] * N_THREADS)
    held = crowd([lambda: create_sitting(cohort=cohort, offer=offer, by=by, now=NOW).pk] * N_THREADS)
    assert (len(set(made)), len(set(held)), world(Sitting.objects.count)) == (1, 1, 1)


def make_pair():
    """Return a sitting with two forms that its clock has opened, its learners, and who looks after it."""
    form = FormFactory(types=["true-false"])
    other = FormFactory(types=["true-false"], lesson=form.lesson)
    cohort = CohortFactory(course=form.lesson.course)
    learners = [EnrolmentFactory(cohort=cohort) for _ in range(N_THREADS)]
    offer = Offer(kind="pre", label="Before", form_a=form, form_b=other, opens_at=NOW)
    by = UserFactory()
    return create_sitting(cohort=cohort, offer=offer, by=by, now=NOW), learners, by


def test_learners_who_start_together_get_one_form_each_and_each_form_half_of_them(world, crowd):
    sitting, learners, _by = world(make_pair)
    given = crowd([lambda each=each: form_for(sitting=sitting, enrolment=each, now=NOW).pk for each in learners])
    assert sorted(Counter(given).values()) == [N_THREADS // 2, N_THREADS // 2]
    stored = world(lambda: dict(Allocation.objects.values_list("enrolment", "form")))
    assert stored == dict(zip([each.pk for each in learners], given, strict=True))


def test_one_of_many_opens_it(world, crowd):
    sitting, _learners, by = world(make_pair)
    world(lambda: Sitting.objects.update(opens_at=None))
    assert sum(crowd([lambda: open_now(sitting=sitting, by=by, now=NOW)] * N_THREADS)) == 1
    assert world(Allocation.objects.count) == N_THREADS


def begun(world):
    """Return an open sitting without an attempt, and the seat of a learner."""
    sitting = world(lambda: SittingFactory(minutes=20))
    return sitting, world(lambda: EnrolmentFactory(cohort=sitting.cohort))


def slowly_started(sitting, seat):
    """Begin, and let the transaction stand open long enough for somebody else to overtake."""
    with transaction.atomic():
        attempt = start_attempt(sitting=sitting, enrolment=seat, now=NOW)
        time.sleep(PAUSE_SECONDS)
    return attempt


def soon(verb):
    """Run ``verb`` while the other thread pauses; return what it returned, or None when it was refused."""
    time.sleep(PAUSE_SECONDS / 3)
    try:
        return verb()
    except (SittingRefusedError, CannotStartError):
        return None


def test_what_is_begun_meanwhile_is_neither_changed_nor_deleted(world, crowd):
    sitting, seat = begun(world)
    by = world(UserFactory)
    offer = Offer(kind=sitting.kind, label=sitting.label, form_a=sitting.form_a, opens_at=NOW, minutes=30)
    _attempt, is_changed, is_deleted = crowd(
        [
            lambda: slowly_started(sitting, seat),
            lambda: soon(lambda: change_sitting(sitting=sitting, offer=offer, by=by, now=NOW)),
            lambda: soon(lambda: delete_sitting(sitting=sitting, by=by, now=NOW)),
        ]
    )
    assert (is_changed, is_deleted) == (None, None)
    assert world(lambda: (Attempt.objects.count(), Sitting.objects.get().minutes)) == (1, 20)


def test_who_begins_while_it_is_changed_begins_what_it_is_now(world, crowd):
    sitting, seat = begun(world)
    by = world(UserFactory)
    offer = Offer(kind=sitting.kind, label=sitting.label, form_a=sitting.form_a, opens_at=NOW, minutes=30)

    def slowly_changed():
        with transaction.atomic():
            change_sitting(sitting=sitting, offer=offer, by=by, now=NOW)
            time.sleep(PAUSE_SECONDS)

    start = partial(start_attempt, sitting=sitting, enrolment=seat, now=NOW)
    _changed, attempt = crowd([slowly_changed, lambda: soon(start)])
    assert attempt.deadline == NOW + timedelta(minutes=30)


def test_nobody_begins_what_is_deleted_meanwhile(world, crowd):
    sitting, seat = begun(world)
    by = world(UserFactory)

    def slowly_deleted():
        with transaction.atomic():
            delete_sitting(sitting=sitting, by=by, now=NOW)
            time.sleep(PAUSE_SECONDS)

    start = partial(start_attempt, sitting=sitting, enrolment=seat, now=NOW)
    assert crowd([slowly_deleted, lambda: soon(start)])[1] is None
    assert world(Attempt.objects.count) == 0
