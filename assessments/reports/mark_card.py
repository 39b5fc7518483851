"""One answer made ready for its marker: its text with highlights, and the key points of each part."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assessments.models import FormItem, KeyRevision, Misconception, Response, Score
from assessments.reports.marking import Answer
from lessons.models import Lesson

type Json = Mapping[str, Any]


@dataclass(frozen=True)
class Stretch:
    """A run of an answer's text. ``numbers`` are those of the key points that its words suggest."""

    text: str
    numbers: Sequence[int] = ()


@dataclass(frozen=True)
class AnswerText:
    """What was written under one prompt. ``prompt`` is empty when the question has only one."""

    prompt: str
    stretches: Sequence[Stretch]


@dataclass(frozen=True)
class KeyPoint:
    """A thought that the answer should hold, and the points it is worth on this form."""

    id: str
    text: str
    worth: Fraction


@dataclass(frozen=True)
class KeyPart:
    """What is looked for in one part that is marked apart. ``prompt`` is empty when the question has only one."""

    id: str
    prompt: str
    max_points: Fraction
    key_points: Sequence[KeyPoint]

    @property
    def most(self) -> Fraction | None:
        """The full points of the part, where its key points add up to more; else None."""
        return self.max_points if sum(point.worth for point in self.key_points) > self.max_points else None


@dataclass(frozen=True)
class PartCard(KeyPart):
    """One part of an answer. ``suggested`` are the key points that the highlights point at."""

    suggested: Sequence[str]
    is_empty: bool


@dataclass(frozen=True)
class MarkCard:
    """Everything a marker sees of an answer."""

    answer: Answer
    texts: Sequence[AnswerText]
    parts: Sequence[PartCard]
    misconceptions: Sequence[Misconception]
    model_answer: str
    also_welcome: Sequence[str]


def mark_card(answer: Answer, lesson: Lesson) -> MarkCard:
    """Return the card of ``answer``, in four queries."""
    place = {"attempt": answer.attempt_id, "position": answer.item.position}
    key = KeyRevision.objects.filter(version=answer.item.version_id).latest("number").key
    written = Response.objects.filter(**place).values_list("answer", flat=True).first()
    highlights = Score.objects.in_force().get(**place).detail.get("highlights", [])
    looked_for = lesson.misconceptions.filter(slug__in=key.get("misconceptions", []))
    return MarkCard(
        answer=answer,
        texts=_texts(answer.item, key, written, highlights),
        parts=[_part(part, written, highlights) for part in key_parts(answer.item, key)],
        misconceptions=list(looked_for),
        model_answer=key["model_answer"],
        also_welcome=key.get("also_welcome", []),
    )


def _parts(item: FormItem, key: Json) -> list[tuple[Json, list[Json]]]:
    """Return each part of the question with its key points; a question without parts is its own."""
    parts = item.version.content.get("parts", [])
    if not parts:
        return [({"id": "", "prompt": "", "points": item.version.points}, key["key_points"])]
    return [(part, key["parts"][part["id"]]) for part in parts]


def key_parts(item: FormItem, key: Json) -> list[KeyPart]:
    """Return what ``key`` looks for in each part of a written question, in the points of the form."""
    # A form may give a question more or fewer points than the bank does.
    scale = Fraction(item.points) / Fraction(item.version.points)
    return [
        KeyPart(
            id=part["id"],
            prompt=part["prompt"],
            max_points=scale * Fraction(part["points"]),
            key_points=[KeyPoint(point["id"], point["text"], scale * Fraction(point["points"])) for point in points],
        )
        for part, points in _parts(item, key)
    ]


def _part(part: KeyPart, written: Any, highlights: list[Json]) -> PartCard:
    suggested = {each["key_point"] for each in highlights if each["part"] == part.id}
    return PartCard(
        **vars(part),
        suggested=[point.id for point in part.key_points if point.id in suggested],
        is_empty=not _text_of(written, part.id),
    )


def _texts(item: FormItem, key: Json, written: Any, highlights: list[Json]) -> list[AnswerText]:
    """Return the texts of an answer, one for each part."""
    return [
        AnswerText(
            part["prompt"],
            stretches(
                _text_of(written, part["id"]),
                [each for each in highlights if each["part"] == part["id"]],
                {point["id"]: number for number, point in enumerate(key_points, 1)},
            ),
        )
        for part, key_points in _parts(item, key)
    ]


def _text_of(written: Any, part: str) -> str:
    text = written.get(part) if isinstance(written, dict) else written
    return text if isinstance(text, str) and text.strip() else ""


def stretches(text: str, highlights: Iterable[Json], numbers: Mapping[str, int]) -> list[Stretch]:
    """Return ``text`` cut where highlights begin and end. ``numbers`` are those of the key points."""
    spans: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for highlight in highlights:
        if number := numbers.get(highlight["key_point"]):
            spans[highlight["start"], highlight["end"]].append(number)
    found, done = [], 0
    for (start, end), suggested in sorted(spans.items()):
        found += [Stretch(text[done:start]), Stretch(text[start:end], tuple(suggested))]
        done = end
    return [each for each in (*found, Stretch(text[done:])) if each.text]
