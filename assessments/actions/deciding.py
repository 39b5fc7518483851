"""Decisions about one attempt, by name: points over score and mark, and an attempt that does not count."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from assessments.actions.audit import note_change
from assessments.models import Attempt, Override


@transaction.atomic
def override_points(*, attempt: Attempt, position: int, points: Decimal, reason: str, by: User, now: datetime) -> bool:
    """Set the points of one item, for ``reason``; return whether that was new.

    Safe to repeat: the same decision sent twice is stored once.
    """
    Attempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
    last = Override.objects.filter(attempt=attempt, position=position).order_by("at", "pk").last()
    if last and last.regrade_id is None and (last.points, last.reason, last.by_id) == (points, reason, by.pk):
        return False
    Override.objects.create(attempt=attempt, position=position, points=points, reason=reason, by=by, at=now)
    note_change(by=by, verb="override", row=attempt, now=now, position=position, points=str(points), reason=reason)
    return True


@transaction.atomic
def void_attempt(*, attempt: Attempt, reason: str, by: User, now: datetime) -> bool:
    """Declare an attempt void, so that it counts nowhere; return whether this call did. Nothing of it is lost."""
    rows = Attempt.objects.filter(pk=attempt.pk, voided_at=None)
    if not rows.update(voided_at=now, void_reason=reason):
        return False
    note_change(by=by, verb="void", row=attempt, now=now, reason=reason)
    return True
