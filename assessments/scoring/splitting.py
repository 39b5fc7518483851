"""A list in one box, taken apart."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessments.scoring.words import CLOSING, COMMA, OPENING, SEPARATORS, Words


@dataclass(frozen=True)
class Atom:
    """A stretch of tokens between separators, from ``start`` to ``end``. An aside is in brackets."""

    start: int
    end: int
    is_aside: bool


def atoms(tokens: Words) -> Iterator[Atom]:
    """Yield the stretches of ``tokens`` between marks and joining words."""
    start = depth = 0
    for i, token in enumerate((*tokens, COMMA)):
        if token in SEPARATORS:
            if start < i:
                yield Atom(start, i, is_aside=depth > 0)
            start = i + 1
            depth = max(0, depth + (token == OPENING) - (token == CLOSING))


def pieces(tokens: Words) -> list[Words]:
    """Return the tokens of each atom."""
    return [tokens[atom.start : atom.end] for atom in atoms(tokens)]
