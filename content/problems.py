"""Problems of content files, worded for the people who write the files."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SHOWN_LENGTH = 40


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to put right. ``where`` is the way to the value, such as ``slides[2].title``.

    Lines, columns and the numbers in ``where`` count from 1. Problems sort by file and line.
    """

    path: str
    line: int
    column: int
    where: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        hint = f" ({self.hint})" if self.hint else ""
        return printable(f"{self.path}:{self.line}:{self.column}: {where}{self.message}{hint}")


def printable(text: str) -> str:
    """Return ``text`` on one line, without characters that could steer a terminal."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


def quoted(text: str) -> str:
    """Return ``text`` in quotation marks, cut where it is long."""
    shown = text if len(text) <= SHOWN_LENGTH else text[:SHOWN_LENGTH] + "…"
    return f"'{shown}'"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the known word nearest to ``word``, or nothing."""
    near = nearest(word, known)
    return f"did you mean '{near}'?" if near else ""


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """Return the known word that looks most like ``word``, or None when none is at least so like it."""
    near = difflib.get_close_matches(word[:100], list(known), 1, likeness)
    return near[0] if near else None


def counted(number: int, one: str, many: str = "") -> str:
    """Return ``1 problem`` or ``3 problems``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def count_sentence(problems: Sequence[Problem]) -> str:
    """Return ``3 problems in 2 files.``"""
    n_files = len({problem.path for problem in problems})
    return f"{counted(len(problems), 'problem')} in {counted(n_files, 'file')}."
