"""Sittings: making, opening, closing, releasing; more time; who takes which form."""

from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

import pytest

from assessments.actions.allocation import allocate, form_for
from assessments.actions.sittings import (
    Offer,
    SittingRefusedError,
    close_now,
    create_sitting,
    open_now,
    release_now,
    reopen,
    set_accommodation,
    set_clock,
    take_in,
    withdraw_release,
)
from assessments.models import Accommodation, Allocation, Attempt, FormItem, Sitting
from courses.models import AuditRow
from tests.assessments.factories import AttemptFactory, FormFactory, SittingFactory
from tests.factories import NOW, CohortFactory, EnrolmentFactory, UserFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
BEFORE, LATER = NOW - HOUR, NOW + HOUR


def build_world():
    form = FormFactory(types=["true-false"])
    return SimpleNamespace(
        form=form,
        other=FormFactory(types=["true-false"], lesson=form.lesson),
        cohort=CohortFactory(course=form.lesson.course),
        by=UserFactory(),
    )


world_once, world = built_once(build_world)


def change(world, now=NOW):
    return {"by": world.by, "now": now}


def make(world, label="Before", **offer):
    offer = Offer(**{"kind": "pre", "label": label, "form_a": world.form, **offer})
    return create_sitting(cohort=world.cohort, offer=offer, **change(world))


def two_forms(world, label="Before", **offer):
    return make(world, label, form_b=world.other, **offer)


def join(world, n):
    return [EnrolmentFactory(cohort=world.cohort) for _ in range(n)]


def audit():
    return list(AuditRow.objects.order_by("pk").values_list("verb", flat=True))


def clock(sitting):
    sitting.refresh_from_db()
    return sitting.opens_at, sitting.closes_at


# --- making --------------------------------------------------------------------------------------------


def test_a_sitting_is_what_was_offered(world):
    sitting = make(world, minutes=20, release_answers="after-close")
    assert (sitting.cohort, sitting.kind, sitting.form_a, sitting.form_b, sitting.minutes, sitting.release_answers) == (
        world.cohort,
        "pre",
        world.form,
        None,
        20,
        "after-close",
    )
    assert (sitting.opens_at, sitting.created_at, audit()) == (None, NOW, ["create"])


def test_the_same_offer_twice_is_one_sitting(world):
    assert make(world, minutes=20) == make(world, minutes=20)
    assert (Sitting.objects.count(), audit()) == (1, ["create"])


REFUSED = {
    "a name that is taken": ({"minutes": 30}, "has a quiz of this name"),
    "a draft": ({"label": "New", "form_a": "draft"}, "Only a frozen form of this course"),
    "a second form that is a draft": ({"label": "New", "form_b": "draft"}, "Only a frozen form of this course"),
    "another course": ({"label": "New", "form_a": "stranger"}, "Only a frozen form of this course"),
    "one form twice": ({"label": "New", "form_b": "form"}, "must be two forms"),
    "forms of two lessons": ({"label": "New", "form_b": "cousin"}, "must belong to the same lesson"),
    "nothing to turn around": ({"label": "New", "form_b": "other", "crosses": "single"}, "can be turned around"),
    "one form for two": ({"label": "New", "crosses": "double"}, "can be turned around"),
    "another cohort": ({"label": "New", "form_b": "other", "crosses": "elsewhere"}, "can be turned around"),
}


@pytest.mark.parametrize(("offer", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_offered_is_refused(world, offer, reason):
    world.single, world.double = make(world), two_forms(world, "Two")
    world.elsewhere = SittingFactory(form_a=world.form, form_b=world.other)
    world.draft = FormFactory(types=[], lesson=world.form.lesson, frozen_at=None)
    world.stranger = FormFactory(types=[])
    world.cousin = FormFactory(types=[], lesson__course=world.form.lesson.course)
    rows = {name: getattr(world, value) for name, value in offer.items() if name.startswith(("form", "crosses"))}
    with pytest.raises(SittingRefusedError, match=reason):
        make(world, **{**offer, **rows})
    assert Sitting.objects.count() == 3


def test_parallel_forms_that_share_a_question_are_refused(world):
    FormItem.objects.create(form=world.other, position=1, version=world.form.items.get().version, points=1)
    with pytest.raises(SittingRefusedError, match="must not share a question"):
        two_forms(world)


# --- the clock -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opens_at", "closes_at", "is_first", "after"),
    [
        (None, None, True, (NOW, None)),
        (LATER, None, True, (NOW, None)),
        (LATER, LATER + HOUR, True, (NOW, LATER + HOUR)),
        (BEFORE, None, False, (BEFORE, None)),
        (BEFORE, NOW, False, (BEFORE, NOW)),
        (None, BEFORE, False, (None, BEFORE)),
    ],
)
def test_opening(world, opens_at, closes_at, is_first, after):
    sitting = make(world, opens_at=opens_at, closes_at=closes_at)
    assert open_now(sitting=sitting, **change(world)) is is_first
    assert open_now(sitting=sitting, **change(world)) is False
    assert (clock(sitting), audit()) == (after, ["create"] + ["open"] * is_first)


@pytest.mark.parametrize(
    ("opens_at", "closes_at", "is_first", "after"),
    [
        (BEFORE, None, True, (BEFORE, NOW)),
        (BEFORE, LATER, True, (BEFORE, NOW)),
        (NOW, None, True, (NOW, NOW)),
        (BEFORE, BEFORE, False, (BEFORE, BEFORE)),
        (None, None, False, (None, None)),
        (LATER, None, False, (LATER, None)),
    ],
)
def test_closing(world, opens_at, closes_at, is_first, after):
    sitting = make(world, opens_at=opens_at, closes_at=closes_at)
    assert close_now(sitting=sitting, **change(world)) is is_first
    assert close_now(sitting=sitting, **change(world)) is False
    assert (clock(sitting), audit()) == (after, ["create"] + ["close"] * is_first)


def test_closing_again_takes_in_what_was_saved(world):
    sitting = make(world, opens_at=BEFORE)
    attempt = AttemptFactory(sitting=sitting, started_at=BEFORE)
    close_now(sitting=sitting, **change(world))
    attempt.refresh_from_db()
    assert attempt.submitted_at is None  # its answers may still be on their way
    sitting.refresh_from_db()
    close_now(sitting=sitting, **change(world, LATER))
    attempt.refresh_from_db()
    assert (attempt.submitted_at, attempt.close_reason) == (NOW, Attempt.CloseReason.EXPIRED)


@pytest.mark.parametrize(
    ("opens_at", "closes_at", "is_first", "after"),
    [
        (BEFORE, NOW, True, (BEFORE, None)),
        (None, BEFORE, True, (NOW, None)),
        (BEFORE, LATER, False, (BEFORE, LATER)),
        (BEFORE, None, False, (BEFORE, None)),
    ],
)
def test_opening_again(world, opens_at, closes_at, is_first, after):
    sitting = make(world, opens_at=opens_at, closes_at=closes_at)
    assert reopen(sitting=sitting, **change(world)) is is_first
    assert reopen(sitting=sitting, **change(world)) is False
    assert (clock(sitting), audit()) == (after, ["create"] + ["reopen"] * is_first)


def test_the_clock_is_set(world):
    sitting = make(world)
    assert set_clock(sitting=sitting, opens_at=NOW, closes_at=LATER, **change(world)) is True
    assert set_clock(sitting=sitting, opens_at=NOW, closes_at=LATER, **change(world)) is False
    with pytest.raises(SittingRefusedError, match="close after it opens"):
        set_clock(sitting=sitting, opens_at=NOW, closes_at=BEFORE, **change(world))
    assert (clock(sitting), audit()) == ((NOW, LATER), ["create", "set clock"])
    assert AuditRow.objects.get(verb="set clock").detail == {
        "opens_at": NOW.isoformat(),
        "closes_at": LATER.isoformat(),
    }
    assert set_clock(sitting=sitting, opens_at=None, closes_at=None, **change(world)) is True
    assert clock(sitting) == (None, None)


def test_releasing_and_hiding_again(world):
    sitting = make(world)
    assert [release_now(sitting=sitting, **change(world)) for _ in range(2)] == [True, False]
    sitting.refresh_from_db()
    assert sitting.released_at == NOW
    assert [withdraw_release(sitting=sitting, **change(world)) for _ in range(2)] == [True, False]
    sitting.refresh_from_db()
    assert (sitting.released_at, audit()) == (None, ["create", "release", "withdraw release"])


def test_extra_time(world):
    seat = EnrolmentFactory(cohort=world.cohort)
    given = [set_accommodation(enrolment=seat, extra_minutes=n, **change(world)) for n in (0, 10, 10, 15, 0)]
    assert given == [False, True, False, True, True]
    assert list(Accommodation.objects.values_list("enrolment", "extra_minutes")) == [(seat.pk, 0)]
    assert list(AuditRow.objects.order_by("pk").values_list("detail", flat=True)) == [
        {"minutes": 10, "before": 0},
        {"minutes": 15, "before": 10},
        {"minutes": 0, "before": 15},
    ]


# --- who takes which form ------------------------------------------------------------------------------


def shares(sitting):
    """Return how many learners take each form, the rarer first."""
    return sorted(Counter(sitting.allocations.values_list("form", flat=True)).values())


def forms_of(sitting):
    return dict(sitting.allocations.values_list("enrolment", "form"))


def test_opening_gives_every_learner_a_form_and_each_form_to_half(world):
    learners = join(world, 10)
    EnrolmentFactory(cohort=world.cohort, instructor=True)
    EnrolmentFactory()
    sitting = two_forms(world)
    open_now(sitting=sitting, **change(world))
    assert set(forms_of(sitting)) == {learner.pk for learner in learners}
    assert (shares(sitting), audit()) == ([5, 5], ["create", "open", "allocate"])


@pytest.mark.parametrize("n", range(1, 14))
def test_both_forms_are_given_equally_often(world, n):
    join(world, n)
    sitting = two_forms(world)
    assert allocate(sitting=sitting, **change(world)) == n
    assert (sum(shares(sitting)), max(shares(sitting)) - (n // 2)) == (n, n % 2)


def test_the_draw_is_random_and_can_be_repeated(world):
    learners = join(world, 12)
    draws = []
    for label in "one", "two":
        sitting = two_forms(world, label)
        allocate(sitting=sitting, **change(world))
        draws.append([forms_of(sitting)[learner.pk] for learner in learners])
        Allocation.objects.filter(sitting=sitting).delete()
        allocate(sitting=sitting, **change(world))
        assert [forms_of(sitting)[learner.pk] for learner in learners] == draws[-1]
    assert draws[0] != draws[1]


def test_one_form_needs_no_allocation(world):
    [learner] = join(world, 1)
    sitting = make(world)
    assert allocate(sitting=sitting, **change(world)) == 0
    assert form_for(sitting=sitting, enrolment=learner, now=NOW) == world.form
    assert Allocation.objects.count() == 0


def test_an_allocation_is_written_once(world):
    join(world, 9)
    sitting = two_forms(world)
    allocate(sitting=sitting, **change(world))
    before = forms_of(sitting)
    assert allocate(sitting=sitting, **change(world)) == 0
    assert (forms_of(sitting), audit()) == (before, ["create", "allocate"])


def test_whoever_joins_late_gets_the_rarer_form(world):
    sitting = two_forms(world)
    for learner in join(world, 3):
        Allocation.objects.create(sitting=sitting, enrolment=learner, form=world.form)
    for form in (world.other, world.other, world.other):
        [late] = join(world, 1)
        assert [form_for(sitting=sitting, enrolment=late, now=NOW) for _ in range(2)] == [form, form]
    assert shares(sitting) == [3, 3]
    assert AuditRow.objects.filter(by=None, verb="allocate").count() == 3


def test_who_had_one_form_before_the_lesson_gets_the_other_after_it(world):
    join(world, 9)
    before = two_forms(world)
    allocate(sitting=before, **change(world))
    join(world, 3)
    after = two_forms(world, "After", kind="post", crosses=before)
    allocate(sitting=after, **change(world))
    had, have = forms_of(before), forms_of(after)
    assert {learner: {form, have[learner]} for learner, form in had.items()} == {
        learner: {world.form.pk, world.other.pk} for learner in had
    }
    assert (len(have), shares(after)) == (12, [6, 6])


def test_the_forms_may_have_changed_their_letters(world):
    [learner] = join(world, 1)
    before = two_forms(world)
    Allocation.objects.create(sitting=before, enrolment=learner, form=world.form)
    after = make(world, "After", kind="post", form_a=world.other, form_b=world.form, crosses=before)
    assert form_for(sitting=after, enrolment=learner, now=NOW) == world.other


def test_other_forms_are_crossed_by_their_letters(world):
    learners = join(world, 2)
    before = two_forms(world)
    for learner, form in zip(learners, [world.form, world.other], strict=True):
        Allocation.objects.create(sitting=before, enrolment=learner, form=form)
    new = [FormFactory(types=[], lesson=world.form.lesson) for _ in range(2)]
    after = make(world, "After", kind="post", form_a=new[0], form_b=new[1], crosses=before)
    assert [form_for(sitting=after, enrolment=learner, now=NOW) for learner in learners] == [new[1], new[0]]


def test_a_sitting_of_another_cohort_is_untouched(world):
    """Data that could leak: learners of another cohort with the same forms."""
    other = SittingFactory(form_a=world.form, form_b=world.other, cohort=CohortFactory(course=world.cohort.course))
    EnrolmentFactory(cohort=other.cohort)
    join(world, 2)
    sitting = two_forms(world)
    allocate(sitting=sitting, **change(world))
    assert (other.allocations.count(), sitting.allocations.count()) == (0, 2)


def test_taking_in_closes_what_is_over_and_leaves_the_quiz_open(world):
    sitting = make(world, opens_at=BEFORE, minutes=20)
    over = AttemptFactory(sitting=sitting, deadline=NOW - timedelta(minutes=5))
    going_on = AttemptFactory(sitting=sitting, deadline=NOW + timedelta(minutes=5))
    assert [take_in(sitting=sitting, **change(world)) for _ in range(2)] == [True, False]
    over.refresh_from_db()
    sitting.refresh_from_db()
    assert (over.close_reason, list(Attempt.objects.open()), sitting.is_open(NOW)) == ("expired", [going_on], True)
    rows = AuditRow.objects.order_by("pk").values_list("by", "verb", "subject")
    assert list(rows)[1:] == [
        (None, "expire", f"attempt {over.pk}"),
        (world.by.pk, "take in", f"sitting {sitting.pk}"),
    ]
