"""The trail of who changed what in the assessments."""

from datetime import datetime
from typing import Any

from django.db import models

from accounts.models import User
from assessments.models import AssessmentForm, Attempt, Question, RegradeRun, Ruling, Sitting
from courses import audit
from courses.models import Enrolment
from lessons.models import Lesson

# What learners do with their own attempts is no change that a director looks for, and must not wait for a query.
OF_LEARNERS = {"submit", "expire"}


def note_change(
    *, by: User | None, verb: str, row: models.Model, now: datetime, cohort: int | None = None, **detail: Any
) -> None:
    """Add an audit row about ``row``. Call it inside the transaction of the change; ``by`` is None for the clock.

    ``cohort`` is the key of the cohort that it belongs to, where ``row`` does not say it.
    """
    is_of_learner = verb in OF_LEARNERS
    cohort = cohort or (None if is_of_learner else _cohort_of(row))
    course = None if cohort or is_of_learner else _course_of(row)
    audit.note_change(by=by, verb=verb, row=row, now=now, cohort=cohort, course=course, **detail)


def _cohort_of(row: models.Model) -> int | None:
    """Return the key of the cohort that ``row`` is about, or None."""
    if isinstance(row, Attempt):
        return Attempt.objects.values_list("sitting__cohort", flat=True).get(pk=row.pk)
    if isinstance(row, Enrolment | Sitting):
        return row.cohort_id
    enrolment = getattr(row, "enrolment", None)
    return enrolment.cohort_id if enrolment else None


def _course_of(row: models.Model) -> int | None:
    """Return the key of the course that ``row`` is about, or None."""
    lesson: Lesson | None = None
    if isinstance(row, AssessmentForm | Question):
        lesson = row.lesson
    elif isinstance(row, Ruling):
        lesson = row.question.lesson
    elif isinstance(row, RegradeRun):
        lesson = row.version.question.lesson
    return lesson.course_id if lesson else getattr(row, "course_id", None)
