"""Answers that came after the time was over: a person decides whether they count."""

from datetime import datetime

from django.db import transaction
from django.db.models import JSONNull

from accounts.models import User
from assessments.actions.audit import note_change
from assessments.actions.scoring import score_again
from assessments.models import Attempt, LateResponse, Response


@transaction.atomic
def decide_late(*, late: LateResponse, is_accepted: bool, by: User, now: datetime) -> bool:
    """Accept or refuse a late answer; return whether this call decided it.

    An accepted one becomes the answer, unless a newer one is stored, and is scored. Marks that people gave
    stay. Safe to repeat: the first decision stands.
    """
    waiting = LateResponse.objects.filter(pk=late.pk, is_accepted=None)
    if not waiting.update(is_accepted=is_accepted, decided_by=by):
        return False
    verb = "accept late answer" if is_accepted else "refuse late answer"
    note_change(by=by, verb=verb, row=late.attempt, now=now, position=late.position, event=str(late.event))
    if is_accepted and _store(late, now):
        attempt = Attempt.objects.select_related("form__lesson").get(pk=late.attempt_id)
        if attempt.submitted_at:
            score_again(attempt=attempt, position=late.position, now=now)
    return True


def _store(late: LateResponse, now: datetime) -> bool:
    """Make a late answer the answer; return False when a newer one is stored."""
    stored = Response.objects.select_for_update().filter(attempt=late.attempt_id, position=late.position).first()
    if stored and stored.sequence >= late.sequence:
        return False
    # None alone would be the database's NULL; an answer that was taken back is an answer of null.
    answer = JSONNull() if late.answer is None else late.answer
    Response.objects.update_or_create(
        attempt_id=late.attempt_id,
        position=late.position,
        defaults={"answer": answer, "sequence": late.sequence, "event": late.event, "saved_at": now},
    )
    return True
