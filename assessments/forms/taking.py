"""What a device or a form sends during an assessment, turned into events."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from assessments.answers import HIGHEST_SEQUENCE, Event, EventReply, Outcome, Reason, is_given
from assessments.forms.numbers import whole_number
from assessments.sheets import Sheet, SheetItem

MOST_EVENTS = 100
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
LONGEST_NAME = 64
PLACE = "place-"  # fields of the long form that say of each text which question it answers


class BadBodyError(ValueError):
    """The body is not what a device sends."""


def read_events(body: bytes) -> tuple[list[Event], list[EventReply]]:
    """Return the events in the JSON ``body`` of a save, and replies to those that cannot be read.

    Raises BadBodyError when the body as a whole is of another kind.
    """
    rows = _read_object(body).get("events")
    if not isinstance(rows, list) or len(rows) > MOST_EVENTS or not all(isinstance(row, dict) for row in rows):
        raise BadBodyError
    events, refused = [], []
    for row in rows:
        try:
            events.append(_event(row))
        except ValueError:
            refused.append(EventReply(_name(row), Outcome.REFUSED, Reason.UNREADABLE))
    return events, refused


def read_newest(body: bytes) -> dict[int, int]:
    """Return the highest sequence per position in the JSON ``body`` of a submission. Raises BadBodyError."""
    newest = _read_object(body).get("newest")
    if not isinstance(newest, dict):
        raise BadBodyError
    try:
        return {int(position[:10]): _whole(sequence) for position, sequence in newest.items()}
    except ValueError:
        raise BadBodyError from None


def _read_object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise BadBodyError from None
    if not isinstance(found, dict):
        raise BadBodyError
    return found


def _event(row: Mapping[str, Any]) -> Event:
    if not isinstance(row.get("event"), str) or "answer" not in row:
        raise ValueError("an event without id or answer")
    return Event(
        id=UUID(row["event"]),
        position=_whole(row.get("position")),
        sequence=_whole(row.get("sequence")),
        answer=row["answer"],
        typed_at=_instant(row.get("typed_at")),
    )


def _whole(number: Any) -> int:
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= HIGHEST_SEQUENCE:
        raise ValueError("not a whole number in range")
    return number


def _instant(text: Any) -> datetime | None:
    """Return what the device's clock said, or None when it said nothing believable."""
    try:
        instant = parse_datetime(text) if isinstance(text, str) else None
    except ValueError:
        return None
    is_believable = instant is not None and instant.tzinfo is not None and EARLIEST <= instant <= LATEST
    return instant if is_believable else None


def _name(row: Mapping[str, Any]) -> str:
    """Return by what name the device knows an event, so that the reply can say it."""
    name = row.get("event")
    return name[:LONGEST_NAME] if isinstance(name, str) else ""


def field_name(position: int, part: str = "") -> str:
    """Return the name of the field of an item, or of one blank or part of it."""
    return f"q{position}-{part}" if part else f"q{position}"


def posted_texts(post: QueryDict) -> list[tuple[str, list[str]]]:
    """Return what was typed on the long form: each question in words, and its texts that are not empty.

    It is read from the form alone, for somebody who may not know the questions. Choices are left out: the form
    has only their ids, which say nothing.
    """
    found = []
    for place in post:
        if place.startswith(PLACE):
            field = f"q{place.removeprefix(PLACE)}"
            texts = [post.get(name, "") for name in post if name == field or name.startswith(f"{field}-")]
            found.append((post.get(place, ""), [text for text in texts if text.strip()]))
    return [(place, texts) for place, texts in found if texts]


def posted_events(post: QueryDict, *, sheet: Sheet, saved: Mapping[int, Any], least: int = 1) -> list[Event]:
    """Return an event for every answer of the long form that differs from the ``saved`` one.

    The form tells one more than the highest sequence that the server had when the page was made, so that a
    page which is older than somebody's newer answer loses against it, unless it is lower than ``least``.
    """
    sequence = max(least, whole_number(post.get("sequence", "")) or 1)
    answers = {item.position: posted_answer(post, item) for item in sheet.values()}
    return [
        Event(uuid4(), position, sequence, answer)
        for position, answer in answers.items()
        if not _is_same(answer, saved.get(position))
    ]


def _is_same(answer: Any, saved: Any) -> bool:
    return answer == saved or not (is_given(answer) or is_given(saved))


def posted_answer(post: QueryDict, item: SheetItem) -> Any:
    """Return the answer to ``item`` as the fields of the long form give it."""
    name = field_name(item.position)
    match item.type:
        case "blanks":
            return {blank: _text(post, item.position, blank) for blank in item.content["blanks"]}
        case "narrative" if item.content.get("parts"):
            return {part["id"]: _text(post, item.position, part["id"]) for part in item.content["parts"]}
        case "true-false":
            return {"true": True, "false": False}.get(post.get(name, ""))
        case "check-all":
            return post.getlist(name)
        case "check-one":
            return post.get(name) or None
        case _:
            return _text(post, item.position, "")


def _text(post: QueryDict, position: int, part: str) -> str:
    # A browser sends the line ends of a textarea as two characters.
    return post.get(field_name(position, part), "").replace("\r\n", "\n")
