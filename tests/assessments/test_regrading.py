"""Correcting a key: what it does under each policy, that it can be seen before, and taken back."""

from copy import deepcopy
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.actions.corrections import Correction
from assessments.actions.regrading import (
    ChangedMeanwhileError,
    LaterRegradeError,
    apply_regrade,
    newest_revision,
    preview_regrade,
    state_of,
    undo_regrade,
)
from assessments.models import KeyRevision, Mark, Override, RegradeRun, Score
from assessments.points import points_of
from courses.models import AuditRow, Cohort, Enrolment
from tests.assessments.factories import SAMPLES
from tests.assessments.marked import RIGHT, make_sitting, submit, teacher, total, version_of
from tests.factories import NOW
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
LATER = NOW.replace(hour=12)
Policy = RegradeRun.Policy


def flipped():
    """The key of the true/false sample, the other way round."""
    return {**deepcopy(SAMPLES["true-false"][2]), "answer": True}


def build_sitting():
    return make_sitting("true-false", "check-all")


world_once, sitting = built_once(build_sitting)


@pytest.fixture
def attempts(sitting):
    """Somebody who was right, somebody who was not, and somebody who left it; all have a second question right."""
    return [submit(sitting, answer, ["a", "b"]) for answer in (False, True, None)]


@pytest.fixture
def director(sitting):
    return teacher(sitting)


@pytest.fixture
def correct(sitting, director):
    def correct(policy=Policy.NEW_KEY, key=None, **fields):
        correction = Correction(version_of(sitting), policy, key, **fields)
        return apply_regrade(correction=correction, reason="The key was wrong", by=director, now=LATER)

    return correct


def totals(attempts):
    points = points_of(attempts)
    return [(points[each.pk].points, points[each.pk].max_points) for each in attempts]


CASES = [
    (Policy.NEW_KEY, [(1, 2), (2, 2), (1, 2)], (1, 1, 1)),
    (Policy.NEVER_LOWER, [(2, 2), (2, 2), (1, 2)], (1, 0, 2)),
    (Policy.FULL_CREDIT, [(2, 2), (2, 2), (2, 2)], (2, 0, 1)),
    (Policy.DROP, [(1, 1), (1, 1), (1, 1)], (2, 0, 1)),
]


@pytest.mark.parametrize(("policy", "expected", "counts"), CASES)
def test_each_policy_is_shown_before_applied_and_taken_back(
    sitting, attempts, director, correct, policy, expected, counts
):
    before = totals(attempts)
    assert before == [(2, 2), (1, 2), (1, 2)]
    plan = preview_regrade(correction=Correction(version_of(sitting), policy, flipped()), now=NOW)
    assert [(change.after.points, change.after.max_points) for change in plan.changes] == expected
    assert (plan.n_up, plan.n_down, plan.n_same) == counts
    assert (totals(attempts), KeyRevision.objects.count(), RegradeRun.objects.count()) == (before, 2, 0)

    run = correct(policy, flipped())
    assert totals(attempts) == expected
    assert [undo_regrade(run=run, by=director, now=LATER) for _ in range(2)] == [True, False]
    assert totals(attempts) == before
    assert list(AuditRow.objects.values_list("verb", flat=True)) == ["undo regrade", "regrade"]


def test_a_run_says_who_why_and_with_which_key(sitting, attempts, director, correct):
    run = correct(key=flipped())
    revision = newest_revision(version_of(sitting))
    assert (run.by, run.reason, run.revision, revision.number) == (director, "The key was wrong", revision, 2)
    assert (revision.key, revision.reason) == (flipped(), "The key was wrong")
    rows = run.scores.values_list("attempt", "verdict", "points", "revision")
    assert list(rows.order_by("attempt")) == [
        (attempts[0].pk, "wrong", 0, revision.pk),
        (attempts[1].pk, "correct", 1, revision.pk),
        (attempts[2].pk, "unanswered", 0, revision.pk),
    ]


def test_undoing_puts_the_former_key_in_force_for_whoever_comes_later(sitting, attempts, director, correct):
    run = correct(key=flipped())
    meanwhile = submit(sitting, True, ["a", "b"])
    assert total(meanwhile) == 2
    undo_regrade(run=run, by=director, now=LATER)
    assert total(meanwhile) == 1
    assert total(submit(sitting, False, ["a", "b"])) == 2
    numbers = version_of(sitting).key_revisions.values_list("number", "key__answer")
    assert list(numbers) == [(1, False), (2, True), (3, False)]


@pytest.mark.parametrize(("policy", "expected"), [(Policy.FULL_CREDIT, (2, 2)), (Policy.DROP, (1, 1))])
def test_who_hands_in_later_is_treated_like_everybody(sitting, attempts, director, correct, policy, expected):
    run = correct(policy)
    late = submit(sitting, None, ["a", "b"])
    assert totals([late]) == [expected]
    undo_regrade(run=run, by=director, now=LATER)
    assert totals([late]) == [(1, 2)]


@pytest.mark.parametrize(("policy", "expected", "counts"), CASES)
@pytest.mark.parametrize("closed", ["archived", "erased"])
def test_undoing_leaves_archived_cohorts_and_erased_learners_as_they_are(
    sitting, attempts, director, correct, closed, policy, expected, counts
):
    before = totals(attempts)
    run = correct(policy, flipped(), includes_decided=True)
    decided = totals(attempts)
    if closed == "archived":
        Cohort.objects.filter(pk=sitting.cohort_id).update(archived_at=LATER)
    else:
        Enrolment.objects.filter(pk=attempts[0].enrolment_id).update(erased_at=LATER)
    undo_regrade(run=run, by=director, now=LATER)
    told = AuditRow.objects.get(verb="undo regrade").detail["n_scores"]
    assert told == (0 if closed == "archived" else sum(a != b for a, b in zip(decided[1:], before[1:], strict=True)))
    undone = [(2, 2), (1, 2), (1, 2)]
    assert totals(attempts) == (decided if closed == "archived" else [decided[0], *undone[1:]])
    assert decided == expected


def test_undoing_leaves_points_set_with_a_correction_in_an_archived_cohort(sitting, attempts, director, correct):
    decide(attempts[0], director, 0)
    run = correct(Policy.FULL_CREDIT, includes_decided=True)
    assert totals(attempts[:1]) == [(2, 2)]
    Cohort.objects.filter(pk=sitting.cohort_id).update(archived_at=LATER)
    undo_regrade(run=run, by=director, now=LATER)
    assert totals(attempts[:1]) == [(2, 2)]


def decide(attempt, by, points):
    Override.objects.create(attempt=attempt, position=0, points=points, reason="Seen in class", by=by, at=NOW)


@pytest.mark.parametrize("policy", Policy.values)
def test_what_a_person_decided_stands_unless_asked(sitting, attempts, director, correct, policy):
    decide(attempts[0], director, Decimal("0.5"))
    correct(policy, flipped())
    assert totals(attempts[:1]) == [(Decimal("1.5"), 2)]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (Policy.NEW_KEY, (1, 2)),
        (Policy.NEVER_LOWER, (Decimal("1.5"), 2)),
        (Policy.FULL_CREDIT, (2, 2)),
        (Policy.DROP, (1, 1)),
    ],
)
def test_when_asked_a_regrade_replaces_decisions_and_gives_them_back(
    sitting, attempts, director, correct, policy, expected
):
    decide(attempts[0], director, Decimal("0.5"))
    run = correct(policy, flipped(), includes_decided=True)
    assert totals(attempts[:1]) == [expected]
    undo_regrade(run=run, by=director, now=LATER)
    assert totals(attempts[:1]) == [(Decimal("1.5"), 2)]


def test_marks_stand_below_a_regrade(director):
    sitting = make_sitting("narrative")
    marked, waiting = submit(sitting, RIGHT["narrative"]), submit(sitting, RIGHT["narrative"])
    Mark.objects.create(attempt=marked, position=0, marker=director, number=1, points=0, at=NOW)
    correction = Correction(version_of(sitting), Policy.FULL_CREDIT)
    run = apply_regrade(correction=correction, reason="Unclear question", by=director, now=LATER)
    assert totals([marked, waiting]) == [(0, 1), (1, 1)]
    undo_regrade(run=run, by=director, now=LATER)
    assert [points_of([waiting])[waiting.pk].is_provisional, total(marked)] == [True, 0]


def test_only_the_latest_regrade_can_be_undone(attempts, director, correct):
    first, second = correct(key=flipped()), correct(Policy.FULL_CREDIT)
    with pytest.raises(LaterRegradeError) as refused:
        undo_regrade(run=first, by=director, now=LATER)
    assert refused.value.later == second
    for run in (second, first):
        assert undo_regrade(run=run, by=director, now=LATER)
    assert totals(attempts) == [(2, 2), (1, 2), (1, 2)]


def test_nobody_decides_on_what_is_past(sitting, attempts, director, correct):
    seen = state_of(version_of(sitting))
    run = correct(key=flipped())
    correction = Correction(version_of(sitting), Policy.NEW_KEY, flipped())
    with pytest.raises(ChangedMeanwhileError):
        apply_regrade(correction=correction, reason="Again", by=director, now=LATER, seen=seen)
    undo_regrade(run=run, by=director, now=LATER)
    with pytest.raises(ChangedMeanwhileError):
        apply_regrade(correction=correction, reason="Again", by=director, now=LATER, seen=seen)
    assert RegradeRun.objects.count() == 1


def test_voided_and_open_attempts_and_other_questions_are_left_alone(sitting, attempts, correct):
    voided = submit(sitting, True, ["a", "b"], voided_at=NOW)
    correct(Policy.FULL_CREDIT)
    assert not Score.objects.filter(attempt=voided, regrade__isnull=False).exists()
    assert set(Score.objects.filter(regrade__isnull=False).values_list("position", flat=True)) == {0}


def test_the_number_of_queries_does_not_grow(sitting, attempts, director, django_assert_num_queries):
    correction = Correction(version_of(sitting), Policy.NEW_KEY, flipped())
    _ = correction.version.question.lesson
    with django_assert_num_queries(13):
        preview_regrade(correction=correction, now=NOW)
    for _ in range(20):
        submit(sitting, True, ["c"])
    with django_assert_num_queries(13):
        preview_regrade(correction=correction, now=NOW)


ANSWERS = st.tuples(
    st.sampled_from([True, False, None]), st.sampled_from([None, ["a"], ["a", "b"], ["c"], ["a", "b", "c", "d"]])
)
STEPS = st.tuples(st.sampled_from(Policy.values), st.booleans(), st.booleans(), st.sampled_from([0, 1]))


def other_key(position):
    if position == 0:
        return flipped()
    key = deepcopy(SAMPLES["check-all"][2])
    for option in "abc":
        key["options"][option]["correct"] = option == "c"
    return key


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    answers=st.lists(ANSWERS, min_size=1, max_size=5),
    decided=st.lists(st.tuples(st.sampled_from([0, 1]), st.sampled_from(["0", "0.5", "1"])), max_size=3),
    steps=st.lists(STEPS, min_size=1, max_size=4),
)
def test_applying_and_undoing_restores_every_total(answers, decided, steps):
    sitting = make_sitting("true-false", "check-all")
    by = teacher(sitting)
    attempts = [submit(sitting, *answer) for answer in answers]
    for number, (position, points) in enumerate(decided):
        attempt = attempts[number % len(attempts)]
        Override.objects.create(attempt=attempt, position=position, points=points, reason="x", by=by, at=NOW)
    seen, runs = [totals(attempts)], []
    for policy, has_key, includes_decided, position in steps:
        key = other_key(position) if has_key else None
        correction = Correction(version_of(sitting, position), policy, key, includes_decided)
        expected = preview_regrade(correction=correction, now=LATER)
        runs.append(apply_regrade(correction=correction, reason="x", by=by, now=LATER))
        seen.append(totals(attempts))
        assert {change.attempt.pk: change.after.points for change in expected.changes} == {
            attempt.pk: points for attempt, (points, _) in zip(attempts, seen[-1], strict=True)
        }
    while runs:
        assert totals(attempts) == seen.pop()
        undo_regrade(run=runs.pop(), by=by, now=LATER)
    assert totals(attempts) == seen.pop()
