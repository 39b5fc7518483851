"""The figures of a class from its marks: gain, outcomes, questions, consistency. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assessments import statistics
from assessments.evaluation.marks import Array, Marks, State, percents
from assessments.statistics import Estimate, Interval


@dataclass(frozen=True)
class Sides:
    """The same learners before and after, row by row, on the columns that both quizzes share.

    An item counts for a learner when it has points on both sides: nobody gains or loses by what still waits.
    """

    marks: Marks
    before: Sequence[int]
    after: Sequence[int]
    columns: Array

    def _percents(self, rows: Sequence[int], columns: Array | None) -> Array:
        first, second = self.marks.shares[list(self.before)], self.marks.shares[list(self.after)]
        counts = ~np.isnan(first) & ~np.isnan(second) & self.columns
        return percents(self.marks.shares[list(rows)], counts, self.marks.weights, columns)

    def scores(self, columns: Array | None = None) -> tuple[Array, Array]:
        """Return percent before and after of each learner, NaN for both where nothing can be compared."""
        return self._percents(self.before, columns), self._percents(self.after, columns)


@dataclass(frozen=True)
class Gain:
    """What changed between two quizzes, in percent of the maximum. None where it cannot be computed."""

    n: int
    before: float | None
    after: float | None
    gain: Estimate | None
    class_gain: Estimate | None
    change: Estimate | None
    n_up: int
    n_same: int
    n_down: int
    n_full_before: int
    n_full_after: int
    d_z: float | None
    d_av: float | None
    g_av: float | None
    wilcoxon: float | None


def gain_of(before: Array, after: Array) -> Gain:
    """Return the change of learners whose scores are known on both sides; the others are left out."""
    known = ~np.isnan(before) & ~np.isnan(after)
    x, y = before[known], after[known]
    d = statistics.differences(x, y)
    d_av, correction = statistics.d_av(x, y), statistics.hedges(len(d) - 1)
    return Gain(
        n=len(d),
        before=statistics.mean(x),
        after=statistics.mean(y),
        gain=statistics.mean_gain(x, y),
        class_gain=statistics.class_gain(x, y),
        change=statistics.mean_change(x, y),
        n_up=int((d > 0).sum()),
        n_same=int((d == 0).sum()),
        n_down=int((d < 0).sum()),
        n_full_before=n_full(x),
        n_full_after=n_full(y),
        d_z=statistics.d_z(x, y),
        d_av=d_av,
        g_av=None if d_av is None or correction is None else d_av * correction,
        wilcoxon=statistics.wilcoxon_p(x, y),
    )


def n_full(scores: Array) -> int:
    """Return how many scores are full marks."""
    return int((np.round(scores, statistics.DIGITS) >= statistics.FULL).sum())


@dataclass(frozen=True)
class Mastery:
    """How many of ``n`` learners mastered something, with the interval of the share of 100."""

    k: int
    n: int
    interval: Interval | None


def mastery_of(scores: Array, least: float) -> Mastery:
    """Return how many of the known scores reach ``least`` percent."""
    known = scores[~np.isnan(scores)]
    k, n = int((np.round(known, statistics.DIGITS) >= least).sum()), len(known)
    wilson = statistics.wilson(k, n)
    return Mastery(k, n, Interval(100 * wilson.low, 100 * wilson.high) if wilson else None)


@dataclass(frozen=True)
class Change:
    """How the answers of the same ``n`` learners to one question changed. Right means full points.

    ``before`` and ``after`` are the mean shares of its points, in [0, 1], None without learners.
    """

    n: int
    before: float | None
    after: float | None
    n_right_before: int
    n_right_after: int
    wrong_right: int
    right_wrong: int
    p: float | None


def change_of(sides: Sides, column: int) -> Change:
    """Return how answers to one question changed among those who have points for it on both sides."""
    first = sides.marks.shares[list(sides.before), column]
    second = sides.marks.shares[list(sides.after), column]
    known = ~np.isnan(first) & ~np.isnan(second)
    first, second = first[known], second[known]
    was, now = first >= 1, second >= 1
    up, down = int((~was & now).sum()), int((was & ~now).sum())
    return Change(
        n=int(known.sum()),
        before=statistics.mean(first),
        after=statistics.mean(second),
        n_right_before=int(was.sum()),
        n_right_after=int(now.sum()),
        wrong_right=up,
        right_wrong=down,
        p=statistics.mcnemar_p(up, down),
    )


@dataclass(frozen=True)
class Quality:
    """How well the questions of one form work together, among ``n`` learners who took it: ``rows`` of the marks.

    The rest is by column: how a question goes with the rest, in Moodle's terms. Questions that somebody must still
    mark are left out.
    """

    rows: Sequence[int]
    n_questions: int
    alpha: Estimate | None
    error: float | None
    facility: Mapping[int, float | None]
    r: Mapping[int, float | None]
    efficiency: Mapping[int, float | None]
    weight: Mapping[int, float | None]

    @property
    def n(self) -> int:
        return len(self.rows)


def quality_of(marks: Marks, rows: Sequence[int], columns: Sequence[int]) -> Quality:
    """Return how well the ``columns`` of one form work, by the attempts in ``rows``. The error is in percent.

    Without attempts of erased learners that were never marked to the end: they would keep a question out for ever.
    """
    if rows:
        states, shares = marks.states[np.ix_(rows, columns)], marks.shares[np.ix_(rows, columns)]
        is_marked = ~(np.isnan(shares) & (states != State.LOST)).any(axis=0)
        columns = [column for column, is_judged in zip(columns, is_marked, strict=True) if is_judged]
        is_lost = (states[:, is_marked] == State.LOST).any(axis=1)
        rows = [row for row, is_left_out in zip(rows, is_lost, strict=True) if not is_left_out]
    judged = list(columns) if rows else []
    weights = marks.weights[judged] if judged else np.zeros(0)
    points = marks.shares[np.ix_(rows, judged)] * weights if rows else np.zeros((0, 0))
    total = points.sum(axis=1)
    alpha = statistics.alpha(points)
    error = statistics.standard_error(total, alpha.value if alpha else None)
    each = list(enumerate(judged))
    return Quality(
        rows=rows,
        n_questions=len(judged),
        alpha=alpha,
        error=None if error is None else 100 * error / float(weights.sum()),
        facility={column: statistics.facility(points[:, at], weights[at]) for at, column in each},
        r={column: statistics.discrimination(points[:, at], total) for at, column in each},
        efficiency={column: statistics.discriminative_efficiency(points[:, at], total) for at, column in each},
        weight=dict(zip(judged, statistics.effective_weights(points), strict=True)),
    )


def n_in(marks: Marks, rows: Sequence[int], column: int, state: State) -> int:
    """Return how many of ``rows`` ended in ``state`` at a question."""
    return int((marks.states[list(rows), column] == state).sum())
