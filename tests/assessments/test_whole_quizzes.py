"""Results and certificates show another percent before the lesson while an answer waits, and both say why."""

from decimal import Decimal

import pytest
from django.urls import reverse

from assessments.models import Mark
from assessments.reports.certificates import certificates_of
from assessments.reports.cohort_results import results_of
from assessments.reports.learner_results import learner_results
from tests.assessments.classes import make_pair
from tests.assessments.marked import submit, teacher
from tests.factories import NOW, EnrolmentFactory

pytestmark = pytest.mark.django_db
IN_RESULTS = "compared here on the questions that have points in both."
IN_CERTIFICATES = "Before and after: the percent of each whole quiz, as far as it is marked."


@pytest.fixture
def world():
    """A learner with 1 of 2 points before, both marked, and a written answer after that waits."""
    pre, post = make_pair(types=("true-false", "narrative"))
    seat = EnrolmentFactory(cohort=pre.cohort)
    mark(submit(pre, True, "They have a stake.", enrolment=seat), 1)
    return pre, post, seat, submit(post, False, "They have a stake.", enrolment=seat)


def mark(attempt, points):
    marker = teacher(attempt.sitting)
    Mark.objects.create(attempt=attempt, position=1, marker=marker, number=1, points=Decimal(points), at=NOW)


def befores(pre, post, seat):
    """What results, the page of the learner and certificates show as the percent before."""
    (row,) = results_of(pre.cohort, pre, post).learners
    (candidate,) = certificates_of(pre.cohort, NOW).candidates
    return row.before.percent, learner_results(seat, pre, post).percent_before, candidate.sat[0].before


def told(client, pre):
    client.force_login(teacher(pre))
    pages = [client.get(reverse(f"assessments:{name}", args=[pre.cohort_id])) for name in ("results", "certificates")]
    texts = [" ".join(page.content.decode().split()) for page in pages]
    return IN_RESULTS in texts[0], IN_CERTIFICATES in texts[1]


def test_while_an_answer_waits_they_differ_and_both_pages_say_why(world, client):
    pre, post, seat, _last = world
    assert befores(pre, post, seat) == (0, 50, 50)
    assert told(client, pre) == (True, True)


def test_once_everything_is_marked_they_say_the_same(world, client):
    pre, post, seat, last = world
    mark(last, 1)
    assert befores(pre, post, seat) == (50, 50, 50)
    assert told(client, pre) == (False, True)


def test_nothing_is_explained_where_nobody_is_compared(world, client):
    pre, post, seat, last = world
    pre.attempts.update(voided_at=NOW)
    assert befores(pre, post, seat) == (None, None, None)
    assert told(client, pre)[0] is False
    assert last.sitting == post
