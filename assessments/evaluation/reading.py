"""Marks of whole classes as the database has them.

A page about thousands of attempts reads their points in a handful of queries and makes no object of any row.
``assessments/points`` says what counts; a test holds both to the same answers.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from django.db.models import Func, Min, QuerySet, TextField

from assessments.evaluation.marks import Array, Column, Marks, Place, State, Took
from assessments.models import Attempt, FormItem, Mark, Override, Score
from assessments.models.attempts import AttemptQuerySet
from courses.models import Enrolment

FIELDS = ("pk", "sitting_id", "enrolment_id", "form_id", "seed", "close_reason", "enrolment__erased_at")


def first_of(sittings: Iterable[int], group: int | None = None) -> AttemptQuerySet:
    """Return the query for the first attempt that counts of each learner at each of ``sittings``."""
    return Attempt.objects.filter(pk__in=keys_of_first(sittings, group))


def keys_of_first(sittings: Iterable[int], group: int | None = None) -> QuerySet[Any, Any]:
    """Return the query for the primary keys of those attempts.

    Attempts are numbered as they are made, so the first is the one with the least primary key. Asked for in one set:
    row by row, PostgreSQL once chose a plan that took longer than it may.
    """
    sent = Attempt.objects.submitted().filter(sitting__in=list(sittings), enrolment__role=Enrolment.Role.LEARNER)
    mine = sent.filter(enrolment__group=group) if group else sent
    return mine.order_by().values("sitting", "enrolment").annotate(first=Min("pk")).values("first")


def took_of(attempts: AttemptQuerySet) -> list[Took]:
    """Return the rows of a query for attempts."""
    return [
        Took(pk, sitting, seat, form, seed, reason == Attempt.CloseReason.PAPER, erased_at is not None)
        for pk, sitting, seat, form, seed, reason, erased_at in attempts.order_by("pk").values_list(*FIELDS)
    ]


def marks_of(took: Sequence[Took], forms: Iterable[int] = ()) -> Marks:
    """Return the marks of attempts in four queries. ``forms`` get their columns even if nobody took them."""
    places, columns = _columns({each.form for each in took} | set(forms))
    shape = (len(took), len(columns))
    marks = Marks(
        took=took,
        columns=columns,
        shares=np.full(shape, np.nan),
        states=np.zeros(shape, np.int8),
        blank=np.zeros(shape, bool),
        scores=np.zeros(shape, np.int64),
        places=places,
    )
    for form, by_position in places.items():
        rows = [row for row, each in enumerate(took) if each.form == form]
        marks.states[np.ix_(rows, [place.column for place in by_position.values()])] = State.WAITING
    if not took:
        return marks
    cells = _Cells(marks)
    _put_scores(marks, cells)
    dropped = marks.states == State.DROPPED
    for given in (_final_marks(marks, cells), _overrides(cells)):
        for cell, points in given.items():
            marks.shares[cell[:2]] = points / cell.points
    marks.shares[dropped] = np.nan
    marks.states[dropped] = State.DROPPED
    _name_states(marks)
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

        self._pks = marks.keys
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


SCORED = np.dtype([("pk", "i8"), ("attempt", "i8"), ("position", "i4"), ("verdict", "U10"), ("points", "f8")])


def _put_scores(marks: Marks, cells: _Cells) -> None:
    """Put the newest scores in force into ``marks``: hundreds of thousands of rows, none of which becomes an object."""
    scores = Score.objects.filter(attempt__sitting__in=cells.sittings, regrade__undone_at=None).order_by()
    rows = np.fromiter(scores.values_list("pk", "attempt_id", "position", "verdict", POINTS), SCORED)
    # Oldest first. Sorted here, because a database would sort whole rows.
    rows = rows[np.argsort(rows["pk"])]
    row, column, full = cells.of_all(rows["attempt"], rows["position"])
    worth = rows["points"]
    state = np.zeros(len(rows), np.int8)
    for verdict, code in CODES.items():
        state[rows["verdict"] == verdict] = code
    is_blank = state == State.BLANK
    state[(state != State.WAITING) & np.isnan(worth)] = State.DROPPED
    worth[state == State.WAITING] = np.nan
    # Of several scores of a cell the last one stays: the newest.
    known = row >= 0
    at = row[known], column[known]
    marks.scores[at], marks.states[at], marks.blank[at] = rows["pk"][known], state[known], is_blank[known]
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


def _name_states(marks: Marks) -> None:
    """Let the states of everything with points follow from them."""
    has_points = ~np.isnan(marks.shares)
    marks.states[has_points & (marks.shares >= 1)] = State.RIGHT
    marks.states[has_points & (marks.shares > 0) & (marks.shares < 1)] = State.PARTLY
    marks.states[has_points & (marks.shares == 0)] = State.WRONG
    marks.states[has_points & (marks.shares == 0) & marks.blank] = State.BLANK
    is_erased = np.array([each.is_erased for each in marks.took])
    marks.states[(marks.states == State.WAITING) & is_erased[:, None]] = State.LOST
