"""What goes into the engine and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

ZERO, ONE = Fraction(0), Fraction(1)

type Json = Mapping[str, Any]


class Verdict(StrEnum):
    """What is said of an answer. ``REVIEW`` waits for a person, and its score holds until then."""

    CORRECT = "correct"
    PARTIAL = "partial"
    WRONG = "wrong"
    REVIEW = "review"
    UNANSWERED = "unanswered"


class Rule(StrEnum):
    """The rule that decided."""

    UNANSWERED = "unanswered"
    EXACT = "exact"
    GLOSSARY = "glossary"
    TYPO = "typo"
    EXPLAINED = "explained"
    SEVERAL = "several answers"
    TWICE = "one answer twice"
    PARTS = "parts"
    QUOTA = "quota"
    OTHER_TERM = "other known term"
    STRANGER = "nothing like the answer"
    LISTED_FOR_REVIEW = "listed for review"
    SHOTGUN = "shotgun"
    NEGATION = "negation"
    UNRECOGNISED = "not yet recognised"
    TRUE_FALSE = "true or false"
    OPTION = "option"
    TOO_MANY = "several options"
    UNREADABLE = "unreadable"
    PERSON = "marked by a person"


@dataclass(frozen=True, eq=False)
class Item:
    """A question as it is stored: what learners saw, and the key that scores it.

    What is prepared to score it is kept for each item, so whoever scores many answers makes it once.
    """

    type: str
    stem: str
    content: Json
    key: Json


@dataclass(frozen=True)
class Match:
    """What the engine made of one answer, or of one of several in a box.

    ``place`` is the id of the blank or option. ``form`` is the answer of the key that matched, empty when
    none did.
    """

    place: str
    typed: str
    form: str
    verdict: Verdict
    rule: Rule


class Remark(StrEnum):
    """What a note says, apart from its argument."""

    AUTHOR = "author"
    CUT = "cut"


@dataclass(frozen=True)
class Note:
    """Something for the marker to know. ``argument`` is what the author of the key says, or where a text was cut."""

    code: Remark
    argument: str


@dataclass(frozen=True)
class Highlight:
    """Words of a written answer, from ``start`` to ``end``, that suggest a key point."""

    part: str
    start: int
    end: int
    key_point: str


@dataclass(frozen=True)
class Scored:
    """An answer's score in [0, 1] with its reasons.

    ``feedback`` is for the learner: what the key says about this answer, not what it says to everyone.
    ``notes`` are for the marker, beside what ``rule`` says. ``misconceptions`` are codes.
    """

    verdict: Verdict
    score: Fraction
    rule: Rule
    matched: tuple[Match, ...] = ()
    feedback: tuple[str, ...] = ()
    misconceptions: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    highlights: tuple[Highlight, ...] = ()


def verdict_of(score: Fraction) -> Verdict:
    """Return the verdict that a final score means."""
    if score == ONE:
        return Verdict.CORRECT
    return Verdict.PARTIAL if score else Verdict.WRONG


def unanswered() -> Scored:
    """Return the score of a question that was left empty."""
    return Scored(Verdict.UNANSWERED, ZERO, Rule.UNANSWERED)
