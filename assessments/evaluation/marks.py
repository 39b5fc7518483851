"""Marks of whole classes as arrays: rows are attempts, columns are versions of questions. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

type Array = np.ndarray[Any, Any]


class State(IntEnum):
    """How an item ended. LOST: its learner was erased before anybody marked it, and nobody can now."""

    NOT_ASKED = 0
    RIGHT = 1
    PARTLY = 2
    WRONG = 3
    BLANK = 4
    WAITING = 5
    DROPPED = 6
    LOST = 7


class Took(NamedTuple):
    """An attempt that was sent and counts: the first of a learner at a sitting."""

    pk: int
    sitting: int
    seat: int
    form: int
    seed: int
    is_paper: bool
    is_erased: bool


class Column(NamedTuple):
    """A version of a question, what it weighs, and how many parts people mark.

    It weighs its points on the first form that has it: compared with itself, it weighs the same on both sides.
    """

    version: int
    question: int
    points: float
    n_parts: int


class Place(NamedTuple):
    """Where an item of a form stands: its column, and its full points there."""

    column: int
    points: float


@dataclass(frozen=True)
class Marks:
    """What attempts are worth, item by item.

    ``shares`` are in [0, 1], NaN where there are no points: not asked, waiting, lost, out of the total. ``states`` are
    values of State. ``scores`` are the primary keys of the scores in force, 0 for none. ``blank`` is where nothing was
    answered, whatever came of it. ``places`` are those of each form by position.
    """

    took: Sequence[Took]
    columns: Sequence[Column]
    shares: Array
    states: Array
    blank: Array
    scores: Array
    places: Mapping[int, Mapping[int, Place]]

    @property
    def weights(self) -> Array:
        return np.array([column.points for column in self.columns])

    @cached_property
    def keys(self) -> Array:
        """The primary key of the attempt of each row."""
        return np.array([each.pk for each in self.took], np.int64)

    @cached_property
    def seats(self) -> Array:
        """Who the learner of each row is, as the primary key of the enrolment."""
        return np.array([each.seat for each in self.took], np.int64)

    @cached_property
    def classes(self) -> Array:
        """A number for each row: the same for all who took the same form at the same sitting."""
        numbers: dict[tuple[int, int], int] = {}
        return np.array([numbers.setdefault((each.sitting, each.form), len(numbers)) for each in self.took], np.int64)

    def percents(self, rows: Sequence[int] | Array, columns: Array | None = None) -> Array:
        """Return the points of each row in percent of the full points of what has points; NaN of nothing."""
        shares = self.shares[rows]
        return percents(shares, ~np.isnan(shares), self.weights, columns)


def percents(shares: Array, counts: Array, weights: Array, columns: Array | None = None) -> Array:
    """Return the weighted mean of the ``shares`` that count, row by row, of 100; NaN where none counts."""
    counts = counts if columns is None else counts & columns
    full = counts @ weights
    points = np.where(counts, np.nan_to_num(shares), 0) @ weights
    return np.divide(100 * points, full, out=np.full(len(full), np.nan), where=full > 0)
