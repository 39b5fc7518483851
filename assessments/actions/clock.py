"""What is put right when the clock of the machine was."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from assessments.actions.audit import note_change
from assessments.models import Attempt
from assessments.models.attempts import GRACE


@transaction.atomic
def give_back_time(*, lost: timedelta, now: datetime) -> int:
    """Move the deadlines of running attempts by what the clock has jumped ahead, and return how many were moved.

    Whoever's time was over before the jump gets none back. Not safe to repeat: once for each jump.
    """
    running = Attempt.objects.open().filter(deadline__gte=now - lost - GRACE)
    moved = list(running.select_for_update(of=("self",)).order_by("pk"))
    Attempt.objects.filter(pk__in=[attempt.pk for attempt in moved]).update(deadline=F("deadline") + lost)
    for attempt in moved:
        note_change(by=None, verb="clock", row=attempt, now=now, seconds=round(lost.total_seconds()))
    return len(moved)
