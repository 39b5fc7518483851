"""How versions of questions work in all classes together. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assessments import statistics
from assessments.evaluation.distractors import Chose, drawing_the_strong, rest_of
from assessments.evaluation.marks import Array, Marks, State
from assessments.evaluation.showing import A_CLASS, POOLED, flags_of
from assessments.evaluation.wording import drawn_in_words, flag_in_words


@dataclass(frozen=True)
class Pooled:
    """The figures of one version of a question. ``rows`` of the marks: another learner in each, with points for it.

    ``rest`` is what each of them has in all other questions of their form, of 100. The facility is None of fewer than
    A_CLASS, as on the page of one cohort; ``r``, how the points go with the rest within classes, of fewer than POOLED:
    chance would speak.
    """

    column: int
    rows: Sequence[int]
    rest: Array
    facility: float | None
    r: float | None

    @property
    def n(self) -> int:
        return len(self.rows)

    @property
    def is_enough(self) -> bool:
        """Whether it may be said how the question works, and not only how many had it right."""
        return self.n >= POOLED

    def flags(self, marks: Marks, chose: Chose, wrong: dict[str, str]) -> list[str]:
        """Return why the question should be looked at. ``wrong``: value and text of the options that earn nothing."""
        if not self.is_enough:
            return []
        own = {value: who for value, who in chose.items() if value in wrong}
        drawing = drawing_the_strong(marks, self.rows, self.column, self.rest, own)
        flags = map(flag_in_words, flags_of(self.facility, self.r))
        return [*flags, *(drawn_in_words(wrong[value]) for value in drawing)]


def pooled(marks: Marks, column: int) -> Pooled:
    """Return the figures of a column, by the first attempt of each learner in which the question was asked."""
    asked = np.flatnonzero(marks.states[:, column] != State.NOT_ASKED)
    _seats, first = np.unique(marks.seats[asked], return_index=True)
    rows = [row for row in np.sort(asked[first]).tolist() if not np.isnan(marks.shares[row, column])]
    rest = rest_of(marks, rows, column, np.ones(len(marks.columns), bool))
    shares, known = marks.shares[rows, column], ~np.isnan(rest)
    facility = statistics.mean(shares) if len(rows) >= A_CLASS else None
    if len(rows) < POOLED:
        return Pooled(column, rows, rest, facility, None)
    r = statistics.correlation_within(shares[known], rest[known], marks.classes[rows][known])
    return Pooled(column, rows, rest, facility, r)
