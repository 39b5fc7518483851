"""The classes of a cohort, and how ready its learners are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assessments.models import Sitting
from assessments.reports.sittings import SittingRow, sitting_rows
from courses.models import Cohort
from delivery.models import Delivery
from lessons.models import Lesson


@dataclass(frozen=True)
class Classes:
    """The classes of a cohort: those that go on, those to come, those that are over (newest first)."""

    running: Sequence[Delivery]
    planned: Sequence[Delivery]
    past: Sequence[Delivery]


@dataclass(frozen=True)
class Readiness:
    """How many learners have sent a quiz that belongs before the lesson."""

    row: SittingRow
    n_learners: int

    @property
    def is_complete(self) -> bool:
        return self.n_learners > 0 and self.row.n_sent >= self.n_learners


def classes_of(cohort: Cohort) -> Classes:
    """Return the real classes of ``cohort``, in one query."""
    rows = list(cohort.deliveries.real().select_related("lesson"))
    return Classes(
        running=[row for row in rows if row.is_running],
        planned=[row for row in rows if row.started_at is None],
        past=sorted((row for row in rows if row.ended_at), key=_ended, reverse=True),
    )


def _ended(delivery: Delivery) -> datetime:
    return delivery.ended_at or delivery.created_at


def readiness_of(delivery: Delivery, now: datetime) -> list[Readiness]:
    """Return how the quizzes before this lesson stand."""
    n_learners = delivery.cohort.enrolments.learners().count()
    return [
        Readiness(row, n_learners)
        for row in sitting_rows(delivery.cohort, now)
        if row.sitting.kind == Sitting.Kind.PRE and row.sitting.form_a.lesson_id == delivery.lesson_id
    ]


def lessons_of(cohort: Cohort) -> list[Lesson]:
    """Return the lessons that can be taught to ``cohort``, in their order."""
    lessons = cohort.course.lessons.filter(is_retired=False)
    return list(lessons.order_by("module__position", "position"))
