"""What the quizzes of cohorts ask of those who teach."""

from datetime import timedelta
from decimal import Decimal

import pytest

from assessments.actions.marking import PartMark, save_marks
from assessments.models import Attempt, Override, Sitting
from assessments.reports.marking import marking_queues
from assessments.reports.tasks import sitting_tasks
from courses.models import Cohort
from tests.assessments.factories import SAMPLES, AttemptFactory, KeyRevisionFactory
from tests.assessments.marked import RIGHT, make_sitting, submit, teacher, version_of
from tests.factories import NOW, CohortFactory

pytestmark = pytest.mark.django_db
WRITTEN, UNKNOWN = RIGHT["narrative"], {"team": "Nobody knows this"}
EARLIER = NOW - timedelta(hours=1)


def tasks_of(*cohorts):
    """Sitting, whether it is open, and the three counts, of each sitting that asks for something."""
    own = Cohort.objects.filter(pk__in=[cohort.pk for cohort in cohorts])
    return [
        (task.sitting, task.is_open, task.n_sent, task.n_to_mark, task.n_unrecognised)
        for task in sitting_tasks(own, NOW)
    ]


def mark(attempt, *, part="", is_final=True, seen=0):
    return save_marks(
        attempt=attempt,
        position=0,
        parts=[PartMark(part, Decimal(1), [], [], [], "")],
        marker=teacher(attempt.sitting),
        seen=seen,
        is_final=is_final,
        now=NOW,
    )


def test_nothing_is_asked_without_a_cohort_or_a_quiz():
    assert tasks_of() == []
    assert tasks_of(CohortFactory()) == []


def test_an_open_quiz_says_how_many_have_sent_each_learner_once():
    sitting = make_sitting("true-false")
    twice = submit(sitting, False)
    submit(sitting, False, enrolment=twice.enrolment, number=2)
    AttemptFactory(sitting=sitting)
    assert tasks_of(sitting.cohort) == [(sitting, True, 1, 0, 0)]


@pytest.mark.parametrize("times", [{"opens_at": None}, {"opens_at": EARLIER, "closes_at": NOW}])
def test_a_quiz_that_is_not_open_asks_for_nothing(times):
    assert tasks_of(make_sitting("true-false", **times).cohort) == []


def test_written_answers_are_counted_until_they_are_marked_or_set_by_hand():
    sitting = make_sitting("narrative", opens_at=EARLIER, closes_at=NOW)
    first, second, third = (submit(sitting, WRITTEN) for _ in range(3))
    voided = submit(sitting, WRITTEN)
    Attempt.objects.filter(pk=voided.pk).update(voided_at=NOW)
    submit(sitting, None)
    assert tasks_of(sitting.cohort) == [(sitting, False, 0, 3, 0)]
    mark(first)
    mark(second, is_final=False)
    assert tasks_of(sitting.cohort) == [(sitting, False, 0, 2, 0)]
    for attempt in (second, third):
        Override.objects.create(attempt=attempt, position=0, points=1, reason="Seen", by=teacher(sitting), at=NOW)
    assert tasks_of(sitting.cohort) == []


def test_an_answer_waits_until_every_part_is_marked():
    sitting = make_sitting("narrative", opens_at=EARLIER, closes_at=NOW)
    version = version_of(sitting)
    parts = ("alike", "different")
    content = {"parts": [{"id": part, "prompt": "How?", "points": "1"} for part in parts]}
    type(version).objects.filter(pk=version.pk).update(content=content, points=2)
    key = {**SAMPLES["narrative"][2], "key_points": [], "parts": {part: [] for part in parts}}
    KeyRevisionFactory(version=version, number=2, key=key)
    attempt = submit(sitting, {"alike": "Both help.", "different": "One leads."})
    seen = 0
    for part, waiting in zip(parts, (1, 0), strict=True):
        seen = mark(attempt, part=part, seen=seen)[0].pk
        assert [queue.n_waiting for queue in marking_queues(sitting)] == [waiting]
        assert [row[3] for row in tasks_of(sitting.cohort)] == [waiting] * waiting


def test_answers_that_no_key_knows_are_counted_apart():
    sitting = make_sitting("blanks", "narrative", opens_at=EARLIER, closes_at=NOW)
    submit(sitting, UNKNOWN, WRITTEN)
    submit(sitting, UNKNOWN, None)
    submit(sitting, RIGHT["blanks"], None)
    assert tasks_of(sitting.cohort) == [(sitting, False, 0, 1, 2)]


def test_what_waits_before_what_is_open_newest_first_and_other_cohorts_apart():
    older, newer, elsewhere = (make_sitting("narrative") for _ in range(3))
    Sitting.objects.filter(pk=newer.pk).update(created_at=NOW + timedelta(days=1))
    submit(elsewhere, WRITTEN)
    assert [row[0] for row in tasks_of(older.cohort, newer.cohort)] == [newer, older]
    submit(older, WRITTEN)
    assert [row[0] for row in tasks_of(older.cohort, newer.cohort)] == [older, newer]


@pytest.mark.parametrize("n", [1, 6])
def test_five_queries_for_any_number(n, django_assert_num_queries):
    sittings = [make_sitting("narrative", "blanks") for _ in range(n)]
    for sitting in sittings:
        submit(sitting, WRITTEN, UNKNOWN)
    cohorts = [sitting.cohort for sitting in sittings]
    with django_assert_num_queries(5):
        assert len(sitting_tasks(cohorts, NOW)) == n
