"""Who crosses the percent that a certificate asks for, when a key is corrected."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.actions.corrections import Correction
from assessments.actions.regrading import apply_regrade, newest_revision, preview_regrade
from assessments.models import CertificateRule, RegradeRun, Sitting
from assessments.reports.certificates import certificates_of
from assessments.reports.pass_lines import pass_lines
from tests.assessments.classes import make_pair
from tests.assessments.factories import SittingFactory
from tests.assessments.marked import submit, version_of
from tests.factories import NOW, CohortFactory, EnrolmentFactory, UserFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
Policy = RegradeRun.Policy


def build_quiz():
    """A quiz after the lesson with four questions; a certificate asks for half of the points."""
    _pre, post = make_pair(("true-false",) * 4)
    CertificateRule.objects.create(course=post.cohort.course, needs_both=False, least_percent=50)
    return post


world_once, quiz = built_once(build_quiz)


def flip(quiz, policy=Policy.NEW_KEY):
    """The first question, of which False was right, turned round."""
    version = version_of(quiz)
    return Correction(version, policy, {**newest_revision(version).key, "answer": True})


def lines(quiz, correction=None):
    """Cohort, percent, who comes to it and who falls below, of a correction that is only looked at."""
    correction = correction or flip(quiz)
    plan = preview_regrade(correction=correction, now=NOW)
    found = pass_lines(plan, plan.changes, quiz.form_a.lesson_id, NOW)
    return [(each.cohort, each.percent, each.n_reaching, each.n_falling) for each in found]


# The first answer is right by the new key, by the old one, or by neither; then one, two or three more are right.
UP, DOWN, OUT = True, False, None


def answers(first, n_more):
    return [first, *(place >= n_more for place in range(3))]


def sat(quiz, *attempts, **fields):
    """The seat of a learner with these attempts."""
    seat = EnrolmentFactory(cohort=quiz.cohort)
    for number, (first, n_more) in enumerate(attempts, 1):
        submit(quiz, *answers(first, n_more), enrolment=seat, number=number, **fields)
    return seat


def test_who_comes_to_the_percent_and_who_falls_below(quiz):
    sat(quiz, (UP, 1))  # 25 to 50 %
    sat(quiz, (UP, 1))
    sat(quiz, (DOWN, 1))  # 50 to 25 %
    sat(quiz, (UP, 3))  # 75 to 100 %
    sat(quiz, (DOWN, 3))  # 100 to 75 %
    sat(quiz, (OUT, 2))  # 50 % as before
    assert lines(quiz) == [(quiz.cohort, 50, 2, 1)]
    assert lines(quiz, flip(quiz, Policy.NEVER_LOWER)) == [(quiz.cohort, 50, 2, 0)]


def test_what_is_foretold_is_what_certificates_say_afterwards(quiz):
    for first in (UP, DOWN, OUT):
        for n_more in range(4):
            sat(quiz, (first, n_more))
    Sitting.objects.filter(pk=quiz.pk).update(counts=Sitting.Counts.BEST, attempts_allowed=2)
    sat(quiz, (UP, 1), (DOWN, 1))
    sat(quiz, (DOWN, 0), (OUT, 2))

    def reaching():
        return {each.seat.pk for each in certificates_of(quiz.cohort, NOW).candidates if not each.reasons}

    before, foretold = reaching(), lines(quiz)
    apply_regrade(correction=flip(quiz), reason="A slip", by=UserFactory(), now=NOW)
    after = reaching()
    assert foretold == [(quiz.cohort, 50, len(after - before), len(before - after))]
    assert foretold == [(quiz.cohort, 50, 1, 1)]


@pytest.mark.parametrize(("counts", "n_up"), [("first", 1), ("last", 0), ("best", 0)])
def test_of_several_attempts_the_one_that_counts_is_asked(quiz, counts, n_up):
    Sitting.objects.filter(pk=quiz.pk).update(counts=counts, attempts_allowed=2)
    sat(quiz, (UP, 1), (OUT, 3))
    assert lines(quiz) == [(quiz.cohort, 50, n_up, 0)]


def test_a_later_quiz_counts_instead_of_an_earlier_one(quiz):
    seat = sat(quiz, (UP, 1))
    later = SittingFactory(
        form_a=quiz.form_a, cohort=quiz.cohort, kind=Sitting.Kind.POST, created_at=NOW + timedelta(days=1)
    )
    submit(later, *answers(OUT, 3), enrolment=seat)
    assert lines(quiz) == [(quiz.cohort, 50, 0, 0)]


def test_quizzes_before_the_lesson_and_rules_without_a_percent_have_no_line(quiz):
    before = SittingFactory(form_a=quiz.form_a, cohort=quiz.cohort)
    sat(before, (UP, 1))
    assert lines(quiz) == []
    sat(quiz, (UP, 1))
    CertificateRule.objects.create(cohort=quiz.cohort, needs_both=False)
    assert lines(quiz) == []


def test_the_rule_of_each_cohort_counts_with_the_same_number_of_queries(quiz):
    def counted():
        with CaptureQueriesContext(connection) as queries:
            found = lines(quiz)
        return found, len(queries)

    sat(quiz, (UP, 1))
    found, few = counted()
    assert found == [(quiz.cohort, 50, 1, 0)]
    others = [CohortFactory(course=quiz.cohort.course, name=name) for name in ("Accra", "Berlin")]
    CertificateRule.objects.create(cohort=others[1], least_percent=75)
    for cohort in others:
        other = SittingFactory(form_a=quiz.form_a, cohort=cohort, kind=Sitting.Kind.POST)
        sat(other, (DOWN, 1))
        sat(other, (UP, 2))
    found, many = counted()
    assert found == [(others[0], 50, 0, 1), (others[1], 75, 1, 0), (quiz.cohort, 50, 1, 0)]
    assert many == few
