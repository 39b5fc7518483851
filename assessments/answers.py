"""Answers as devices send them: what may be stored, and which of several wins. Pure: no database here."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

LONGEST_TEXT = 20_000
# JavaScript counts exactly up to here.
HIGHEST_SEQUENCE = 2**53 - 1
# PostgreSQL stores neither NUL nor half of a surrogate pair.
UNSTORABLE = re.compile("[\0\ud800-\udfff]")

type Json = Any


class Reason(StrEnum):
    """Why an answer was refused."""

    UNREADABLE = "unreadable"
    NO_QUESTION = "no such question"
    SHAPE = "wrong shape"
    OPTION = "no such option"
    TOO_LONG = "too long"
    CHARACTERS = "characters that cannot be stored"


class RefusedError(Exception):
    """An answer cannot be stored. ``reason`` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class Outcome(StrEnum):
    """What became of an event. ``STALE``: a newer answer is stored. ``LATE``: a person decides."""

    SAVED = "saved"
    REPEATED = "repeated"
    STALE = "stale"
    LATE = "late"
    REFUSED = "refused"


@dataclass(frozen=True)
class Event:
    """One change of one answer on one device. ``typed_at`` is what the device says, or None."""

    id: UUID
    position: int
    sequence: int
    answer: Json
    typed_at: datetime | None = None


@dataclass(frozen=True)
class Stored:
    """The newest acknowledged answer to one item; after the end it may be one that came late."""

    event: UUID
    sequence: int
    answer: Json


@dataclass(frozen=True)
class EventReply:
    """What became of the event that the device calls ``event``.

    ``reason`` is set when it was refused, ``newer`` when it was stale.
    """

    event: str
    outcome: Outcome
    reason: Reason | None = None
    newer: Stored | None = None


@dataclass(frozen=True)
class Verdicts:
    """A reply for every event, and the events to store: the last winner of each item, and the last late one."""

    replies: list[EventReply] = field(default_factory=list)
    winners: dict[int, Event] = field(default_factory=dict)
    late: dict[int, Event] = field(default_factory=dict)


def judge(
    events: Iterable[Event], *, stored: Mapping[int, Stored], questions: Mapping[int, tuple[str, Json]], is_late: bool
) -> Verdicts:
    """Return what becomes of ``events``, one after the other. One that is refused does not hold up the others.

    ``stored`` is what the server has by position; ``questions`` are type and content by position.
    """
    verdicts = Verdicts()
    newest = dict(stored)
    for event in events:
        reply = _judge_one(event, newest.get(event.position), questions.get(event.position), is_late=is_late)
        verdicts.replies.append(reply)
        if reply.outcome in {Outcome.SAVED, Outcome.LATE}:
            newest[event.position] = Stored(event.id, event.sequence, event.answer)
            kept = verdicts.late if reply.outcome is Outcome.LATE else verdicts.winners
            kept[event.position] = event
    return verdicts


def _judge_one(event: Event, stored: Stored | None, question: tuple[str, Json] | None, *, is_late: bool) -> EventReply:
    name = str(event.id)
    try:
        check_event(event, question)
    except RefusedError as refused:
        return EventReply(name, Outcome.REFUSED, reason=refused.reason)
    if stored and stored.event == event.id:
        return EventReply(name, Outcome.REPEATED)
    if stored and stored.sequence >= event.sequence:
        return EventReply(name, Outcome.STALE, newer=stored)
    return EventReply(name, Outcome.LATE if is_late else Outcome.SAVED)


def check_event(event: Event, question: tuple[str, Json] | None) -> None:
    """Raise RefusedError unless the answer of ``event`` can be stored for ``question``, its type and content."""
    if question is None:
        raise RefusedError(Reason.NO_QUESTION)
    if not 0 < event.sequence <= HIGHEST_SEQUENCE:
        raise RefusedError(Reason.UNREADABLE)
    kind, content = question
    CHECKS[kind](event.answer, content)


def _check_blanks(answer: Json, content: Json) -> None:
    _check_texts(answer, set(content["blanks"]))


def _check_true_false(answer: Json, _content: Json) -> None:
    if answer is not None and not isinstance(answer, bool):
        raise RefusedError(Reason.SHAPE)


def _check_one(answer: Json, content: Json) -> None:
    if answer is not None:
        _check_options([answer], content)


def _check_all(answer: Json, content: Json) -> None:
    if not isinstance(answer, list):
        raise RefusedError(Reason.SHAPE)
    _check_options(answer, content)


def _check_narrative(answer: Json, content: Json) -> None:
    if parts := content.get("parts"):
        _check_texts(answer, {part["id"] for part in parts})
    else:
        _check_text(answer)


def _check_options(marked: list[Json], content: Json) -> None:
    if not all(isinstance(option, str) for option in marked):
        raise RefusedError(Reason.SHAPE)
    if not {option["id"] for option in content["options"]}.issuperset(marked) or len(set(marked)) < len(marked):
        raise RefusedError(Reason.OPTION)


def _check_texts(answer: Json, names: set[str]) -> None:
    if not isinstance(answer, dict) or not names.issuperset(answer):
        raise RefusedError(Reason.SHAPE)
    for text in answer.values():
        _check_text(text)


def _check_text(text: Json) -> None:
    if not isinstance(text, str):
        raise RefusedError(Reason.SHAPE)
    if len(text) > LONGEST_TEXT:
        raise RefusedError(Reason.TOO_LONG)
    if UNSTORABLE.search(text):
        raise RefusedError(Reason.CHARACTERS)


CHECKS = {
    "blanks": _check_blanks,
    "true-false": _check_true_false,
    "check-one": _check_one,
    "check-all": _check_all,
    "narrative": _check_narrative,
}


def is_given(answer: Json) -> bool:
    """Return whether there is anything in ``answer``: False is an answer, an empty box is none."""
    if isinstance(answer, str):
        return bool(answer.strip())
    if isinstance(answer, dict):
        return any(map(is_given, answer.values()))
    return answer is not None and answer != []
