"""What moves when the clock of the machine was put right, so that nobody has less time than before."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from assessments.actions.audit import note_change
from assessments.models import Attempt, Sitting
from assessments.models.attempts import GRACE


@transaction.atomic
def keep_time_left(*, jump: timedelta, now: datetime) -> int:
    """Move the deadline of every open attempt by ``jump``, and return how many were moved.

    Who had five minutes left has five minutes left, and whose time was over is none the better for it. Not safe to
    repeat: once for each jump.
    """
    moved = list(Attempt.objects.open().exclude(deadline=None).select_for_update(of=("self",)).order_by("pk"))
    Attempt.objects.filter(pk__in=[attempt.pk for attempt in moved]).update(deadline=F("deadline") + jump)
    for attempt in moved:
        note_change(by=None, verb="clock", row=attempt, now=now, seconds=round(jump.total_seconds()))
    return len(moved)


@transaction.atomic
def close_later(*, by: timedelta, before: datetime, now: datetime) -> None:
    """Let sittings that were open at ``before``, by the clock of then, close later. Not safe to repeat."""
    was_open = Sitting.objects.filter(opens_at__lte=before, closes_at__gte=before - GRACE)
    moved = list(was_open.select_for_update(of=("self",)).order_by("pk"))
    Sitting.objects.filter(pk__in=[sitting.pk for sitting in moved]).update(closes_at=F("closes_at") + by)
    for sitting in moved:
        note_change(by=None, verb="clock", row=sitting, now=now, seconds=round(by.total_seconds()))
