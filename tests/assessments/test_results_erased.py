"""Answers that waited when their learner was erased: out of the total, and nothing waits for them."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from assessments.evaluation.marks import State
from assessments.evaluation.reading import first_of, marks_of, took_of
from assessments.exports.cohort import responses_sheet
from assessments.models import LateResponse, Mark
from assessments.points import points_of
from assessments.reports.attempts import attempt_lines
from assessments.reports.cohort_results import results_of
from assessments.reports.learner_results import learner_results
from assessments.reports.lesson_results import cohorts_with_quizzes, lesson_results
from courses.models import Cohort, Enrolment
from tests.assessments.classes import make_pair
from tests.assessments.marked import submit, teacher
from tests.factories import NOW, EnrolmentFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
N = 6


def build_class():
    """Six learners with a choice and a written answer in both quizzes; the last one's after the lesson is unmarked."""
    pre, post = make_pair(types=("true-false", "narrative"))
    marker = teacher(pre)
    for number in range(N):
        seat = EnrolmentFactory(cohort=pre.cohort)
        for sitting, is_right in ((pre, False), (post, number % 2 == 0)):
            attempt = submit(sitting, not is_right, "They have a stake.", enrolment=seat)
            if sitting == pre or number < N - 1:
                points = Decimal(number % 2) if sitting == post else Decimal(0)
                Mark.objects.create(attempt=attempt, position=1, marker=marker, number=1, points=points, at=NOW)
    return pre, post, attempt


world_once, world = built_once(build_class)


def erase(attempt):
    Enrolment.objects.filter(pk=attempt.enrolment_id).update(erased_at=NOW)


def state(attempt):
    marks = marks_of(took_of(first_of([attempt.sitting_id])))
    row = [each.pk for each in marks.took].index(attempt.pk)
    return State(marks.states[row, 1])


def test_until_the_learner_is_erased_the_class_is_provisional(world):
    pre, post, last = world
    assert (results_of(pre.cohort, pre, post).n_waiting, state(last)) == (1, State.WAITING)
    erase(last)
    found = results_of(pre.cohort, pre, post)
    assert (found.n_waiting, found.n_lost, state(last)) == (0, 1, State.LOST)
    assert {row.after.n_waiting for row in found.learners} == {0}
    lines = lesson_results(post.form_a.lesson, list(cohorts_with_quizzes(Cohort.objects.all(), post.form_a.lesson)))
    assert lines.n_waiting == 0
    assert learner_results(last.enrolment, pre, post).n_waiting == 0


def test_what_was_never_marked_counts_on_neither_side(world):
    """As while it waited: the learner is compared on the other question, and nobody's figures change."""
    pre, post, last = world
    before = results_of(pre.cohort, pre, post)
    erase(last)
    after = results_of(pre.cohort, pre, post)
    assert (after.gain, after.percents_after.tolist()) == (before.gain, before.percents_after.tolist())
    row = next(each for each in after.learners if each.seat == last.enrolment_id)
    # Not right after, and the mark of 0 before is left out with the answer that nobody marked.
    assert (row.before.percent, row.after.percent, row.change) == (0, 0, 0)


def test_one_answer_that_nobody_can_mark_keeps_no_question_out_of_the_item_analysis(world):
    pre, post, last = world
    waiting = results_of(pre.cohort, pre, post).quality
    erase(last)
    found = results_of(pre.cohort, pre, post).quality
    assert (waiting.n, waiting.n_questions, found.n, found.n_questions) == (N, 1, N - 1, 2)
    # Of the five others the second and the fourth have the point.
    assert [value for _column, value in sorted(found.facility.items())] == [0.6, 0.4]


def test_points_and_marks_say_the_same(world):
    _pre, post, last = world
    waiting = points_of([last])[last.pk]
    assert (waiting.is_provisional, waiting.max_points) == (True, 2)
    erase(last)
    points = points_of([last])[last.pk]
    assert (points.is_provisional, points.max_points) == (False, 1)
    assert [(item.is_waiting, item.is_dropped) for item in points.items] == [(False, False), (False, True)]
    assert [line.points.is_provisional for line in attempt_lines(post)] == [False] * N


def test_what_was_marked_before_stays(world):
    _pre, post, last = world
    Mark.objects.create(attempt=last, position=1, marker=teacher(post), number=1, points=Decimal(1), at=NOW)
    erase(last)
    assert (state(last), points_of([last])[last.pk].points) == (State.RIGHT, 1)


def test_late_answers_of_whoever_was_erased_wait_for_nobody(world):
    pre, post, last = world
    LateResponse.objects.create(
        attempt=last, position=0, answer=False, sequence=9, event=uuid4(), typed_at=NOW, received_at=NOW
    )
    assert results_of(pre.cohort, pre, post).n_late == 1
    erase(last)
    assert results_of(pre.cohort, pre, post).n_late == 0


def test_pages_and_files_say_so(world, client):
    pre, post, last = world
    client.force_login(teacher(pre))
    page = reverse("assessments:results", args=[pre.cohort_id])
    said = "1 attempt of an erased learner has answers that were never marked."
    text = client.get(page).content.decode()
    assert ("Provisional." in text, said in text) == (True, False)
    erase(last)
    text = client.get(page).content.decode()
    assert ("Provisional." in text, said in text) == (False, True)
    learner = client.get(reverse("assessments:results-learner", args=[pre.cohort_id, last.enrolment_id]))
    assert "never marked" in learner.content.decode()
    rows = [list(row) for row in responses_sheet(results_of(pre.cohort, pre, post)).rows]
    assert [row[9] for row in rows].count("never marked, learner erased") == 1
