"""A question to the room on the device of who answers it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.utils.crypto import salted_hmac

from assessments.choices import shown_answer
from courses.models import Enrolment
from delivery.actions.voting import Owner
from delivery.devices import voter_digest
from delivery.models import Privacy, QuestionRun, Vote
from delivery.reports.rooms import Room, room_of, sheet_item

GROUP = "group"


@dataclass(frozen=True)
class AnswerSheet:
    """A question with what this device may do. ``mode`` is who sees the answer: named, anonymous or group.

    ``members`` are the names of the group that the device answers for. ``answered`` is what is
    stored, in words. ``event`` and ``sequence`` are those of the
    answer that a form without JavaScript sends. ``device_key`` names the copy that the device keeps meanwhile.
    """

    room: Room
    mode: str
    group: str
    members: Sequence[str]
    can_answer: bool
    answered: Sequence[str]
    event: UUID
    sequence: int
    device_key: str

    @property
    def run(self) -> QuestionRun:
        return self.room.run


def owner_of(run: int, seat: Enrolment, *, mode: str, cookie: str) -> Owner:
    """Return whose answer to ``run`` it is when ``seat`` answers in ``mode``, as the page promised."""
    if mode == GROUP:
        return Owner(group=seat.group)
    if mode == Privacy.ANONYMOUS:
        return Owner(device_digest=voter_digest(run=run, cookie=cookie) if cookie else "")
    return Owner(seat=seat)


def mode_of(run: QuestionRun) -> str:
    """Return who sees the answers: the instructor with names or with groups, or nobody who gave which."""
    return GROUP if run.audience == QuestionRun.Audience.GROUPS else run.privacy


def sheet_for(run: QuestionRun, seat: Enrolment, *, cookie: str, typed: Any = None) -> AnswerSheet:
    """Return the page of ``run`` for the device with ``cookie`` of the learner on ``seat``.

    ``typed`` is an answer that was not taken: it stands in the form instead of the stored one.
    """
    mode = mode_of(run)
    owner = owner_of(run.pk, seat, mode=mode, cookie=cookie)
    vote = stored_vote(run, owner)
    answer = vote.answer if vote else None
    group = seat.group if mode == GROUP else None
    return AnswerSheet(
        room=room_of(run, answer=answer if typed is None else typed, sequence=vote.sequence if vote else 0),
        mode=mode,
        group=group.name if group else "",
        members=_names(group.members.learners().present().select_related("user")) if group else [],
        can_answer=run.is_open
        and run.discarded_at is None
        and run.delivery.is_running
        and (mode != GROUP or bool(group)),
        answered=shown_answer(sheet_item(run.version), answer),
        event=uuid4(),
        sequence=vote.sequence + 1 if vote else 1,
        device_key=salted_hmac("delivery.vote.copy", f"{run.pk}:{seat.pk}", algorithm="sha256").hexdigest()[:16],
    )


def stored_vote(run: QuestionRun, owner: Owner) -> Vote | None:
    """Return the answer of ``owner`` that is stored, or None."""
    columns = {name: value for name, value in owner.columns.items() if value}
    return run.votes.filter(**columns).first() if columns else None


def _names(seats: Iterable[Enrolment]) -> list[str]:
    return [seat.user.name or seat.user.username for seat in seats]
