"""Taking an assessment: start, save, submit. Each may be repeated; nothing acknowledged is lost or doubled."""

import secrets
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import JSONNull
from django.utils.crypto import get_random_string

from accounts.models import User
from assessments.actions.allocation import form_for
from assessments.actions.audit import note_change
from assessments.actions.key_lock import share_keys, sharing_keys
from assessments.actions.scoring import score_answers
from assessments.actions.sitting_lock import shared_sitting
from assessments.answers import Event, EventReply, Stored, judge
from assessments.models import Accommodation, Attempt, LateResponse, Response, Sitting
from assessments.models.attempts import AttemptQuerySet
from assessments.sheets import sheet_of, sheet_of_attempt
from courses.codes import CODE_ALPHABET
from courses.models import Enrolment

RECEIPT_LENGTH = 8
SEEDS = 2**31
# Put together once: with every save that would cost as much as reading the row.
STORED = Response.objects.order_by().values_list("position", "event", "sequence", "answer")


class CannotStartError(Exception):
    """The sitting takes no new attempt: it is not open, or this learner has used every attempt."""


class AnswersMissingError(Exception):
    """The device has answers that the server lacks, at ``positions``."""

    def __init__(self, positions: Sequence[int]) -> None:
        super().__init__(positions)
        self.positions = positions


@dataclass(frozen=True)
class SaveReply:
    """What became of each event, and how the attempt stands. ``ends_at`` is None without a limit."""

    replies: Sequence[EventReply]
    is_open: bool
    is_over: bool
    ends_at: datetime | None


class Closing(StrEnum):
    """What became of a submission."""

    CLOSED = "closed"
    REPEATED = "repeated"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True)
class SubmitReply:
    """What became of a submission. ``missing`` are the positions that the device must send first."""

    outcome: Closing
    receipt: str = ""
    missing: Sequence[int] = ()


def start_attempt(*, sitting: Sitting, enrolment: Enrolment, now: datetime) -> Attempt:
    """Return the open attempt of a learner, after starting one where there is none.

    Safe to tap twice and to start on two devices: the database takes one, and both get it.
    An attempt whose time is over is closed in any case, with its saved answers.
    Raises CannotStartError when nothing is open and nothing may be started.
    """
    attempt = _begun(sitting.pk, enrolment, now)
    if attempt is None:
        raise CannotStartError  # not before the transaction is over: it may have closed an attempt
    return attempt


@transaction.atomic
def _begun(pk: int, enrolment: Enrolment, now: datetime) -> Attempt | None:
    """Return the open attempt of a learner in the sitting with this primary key, or None when none may be started."""
    sitting = shared_sitting(pk)
    if sitting is None:
        return None
    attempts = sitting.attempts.filter(enrolment=enrolment)
    earlier = list(attempts)
    if running := _running(earlier, sitting, now):
        return running
    counting = [attempt for attempt in earlier if attempt.voided_at is None]
    if not sitting.is_open(now) or len(counting) >= sitting.attempts_allowed:
        return None
    number = max((attempt.number for attempt in earlier), default=0) + 1
    new = Attempt(
        sitting=sitting,
        enrolment=enrolment,
        number=number,
        form=form_for(sitting=sitting, enrolment=enrolment, now=now),
        seed=secrets.randbelow(SEEDS),
        started_at=now,
        deadline=_deadline(sitting, enrolment, now),
    )
    Attempt.objects.bulk_create([new], ignore_conflicts=True)
    # Ours, or that of another device which was quicker.
    return attempts.select_related("sitting").get(number=number)


def _running(attempts: Iterable[Attempt], sitting: Sitting, now: datetime) -> Attempt | None:
    """Return the attempt that still takes answers; close one whose time is over."""
    for attempt in attempts:
        if attempt.is_open:
            attempt.sitting = sitting
            if not attempt.is_over(now):
                return attempt
            _expire(attempt, now)
    return None


def _deadline(sitting: Sitting, enrolment: Enrolment, now: datetime) -> datetime | None:
    """Return when the learner's own minutes are over. The close of the sitting may still be moved."""
    if sitting.minutes is None:
        return None
    extra = Accommodation.objects.filter(enrolment=enrolment).values_list("extra_minutes", flat=True).first()
    return now + timedelta(minutes=sitting.minutes + (extra or 0))


@transaction.atomic
def save_answers(*, attempts: AttemptQuerySet, events: Sequence[Event], now: datetime) -> SaveReply:
    """Store the answers in ``events`` and say of each what became of it. One write, whatever their number.

    ``attempts`` finds the attempt. Raises Attempt.DoesNotExist when there is none, or no longer.
    The highest sequence of an item wins. An answer that comes in after the time and its grace, or after the
    attempt was closed, is kept apart with the time at which the device says it was typed: a person decides. There too
    the highest sequence wins, and takes the place of one that nobody has decided on. Safe to repeat.
    """
    attempt = attempts.locked().get()
    is_late = not attempt.is_open or attempt.is_over(now)
    sheet = sheet_of_attempt(attempt)
    positions = sheet.keys() & {event.position for event in events}
    verdicts = judge(
        events,
        stored=_with_late(attempt, positions) if is_late else _stored(attempt, positions),
        questions={item.position: (item.type, item.content) for item in sheet.values()},
        is_late=is_late,
    )
    _keep(attempt, verdicts.winners.values(), now)
    _keep_late(attempt, verdicts.late, now)
    return SaveReply(verdicts.replies, attempt.is_open, attempt.is_over(now), attempt.ends_at)


def _stored(attempt: Attempt, positions: Iterable[int]) -> dict[int, Stored]:
    rows = STORED.filter(attempt=attempt.pk, position__in=positions)
    return {position: Stored(event, sequence, answer) for position, event, sequence, answer in rows}


def _with_late(attempt: Attempt, positions: Iterable[int]) -> dict[int, Stored]:
    """Return the newest answer of each item, whether it counts, waits for a person, or was decided on."""
    newest = _stored(attempt, positions)
    late = LateResponse.objects.filter(attempt=attempt.pk, position__in=positions).order_by("sequence")
    for row in late:
        if row.position not in newest or newest[row.position].sequence < row.sequence:
            newest[row.position] = Stored(row.event, row.sequence, row.answer)
    return newest


def _keep(attempt: Attempt, events: Iterable[Event], now: datetime) -> None:
    Response.objects.bulk_create(
        [
            Response(
                attempt=attempt,
                position=event.position,
                answer=_stored_answer(event),
                sequence=event.sequence,
                event=event.id,
                saved_at=now,
            )
            for event in events
        ],
        update_conflicts=True,
        unique_fields=["attempt", "position"],
        update_fields=["answer", "sequence", "event", "saved_at"],
    )


def _stored_answer(event: Event) -> Any:
    # None alone would be the database's NULL; an answer that was taken back is an answer of null.
    return JSONNull() if event.answer is None else event.answer


def _keep_late(attempt: Attempt, events: Mapping[int, Event], now: datetime) -> None:
    """Keep ``events`` by position, each in the row that waits for a person, or in a new one."""
    if not events:
        return
    waiting = LateResponse.objects.filter(attempt=attempt.pk, position__in=events, is_accepted=None)
    rows = dict(waiting.values_list("position", "pk"))  # nobody else changes them while the attempt is locked
    LateResponse.objects.bulk_create(
        [
            LateResponse(
                pk=rows.get(event.position),
                attempt=attempt,
                position=event.position,
                answer=_stored_answer(event),
                sequence=event.sequence,
                event=event.id,
                typed_at=event.typed_at,
                received_at=now,
            )
            for event in events.values()
        ],
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=["answer", "sequence", "event", "typed_at", "received_at"],
    )


def submit_attempt(*, attempts: AttemptQuerySet, by: User, now: datetime, newest: Mapping[int, int]) -> SubmitReply:
    """Close the attempt that ``attempts`` finds and score it, in a constant number of statements.

    ``newest`` is the highest sequence per position that the device has: it sends first what the server lacks.
    When the time and its grace are over, the attempt is closed with what was saved. Safe to repeat: the first
    outcome stands, and everybody gets its receipt. Raises Attempt.DoesNotExist when there is none, or no longer.
    """
    try:
        return _submit(attempts=attempts, by=by, now=now, newest=newest)
    except AnswersMissingError as missing:
        return SubmitReply(Closing.INCOMPLETE, missing=missing.positions)


@transaction.atomic
def _submit(*, attempts: AttemptQuerySet, by: User, now: datetime, newest: Mapping[int, int]) -> SubmitReply:
    attempt = sharing_keys(attempts.locked_to_score()).get()
    ending = _ending(attempt, now)
    if not _close(attempt, ending):
        return SubmitReply(Closing.REPEATED, attempt.receipt)
    rows = list(attempt.responses.values_list("position", "sequence", "answer"))
    if ending.reason == Attempt.CloseReason.SENT:
        _demand(newest, {position: sequence for position, sequence, _ in rows}, sheet_of(attempt.form))
    answers = {position: answer for position, _, answer in rows}
    _finish(attempt, ending, answers, by=by, now=now)
    return SubmitReply(Closing.CLOSED, attempt.receipt)


def _demand(newest: Mapping[int, int], saved: Mapping[int, int], positions: Container[int]) -> None:
    missing = sorted(
        position for position, sequence in newest.items() if position in positions and saved.get(position, 0) < sequence
    )
    if missing:
        raise AnswersMissingError(missing)


def expire_attempts(*, sitting: Sitting, now: datetime) -> int:
    """Close the attempts of ``sitting`` whose time is over, and return how many. Their saved answers count.

    Each is closed in a transaction of its own, unless there is one already. Safe to repeat.
    """
    overdue = sitting.attempts.overdue(now).select_related("form__lesson")
    n_closed = 0
    for attempt in overdue:
        attempt.sitting = sitting
        n_closed += _expire(attempt, now)
    return n_closed


@transaction.atomic
def _expire(attempt: Attempt, now: datetime) -> bool:
    ending = _ending(attempt, now)
    share_keys(attempt.form.lesson_id)
    if not _close(attempt, ending):
        return False
    answers = dict(attempt.responses.values_list("position", "answer"))
    _finish(attempt, ending, answers, by=None, now=now)
    return True


@dataclass(frozen=True)
class Ending:
    """How an attempt ends."""

    reason: Attempt.CloseReason
    at: datetime
    receipt: str


def _ending(attempt: Attempt, now: datetime) -> Ending:
    receipt = get_random_string(RECEIPT_LENGTH, CODE_ALPHABET)
    if attempt.ends_at is not None and attempt.is_over(now):
        return Ending(Attempt.CloseReason.EXPIRED, attempt.ends_at, receipt)
    return Ending(Attempt.CloseReason.SENT, now, receipt)


def _close(attempt: Attempt, ending: Ending) -> bool:
    """Close ``attempt`` and return whether this call did it: the row count says who was first."""
    return bool(
        Attempt.objects.open()
        .filter(pk=attempt.pk)
        .update(submitted_at=ending.at, close_reason=ending.reason, receipt=ending.receipt)
    )


def _finish(attempt: Attempt, ending: Ending, answers: Mapping[int, Any], *, by: User | None, now: datetime) -> None:
    attempt.submitted_at, attempt.close_reason, attempt.receipt = ending.at, ending.reason, ending.receipt
    verb = "submit" if ending.reason == Attempt.CloseReason.SENT else "expire"
    note_change(by=by, verb=verb, row=attempt, now=now)
    score_answers(attempt=attempt, answers=answers, now=now)
