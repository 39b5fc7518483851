"""Left blank on the way, or not reached: by the order in which each learner had the questions."""

import numpy as np
import pytest
from django.urls import reverse

from assessments.evaluation.reaching import not_reached
from assessments.evaluation.reading import first_of, marks_of, took_of
from assessments.models import Attempt
from assessments.ordering import question_order
from assessments.reports.cohort_results import results_of
from tests.assessments.classes import make_pair, sit
from tests.assessments.marked import submit, teacher
from tests.factories import EnrolmentFactory

pytestmark = pytest.mark.django_db
TYPES = ("true-false",) * 4


def mask(sitting, *, is_shuffled=False):
    marks = marks_of(took_of(first_of([sitting.pk])))
    found = not_reached(marks, range(len(marks.took)), {sitting.pk} if is_shuffled else set())
    return found.astype(int).tolist()


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((False, None, True, None), [0, 0, 0, 1]),
        ((None, None, False, True), [0, 0, 0, 0]),
        ((True, None, None, None), [0, 1, 1, 1]),
        ((False, True, False, True), [0, 0, 0, 0]),
        ((None, None, None, None), [1, 1, 1, 1]),
    ],
)
def test_what_comes_after_the_last_answer_was_not_reached(answers, expected):
    pre, _post = make_pair(types=TYPES)
    submit(pre, *answers)
    assert mask(pre) == [expected]


def test_the_order_is_the_one_that_the_learner_had():
    pre, _post = make_pair(types=TYPES)
    attempt = submit(pre, None, None, None, None)
    seed = next(seed for seed in range(99) if question_order(range(4), seed=seed, is_shuffled=True) == [3, 1, 0, 2])
    Attempt.objects.filter(pk=attempt.pk).update(seed=seed)
    attempt.scores.filter(position=1).update(verdict="wrong")
    assert mask(pre, is_shuffled=True) == [[1, 0, 1, 0]]
    # The same answers in the order of the form, and on paper, which is printed in that order.
    assert mask(pre) == [[0, 0, 1, 1]]
    Attempt.objects.filter(pk=attempt.pk).update(close_reason=Attempt.CloseReason.PAPER)
    assert mask(pre, is_shuffled=True) == [[0, 0, 1, 1]]


def test_only_the_rows_that_were_asked_for():
    pre, _post = make_pair(types=TYPES)
    submit(pre, True, None, None, None)
    submit(pre, True, True, None, None)
    marks = marks_of(took_of(first_of([pre.pk])))
    assert not_reached(marks, [1], set()).sum(axis=1).tolist() == [0, 2]


def test_what_was_answered_counts_as_reached_even_out_of_the_total():
    """The last question was answered and then taken out of the total: the one before it was passed over."""
    pre, _post = make_pair(types=TYPES)
    attempt = submit(pre, True, None, True, None)
    attempt.scores.filter(position=2).update(points=None)
    assert mask(pre) == [[0, 0, 0, 1]]
    attempt.scores.filter(position=3).update(points=None)
    assert mask(pre) == [[0, 0, 0, 0]]


def test_points_by_hand_for_a_blank_are_no_blank():
    pre, _post = make_pair(types=TYPES)
    attempt = submit(pre, True, None, None, None)
    attempt.overrides.create(position=3, points=1, reason="Said aloud", by=teacher(pre), at=attempt.submitted_at)
    assert mask(pre) == [[0, 1, 1, 0]]


def test_the_page_tells_them_apart(client):
    pre, post = make_pair(types=TYPES, is_shuffled=False)
    post.is_shuffled = False
    post.save()
    sit(pre, post, *[(1, 2)] * 5)
    for answers in ((True, None, True, None), (True, None, None, None), (None, True, True, True)):
        submit(post, *answers, enrolment=EnrolmentFactory(cohort=pre.cohort))
    found = results_of(pre.cohort, pre, post).questions
    assert [(row.n_blank, row.n_not_reached) for row in found] == [(1, 0), (1, 1), (0, 1), (0, 2)]
    client.force_login(teacher(pre))
    text = client.get(reverse("assessments:results", args=[pre.cohort_id])).content.decode()
    assert ("Left blank after" in text, "Not reached after" in text) == (True, True)


def test_nobody():
    pre, _post = make_pair(types=TYPES)
    marks = marks_of([], [pre.form_a_id])
    assert not_reached(marks, [], set()).shape == np.shape(marks.states) == (0, 4)
