"""Marks of whole classes as arrays: rows are attempts, columns are versions of questions.

A page about thousands of attempts reads their points in a handful of queries and makes no object of any row.
``assessments/points`` says what counts; a test holds both to the same answers.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
from django.db.models import Func, Min, TextField

from assessments.models import Attempt, FormItem, Mark, Override, Score
from assessments.models.attempts import AttemptQuerySet
from courses.models import Enrolment

type Array = np.ndarray[Any, Any]


class State(IntEnum):
    """How an item ended."""

    NOT_ASKED = 0
    RIGHT = 1
    PARTLY = 2
    WRONG = 3
    BLANK = 4
    WAITING = 5
    DROPPED = 6


class Took(NamedTuple):
    """An attempt that was sent and counts: the first of a learner at a sitting."""

    pk: int
    sitting: int
    seat: int
    form: int
    seed: int
    has_expired: bool


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

    ``shares`` are in [0, 1], NaN where there are no points: not asked, waiting, out of the total. ``states`` are
    values of State. ``scores`` are the primary keys of the scores in force, 0 for none. ``places`` are those of each
    form by position.
    """

    took: Sequence[Took]
    columns: Sequence[Column]
    shares: Array
    states: Array
    scores: Array
    places: Mapping[int, Mapping[int, Place]]

    @property
    def weights(self) -> Array:
        return np.array([column.points for column in self.columns])

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


FIELDS = ("pk", "sitting_id", "enrolment_id", "form_id", "seed", "close_reason")


def first_of(sittings: Iterable[int], group: int | None = None) -> AttemptQuerySet:
    """Return the query for the first attempt that counts of each learner at each of ``sittings``.

    Attempts are numbered as they are made, so the first is the one with the least primary key. Asked for in one set:
    row by row, PostgreSQL once chose a plan that took longer than it may.
    """
    sent = Attempt.objects.submitted().filter(sitting__in=list(sittings), enrolment__role=Enrolment.Role.LEARNER)
    mine = sent.filter(enrolment__group=group) if group else sent
    first = mine.order_by().values("sitting", "enrolment").annotate(first=Min("pk")).values("first")
    return Attempt.objects.filter(pk__in=first)


def took_of(attempts: AttemptQuerySet) -> list[Took]:
    """Return the rows of a query for attempts."""
    return [
        Took(pk, sitting, seat, form, seed, reason == Attempt.CloseReason.EXPIRED)
        for pk, sitting, seat, form, seed, reason in attempts.order_by("pk").values_list(*FIELDS)
    ]


def marks_of(took: Sequence[Took], forms: Iterable[int] = ()) -> Marks:
    """Return the marks of attempts in four queries. ``forms`` get their columns even if nobody took them."""
    places, columns = _columns({each.form for each in took} | set(forms))
    shape = (len(took), len(columns))
    marks = Marks(took, columns, np.full(shape, np.nan), np.zeros(shape, np.int8), np.zeros(shape, np.int64), places)
    for form, by_position in places.items():
        rows = [row for row, each in enumerate(took) if each.form == form]
        marks.states[np.ix_(rows, [place.column for place in by_position.values()])] = State.WAITING
    if not took:
        return marks
    cells = _Cells(marks)
    _put_scores(marks, cells)
    dropped = marks.states == State.DROPPED
    blank = marks.states == State.BLANK
    for given in (_final_marks(marks, cells), _overrides(cells)):
        for cell, points in given.items():
            marks.shares[cell[:2]] = points / cell.points
    marks.shares[dropped] = np.nan
    marks.states[dropped] = State.DROPPED
    _name_states(marks, blank & ~dropped)
    return marks


def _columns(forms: set[int]) -> tuple[dict[int, dict[int, Place]], list[Column]]:
    items = FormItem.objects.filter(form__in=forms).order_by("form", "position")
    fields = ("form_id", "position", "version_id", "version__question_id", "points", "version__content__parts")
    places: dict[int, dict[int, Place]] = {form: {} for form in sorted(forms)}
    columns: dict[int, Column] = {}
    order: dict[int, int] = {}
    for form, position, version, question, points, parts in items.values_list(*fields):
        columns.setdefault(version, Column(version, question, float(points), max(1, len(parts or ()))))
        places[form][position] = Place(order.setdefault(version, len(order)), float(points))
    return places, list(columns.values())


class Cell(NamedTuple):
    """An item of an attempt: its row and column, and its full points."""

    row: int
    column: int
    points: float


class _Cells:
    """Finds the cell of an item: by the primary key of its attempt, and its position on the form."""

    def __init__(self, marks: Marks) -> None:
        self.sittings = {each.sitting for each in marks.took}
        self._rows = {each.pk: row for row, each in enumerate(marks.took)}

        self._pks = np.array([each.pk for each in marks.took], np.int64)
        self._of_row = [marks.places[each.form] for each in marks.took]
        self._tables = _tables(marks)

    def of(self, attempt: int, position: int) -> Cell | None:
        row = self._rows.get(attempt)
        place = None if row is None else self._of_row[row].get(position)
        return None if row is None or place is None else Cell(row, *place)

    def of_all(self, attempts: Array, positions: Array) -> tuple[Array, Array, Array]:
        """Return row, column and full points of each item; the row is -1 where there is no such cell."""
        order = np.argsort(self._pks)
        near = np.minimum(np.searchsorted(self._pks, attempts, sorter=order), len(order) - 1)
        row = order[near]
        form_of_row, columns, full = self._tables
        position = np.minimum(positions, columns.shape[1] - 1)
        column = columns[form_of_row[row], position]
        is_known = (self._pks[row] == attempts) & (position == positions) & (column >= 0)
        return np.where(is_known, row, -1), column, full[form_of_row[row], position]


def _tables(marks: Marks) -> tuple[Array, Array, Array]:
    """Return the number of the form of each row, and columns (-1 for none) and full points by form and position."""
    numbers = {form: number for number, form in enumerate(marks.places)}
    width = 1 + max((position for places in marks.places.values() for position in places), default=0)
    columns, full = np.full((len(numbers), width), -1), np.ones((len(numbers), width))
    for form, places in marks.places.items():
        for position, place in places.items():
            columns[numbers[form], position], full[numbers[form], position] = place
    return np.array([numbers[each.form] for each in marks.took], np.int64), columns, full


# Points as binary fractions. A field for numbers would look at each of them in Python, and they are right already.
POINTS = Func("points", template="CAST(%(expressions)s AS DOUBLE PRECISION)", output_field=TextField())

CODES = {
    Score.Verdict.CORRECT.value: State.RIGHT,
    Score.Verdict.PARTIAL.value: State.PARTLY,
    Score.Verdict.WRONG.value: State.WRONG,
    Score.Verdict.UNANSWERED.value: State.BLANK,
    Score.Verdict.REVIEW.value: State.WAITING,
}


def _put_scores(marks: Marks, cells: _Cells) -> None:
    """Put the newest scores in force into ``marks``: hundreds of thousands of rows, so without a loop in Python."""
    scores = Score.objects.filter(attempt__sitting__in=cells.sittings, regrade__undone_at=None).order_by()
    rows = list(scores.values_list("pk", "attempt_id", "position", "verdict", POINTS))
    if not rows:
        return
    # Oldest first. Sorted here, because a database would sort whole rows.
    pk, attempt, position, verdict, points = zip(*sorted(rows), strict=True)
    row, column, full = cells.of_all(np.array(attempt), np.array(position))
    known = row >= 0
    worth = np.array(points, float)
    state = np.array([CODES[each] for each in verdict], np.int8)
    state[(state != State.WAITING) & np.isnan(worth)] = State.DROPPED
    worth[state == State.WAITING] = np.nan
    # Of several scores of a cell the last one stays: the newest.
    at = row[known], column[known]
    marks.scores[at], marks.states[at] = np.array(pk)[known], state[known]
    marks.shares[at] = worth[known] / full[known]


def _final_marks(marks: Marks, cells: _Cells) -> dict[Cell, float]:
    """Return the sums of the newest final marks where every part has one."""
    final = Mark.objects.filter(attempt__sitting__in=cells.sittings, is_final=True).in_force()
    parts: defaultdict[Cell, dict[str, float]] = defaultdict(dict)
    for attempt, position, part, points in final.values_list("attempt_id", "position", "part", "points"):
        if cell := cells.of(attempt, position):
            parts[cell][part] = float(points)
    return {cell: sum(each.values()) for cell, each in parts.items() if len(each) >= marks.columns[cell.column].n_parts}


def _overrides(cells: _Cells) -> dict[Cell, float]:
    rows = Override.objects.filter(attempt__sitting__in=cells.sittings, regrade__undone_at=None).order_by("at", "pk")
    found = rows.values_list("attempt_id", "position", "points")
    return {cell: float(points) for attempt, position, points in found if (cell := cells.of(attempt, position))}


def _name_states(marks: Marks, blank: Array) -> None:
    """Let the states of everything with points follow from them."""
    has_points = ~np.isnan(marks.shares)
    marks.states[has_points & (marks.shares >= 1)] = State.RIGHT
    marks.states[has_points & (marks.shares > 0) & (marks.shares < 1)] = State.PARTLY
    marks.states[has_points & (marks.shares == 0)] = State.WRONG
    marks.states[has_points & (marks.shares == 0) & blank] = State.BLANK
