"""Marks by people: given, taken back, and never overwritten by somebody who had not seen them."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from assessments.actions.audit import note_change
from assessments.models import Attempt, Mark, MarkingClaim, MarkingPlan, Sitting


class MarkedMeanwhileError(Exception):
    """The answer was marked since the marker's page was made. ``marks`` are those in force now."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        super().__init__(marks)
        self.marks = marks


@dataclass(frozen=True)
class PartMark:
    """What a marker gives for one part of an answer. ``part`` is empty when the question has only one."""

    part: str
    points: Decimal
    key_points: list[str]
    suggested: list[str]
    misconceptions: list[str]
    comment: str


@transaction.atomic
def save_marks(
    *,
    attempt: Attempt,
    position: int,
    parts: Sequence[PartMark],
    marker: User,
    seen: int,
    is_final: bool,
    now: datetime,
) -> list[Mark]:
    """Store the marks of one answer, all parts together, and return them.

    ``seen`` is the primary key of the newest mark that the marker's page knew, 0 for none. Safe to repeat:
    the same marks sent twice are stored once.
    Raises MarkedMeanwhileError when other marks are in force by now.
    """
    Attempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
    in_force = _in_force(attempt.pk, position, is_final=is_final)
    if newest_of(in_force) != seen:
        if _are_the_same(in_force, parts, marker):
            return in_force
        raise MarkedMeanwhileError(in_force)
    number = _next_number(attempt, position, marker)
    marks = Mark.objects.bulk_create(
        Mark(
            attempt=attempt,
            position=position,
            marker=marker,
            number=number,
            is_final=is_final,
            at=now,
            **asdict(part),
        )
        for part in parts
    )
    MarkingClaim.objects.filter(attempt=attempt, position=position, marker=marker).delete()
    points = [str(part.points) for part in parts]
    note_change(by=marker, verb="mark", row=attempt, now=now, position=position, points=points, is_final=is_final)
    return marks


def newest_of(marks: Iterable[Mark]) -> int:
    """Return the primary key of the newest of ``marks``, 0 for none."""
    return max((mark.pk for mark in marks), default=0)


def _in_force(attempt: int, position: int, *, is_final: bool) -> list[Mark]:
    """Return the newest mark of each part that nobody took back."""
    lane = Mark.objects.in_force().filter(attempt=attempt, position=position, is_final=is_final)
    return list({mark.part: mark for mark in lane.select_related("marker")}.values())


def _are_the_same(marks: Sequence[Mark], parts: Sequence[PartMark], marker: User) -> bool:
    """Return whether ``marks`` are what ``marker`` sends: the reply was lost, or the button pressed twice."""
    stored = [
        PartMark(mark.part, mark.points, mark.key_points, mark.suggested, mark.misconceptions, mark.comment)
        for mark in marks
        if mark.marker_id == marker.pk
    ]
    return stored == list(parts)


def _next_number(attempt: Attempt, position: int, marker: User) -> int:
    own = Mark.objects.filter(attempt=attempt, position=position, marker=marker)
    return (own.aggregate(newest=Max("number"))["newest"] or 0) + 1


@transaction.atomic
def undo_marks(*, mark: Mark, marker: User, now: datetime) -> bool:
    """Take back ``mark`` with the other parts marked together with it; return whether this call did.

    What was in force before counts again. Only the marker's own marks; safe to repeat.
    Raises MarkedMeanwhileError when a later mark is in force: there is nothing to undo.
    """
    Attempt.objects.select_for_update(of=("self",)).get(pk=mark.attempt_id)
    together = Mark.objects.filter(
        attempt=mark.attempt_id, position=mark.position, marker=marker, number=mark.number, undone_at=None
    )
    if not together:
        return False
    in_force = _in_force(mark.attempt_id, mark.position, is_final=mark.is_final)
    if mark.pk not in {each.pk for each in in_force}:
        raise MarkedMeanwhileError(in_force)
    together.update(undone_at=now)
    note_change(by=marker, verb="undo mark", row=mark.attempt, now=now, position=mark.position)
    return True


@transaction.atomic
def claim_answer(*, attempt: Attempt, position: int, marker: User, now: datetime) -> MarkingClaim:
    """Say that ``marker`` looks at an answer, unless somebody else does; return the claim that holds.

    Call it again every minute. A claim that was not renewed lapses.
    """
    claims = MarkingClaim.objects.filter(attempt=attempt, position=position)
    is_own = claims.filter(marker=marker).update(seen_at=now)
    if not is_own and not claims.lapsed(now).update(marker=marker, since=now, seen_at=now):
        new = MarkingClaim(attempt=attempt, position=position, marker=marker, since=now, seen_at=now)
        MarkingClaim.objects.bulk_create([new], ignore_conflicts=True)
    return claims.select_related("marker").get()


@transaction.atomic
def plan_second_marks(*, sitting: Sitting, percent: int, by: User, now: datetime) -> MarkingPlan:
    """Have ``percent`` of each question's answers marked by a second person too."""
    plan, _ = MarkingPlan.objects.update_or_create(sitting=sitting, defaults={"second_percent": percent})
    note_change(by=by, verb="plan second marks", row=sitting, now=now, percent=percent)
    return plan
