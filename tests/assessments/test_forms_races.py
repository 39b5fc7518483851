"""Several people at one form or one sitting at once: real threads, each with a connection of its own."""

from collections import Counter

import pytest

from assessments.actions.allocation import form_for
from assessments.actions.forms import FormRefusedError, add_item, create_form, freeze_form
from assessments.actions.sittings import Offer, create_sitting, open_now
from assessments.models import Allocation, AssessmentForm, EnemyPair, FormItem, Sitting
from assessments.reports.forms import form_sheet
from courses.models import AuditRow
from tests.assessments.factories import FormFactory, KeyRevisionFactory
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
