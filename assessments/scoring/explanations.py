"""Where an answer ends and its explanation starts: "<key>, because ...", "<key> such as ..."."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from assessments.scoring.frames import (
    APPOSITIONS,
    ASIDES,
    CLAUSES,
    COMPLEMENTS,
    EXAMPLES,
    REASONS,
    RELATIVES,
    SETTINGS,
    length_of,
    negates,
)
from assessments.scoring.matching import LONGEST_HEAD, Matcher
from assessments.scoring.words import CLOSING, COMMA, JOINERS, LITTLE, MARKS, OPENING, Words, phrase

# After these the name goes on, or another begins.
CONTINUING = LITTLE | JOINERS | {"at", "from", "to", "with", "within", "inside", "is"}


class Trust(Enum):
    """How far a cut can be trusted."""

    SURE = auto()  # after any words, known or not: "because"
    NAMED = auto()  # after an answer that is known and not wrong: "about"
    ALONE = auto()  # the same, and only when the rest names no other body: ", the lead agency"
    PLAIN = auto()  # after an answer that earns and that nothing wrong ends with: "during", while the rest is harmless
    RIGHT = auto()  # after a right answer: "(...)" at the end


@dataclass(frozen=True)
class Cut:
    """A place where an explanation may start, with the examples in it."""

    at: int
    trust: Trust
    examples: Words = ()


def cuts(tokens: Words, matcher: Matcher) -> Iterator[Cut]:
    """Yield where an explanation may start in ``tokens``, after some words that say something."""
    for i in range(1, min(len(tokens), LONGEST_HEAD)):
        cut = _cut(tokens, i, matcher)
        if cut and matcher.frame.unwrapped(tokens[:i]):
            yield cut


def with_examples_listed(tokens: Words) -> Words:
    """Return ``tokens`` with a comma for each "such as" and "as": in a list, the examples belong to the answer."""
    for i in range(1, len(tokens)):
        if length := length_of(EXAMPLES, tokens[i:]) or tokens[i] == "as":
            return (*tokens[:i], COMMA, *with_examples_listed(tokens[i + length :]))
    return tokens


def _cut(tokens: Words, i: int, matcher: Matcher) -> Cut | None:
    rest, is_after_mark = tokens[i:], tokens[i - 1] in MARKS
    if length := length_of(EXAMPLES, rest):
        return Cut(i, Trust.SURE, examples=rest[length:])
    if length_of(REASONS, rest) or (is_after_mark and length_of(CLAUSES, rest)):
        return Cut(i, Trust.SURE)
    if _is_closing_aside(rest):
        return Cut(i, Trust.RIGHT, examples=rest)
    if matcher.key.is_closed:
        return _cut_after_name(rest, i, tokens[i - 1])
    # One word may need what follows to be right: "missions which keep the peace".
    is_complement = length_of(COMPLEMENTS, rest) or (length_of(RELATIVES, rest) and len(phrase(tokens[:i])) > 1)
    if is_complement:
        return Cut(i, Trust.NAMED)
    return Cut(i, Trust.PLAIN) if length_of(SETTINGS, rest) else None


def _cut_after_name(rest: Words, i: int, before: str) -> Cut | None:
    """Return a cut before what can only explain a name: "which ...", "for children", ", the lead agency"."""
    if before in CONTINUING or negates((before,)):  # "in that country", "or the mission"
        return None
    if length_of(RELATIVES, rest) and before in MARKS:
        return Cut(i, Trust.SURE)
    # "the agency that leads on development" names a kind of body and says which one: a description.
    if length_of(COMPLEMENTS, rest) or length_of(RELATIVES, rest):
        return Cut(i, Trust.NAMED)
    begins = length_of(ASIDES, rest) or (before in MARKS and length_of(APPOSITIONS, rest))
    return Cut(i, Trust.ALONE) if begins else None


def _is_closing_aside(rest: Words) -> bool:
    """Return whether ``rest`` is one pair of brackets at the end, and denies nothing."""
    return rest[0] == OPENING and CLOSING not in rest[:-1] and not negates(rest)
