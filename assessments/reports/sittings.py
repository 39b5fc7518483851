"""Sittings as those who teach read them: how they stand, and who has started and sent."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Count, Q

from assessments.models import Accommodation, AssessmentForm, Attempt, Sitting
from courses.models import Cohort, Enrolment


class Stage(StrEnum):
    """How a sitting stands. ``SCHEDULED`` waits for its clock, ``WAITING`` for somebody to open it."""

    WAITING = "waiting"
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"


def stage_of(sitting: Sitting, now: datetime) -> Stage:
    """Return how a sitting stands at ``now``."""
    if sitting.is_closed(now):
        return Stage.CLOSED
    if sitting.is_open(now):
        return Stage.OPEN
    return Stage.SCHEDULED if sitting.opens_at else Stage.WAITING


@dataclass(frozen=True)
class SittingRow:
    """A sitting in the list of a cohort. Learners are counted once, however often they try."""

    sitting: Sitting
    stage: Stage
    n_started: int
    n_sent: int


def sitting_rows(cohort: Cohort, now: datetime) -> list[SittingRow]:
    """Return the sittings of a cohort, newest first, in one query."""
    counting = Q(attempts__voided_at=None)
    sittings = cohort.sittings.select_related("form_a", "form_b").annotate(
        n_started=Count("attempts__enrolment", filter=counting, distinct=True),
        n_sent=Count("attempts__enrolment", filter=counting & Q(attempts__submitted_at__isnull=False), distinct=True),
    )
    return [
        SittingRow(sitting, stage_of(sitting, now), sitting.n_started, sitting.n_sent)
        for sitting in sittings.order_by("-created_at", "-pk")
    ]


class Progress(StrEnum):
    """How far a learner is."""

    NOT_YET = "not yet"
    STARTED = "started"
    SENT = "sent"
    RAN_OUT = "ran out"
    PAPER = "paper"


OF_REASON = {
    Attempt.CloseReason.SENT: Progress.SENT,
    Attempt.CloseReason.EXPIRED: Progress.RAN_OUT,
    Attempt.CloseReason.PAPER: Progress.PAPER,
}


@dataclass(frozen=True)
class SeatRow:
    """How one learner stands in a sitting. ``at`` is when that was, or None; ``form`` is None until one is given.

    ``is_overdue``: started, and no answer can reach the attempt any more.
    """

    seat: Enrolment
    progress: Progress
    at: datetime | None
    n_attempts: int
    form: AssessmentForm | None
    extra_minutes: int
    is_overdue: bool = False


@dataclass(frozen=True)
class SittingStatus:
    """A sitting with how each learner of its cohort stands."""

    sitting: Sitting
    stage: Stage
    rows: Sequence[SeatRow]

    def _n(self, *kinds: Progress) -> int:
        return sum(row.progress in kinds for row in self.rows)

    @property
    def n_started(self) -> int:
        """Learners who have started and not sent yet."""
        return self._n(Progress.STARTED)

    @property
    def n_overdue(self) -> int:
        """Learners whose time is over, and whose saved answers were not taken in yet."""
        return sum(row.is_overdue for row in self.rows)

    @property
    def n_sent(self) -> int:
        """Learners whose answers are in, in whatever way."""
        return self._n(Progress.SENT, Progress.RAN_OUT, Progress.PAPER)

    @property
    def n_not_yet(self) -> int:
        return self._n(Progress.NOT_YET)


def sitting_status(sitting: Sitting, now: datetime) -> SittingStatus:
    """Return how everybody stands, in four queries for any number of learners.

    Whoever was erased is only there with an attempt.
    """
    attempts: defaultdict[int, list[Attempt]] = defaultdict(list)
    for attempt in sitting.attempts.filter(voided_at=None).order_by("number"):
        attempts[attempt.enrolment_id].append(attempt)
    seats = sitting.cohort.enrolments.learners().select_related("user")
    forms = {row.enrolment_id: row.form for row in sitting.allocations.select_related("form")}
    extra = dict(Accommodation.objects.filter(enrolment__in=seats).values_list("enrolment", "extra_minutes"))
    rows = [
        _seat_row(seat, attempts[seat.pk], forms.get(seat.pk), extra.get(seat.pk, 0), now)
        for seat in seats
        if seat.erased_at is None or seat.pk in attempts
    ]
    return SittingStatus(sitting, stage_of(sitting, now), rows)


def _seat_row(
    seat: Enrolment, attempts: Sequence[Attempt], form: AssessmentForm | None, extra_minutes: int, now: datetime
) -> SeatRow:
    """Return how a learner stands by the newest attempt, and which form was taken there."""
    if not attempts:
        return SeatRow(seat, Progress.NOT_YET, None, 0, form, extra_minutes)
    last = attempts[-1]
    if last.submitted_at is None:
        is_overdue = last.is_over(now)
        return SeatRow(seat, Progress.STARTED, last.started_at, len(attempts), form, extra_minutes, is_overdue)
    progress = OF_REASON[Attempt.CloseReason(last.close_reason)]
    return SeatRow(seat, progress, last.submitted_at, len(attempts), form, extra_minutes)
