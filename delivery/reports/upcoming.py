"""The classes of a cohort, and how ready its learners are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from accounts.models import User
from assessments.models import Sitting
from assessments.reports.sittings import SittingRow, sitting_rows
from courses.models import Cohort
from delivery.models import Delivery
from lessons.models import Lesson


@dataclass(frozen=True)
class Classes:
    """The classes of a cohort: those that go on, those to come, those that are over (newest first).

    ``rehearsals`` are those of the reader that have begun and are not over.
    """

    running: Sequence[Delivery]
    planned: Sequence[Delivery]
    past: Sequence[Delivery]
    rehearsals: Sequence[Delivery]


@dataclass(frozen=True)
class Readiness:
    """How many learners have sent a quiz that belongs before the lesson."""

    row: SittingRow
    n_learners: int

    @property
    def is_complete(self) -> bool:
        return self.n_learners > 0 and self.row.n_sent >= self.n_learners


def classes_of(cohort: Cohort, user: User) -> Classes:
    """Return the classes of ``cohort`` and the rehearsals of ``user``, in one query."""
    own = Q(is_rehearsal=True, created_by=user)
    found = list(cohort.deliveries.filter(own | Q(is_rehearsal=False)).select_related("lesson"))
    rows = [row for row in found if not row.is_rehearsal]
    return Classes(
        rehearsals=[row for row in found if row.is_rehearsal and row.is_running],
        running=[row for row in rows if row.is_running],
        planned=[row for row in rows if row.started_at is None],
        past=sorted((row for row in rows if row.ended_at), key=_ended, reverse=True),
    )


def _ended(delivery: Delivery) -> datetime:
    return delivery.ended_at or delivery.created_at


def readiness_of(delivery: Delivery, now: datetime) -> list[Readiness]:
    """Return how the quizzes before this lesson stand. For a rehearsal, to which nobody comes, none are told."""
    if delivery.is_rehearsal:
        return []
    n_learners = delivery.cohort.enrolments.learners().present().count()
    return [
        Readiness(row, n_learners)
        for row in sitting_rows(delivery.cohort, now)
        if row.sitting.kind == Sitting.Kind.PRE and row.sitting.form_a.lesson_id == delivery.lesson_id
    ]


def lessons_of(cohort: Cohort) -> list[Lesson]:
    """Return the lessons that can be taught to ``cohort``, in their order."""
    lessons = cohort.course.lessons.filter(is_retired=False)
    return list(lessons.order_by("module__position", "position"))
