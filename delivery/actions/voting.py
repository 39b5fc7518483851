"""Answers to a question that was put to the room: one per person, group or nameless device."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction

from assessments.answers import Event, RefusedError, Stored, check_event, is_given
from assessments.answers import Reason as ShapeReason
from courses.bell import ring
from courses.models import Enrolment, Group
from delivery.models import Privacy, QuestionRun, Vote

# Put together once: with every answer that would cost as much as reading the row. Voters lock it one after the other:
# if they shared it, a burst of them would keep whoever closes it waiting to its end.
HELD = (
    QuestionRun.objects.select_for_update(of=("self",), no_key=True)
    .select_related("version", "delivery")
    .only(
        *("audience", "privacy", "closed_at", "discarded_at", "version__type", "version__content"),
        *("delivery__cohort_id", "delivery__started_at", "delivery__ended_at"),
    )
)
# A number that only counts changes. What is higher could be a time, which an anonymous answer must not have.
MOST_CHANGES = 100_000


@dataclass(frozen=True)
class Owner:
    """Who answers: one learner, one group, or a device without a name. Exactly one is set."""

    seat: Enrolment | None = None
    group: Group | None = None
    device_digest: str = ""

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of a vote that say whose it is."""
        return {"seat": self.seat, "group": self.group, "device_digest": self.device_digest}

    def fits(self, run: QuestionRun) -> bool:
        """Return whether answers to ``run`` are of this kind: what the device was told still holds."""
        if run.audience == QuestionRun.Audience.GROUPS:
            return self.group is not None
        return bool(self.device_digest) if run.privacy == Privacy.ANONYMOUS else self.seat is not None


class VoteOutcome(StrEnum):
    """What became of an answer.

    ``STALE``: a newer one is stored. ``CLOSED``: it came too late. ``CHANGED``: who sees the answers is no longer
    what the device was told. ``EMPTY``: there is nothing in it. ``SURPLUS``: there are as many anonymous answers as
    learners; who makes one device look like many is stopped here.
    """

    SAVED = "saved"
    REPEATED = "repeated"
    STALE = "stale"
    CLOSED = "closed"
    CHANGED = "changed"
    EMPTY = "empty"
    SURPLUS = "surplus"
    REFUSED = "refused"


@dataclass(frozen=True)
class VoteReply:
    """What became of an answer. ``stored`` is what the server has now, None when it has none.

    ``reason`` is set when it was refused.
    """

    outcome: VoteOutcome
    stored: Stored | None = None
    reason: ShapeReason | None = None


@transaction.atomic
def cast_vote(*, run: int, owner: Owner, answer: Any, event: UUID, sequence: int, now: datetime) -> VoteReply:
    """Store the answer of ``owner`` to the run with the key ``run``, or say why not.

    One row per owner, whatever is sent and however often.

    Voters and whoever closes the question wait for each other at its row: what comes after is refused.
    """
    held = HELD.get(pk=run)
    vote = held.votes.filter(**_same(owner)).first() if owner.fits(held) else None
    stored = Stored(vote.event, vote.sequence, vote.answer) if vote else None
    if stored and stored.event == event:
        return VoteReply(VoteOutcome.REPEATED, stored)
    if refused := _refusal(held, owner, answer, event, sequence):
        return VoteReply(refused.outcome, stored, refused.reason)
    if stored and stored.sequence >= sequence:
        return VoteReply(VoteOutcome.STALE, stored)
    if vote is None and owner.device_digest and _is_surplus(held):
        return VoteReply(VoteOutcome.SURPLUS)
    _store(held, owner, vote, {"answer": answer, "event": event, "sequence": sequence}, now)
    ring(held.delivery.cohort_id)
    return VoteReply(VoteOutcome.SAVED, Stored(event, sequence, answer))


def _is_surplus(run: QuestionRun) -> bool:
    return run.votes.count() >= Enrolment.objects.learners().filter(cohort=run.delivery.cohort_id).count()


def _same(owner: Owner) -> Mapping[str, Any]:
    return {name: value for name, value in owner.columns.items() if value}


def _refusal(run: QuestionRun, owner: Owner, answer: Any, event: UUID, sequence: int) -> VoteReply | None:
    if not run.is_open or run.discarded_at is not None or not run.delivery.is_running:
        return VoteReply(VoteOutcome.CLOSED)
    if not owner.fits(run):
        return VoteReply(VoteOutcome.CHANGED)
    if sequence > MOST_CHANGES:
        return VoteReply(VoteOutcome.REFUSED, reason=ShapeReason.UNREADABLE)
    try:
        check_event(Event(event, 0, sequence, answer), (run.version.type, run.version.content))
    except RefusedError as refused:
        return VoteReply(VoteOutcome.REFUSED, reason=refused.reason)
    return None if is_given(answer) else VoteReply(VoteOutcome.EMPTY)


def _store(run: QuestionRun, owner: Owner, vote: Vote | None, answered: Mapping[str, Any], now: datetime) -> None:
    # An anonymous answer has no time.
    columns = {**answered, "at": None if owner.device_digest else now}
    if vote is None:
        vote = Vote.objects.create(run=run, **owner.columns, **columns)
    else:
        for name, value in columns.items():
            setattr(vote, name, value)
        vote.save(update_fields=[*columns])
    if owner.group:
        vote.members.set(owner.group.members.learners().present())
