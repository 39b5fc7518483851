"""Answers that came after the time was over: a person decides whether they count."""

from datetime import datetime

from django.db import transaction
from django.db.models import JSONNull

from accounts.models import User
from assessments.actions.audit import note_change
from assessments.actions.key_lock import share_keys
from assessments.actions.scoring import score_again
from assessments.models import Attempt, LateResponse, Response


@transaction.atomic
def decide_late(*, late: LateResponse, is_accepted: bool, by: User, now: datetime) -> bool:
    """Accept or refuse a late answer; return whether this call decided it.

    An accepted one becomes the answer, unless a newer one is stored, and is scored. Marks that people gave
    stay. Safe to repeat: the first decision stands. One that a newer answer has replaced since ``late`` was read
    is not decided: nobody has seen it.
    """
    attempt = _locked(late)
    waiting = LateResponse.objects.filter(pk=late.pk, sequence=late.sequence, is_accepted=None)
    if not waiting.update(is_accepted=is_accepted, decided_by=by):
        return False
    verb = "accept late answer" if is_accepted else "refuse late answer"
    note_change(by=by, verb=verb, row=attempt, now=now, position=late.position, event=str(late.event))
    if is_accepted and _store(late, now) and attempt.submitted_at:
        score_again(attempt=attempt, position=late.position, now=now)
    return True


def _locked(late: LateResponse) -> Attempt:
    """Return the attempt, which nobody sends or closes before the transaction ends.

    Whoever does that meanwhile either finds the accepted answer or has gone before, and it is scored here. The keys
    come first, as for everybody who scores.
    """
    attempts = Attempt.objects.filter(pk=late.attempt_id)
    share_keys(attempts.values_list("form__lesson", flat=True).get())
    return attempts.select_for_update(of=("self",)).select_related("form__lesson").get()


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
