"""Wrong options that draw those who know more. Pure."""

from collections.abc import Mapping, Sequence

import numpy as np

from assessments import statistics
from assessments.evaluation.marks import Array, Marks

# Of fewer, chance speaks. In 4,000 simulated classes of 40 with a good question of four options, this pointed out a
# wrong one in 2 %, and five would have in 6 %; of as many with one that draws the strong it found 68 %, and 93 of 100.
FEWEST = 8

# Which attempts chose each option, by its value.
type Chose = Mapping[str, Array]


def rest_of(marks: Marks, rows: Sequence[int], column: int, columns: Array) -> Array:
    """Return what each of ``rows`` has in the other questions of the mask ``columns``, in percent; NaN for nothing.

    NaN too where the question itself has no points.
    """
    others = columns.copy()
    others[column] = False
    rest = marks.percents(rows, others)
    rest[np.isnan(marks.shares[rows, column])] = np.nan
    return rest


def drawing_the_strong(marks: Marks, rows: Sequence[int], column: int, rest: Array, chose: Chose) -> list[str]:
    """Return the options that drew those who did better in the ``rest`` than those with full points for the question.

    At least FEWEST have to have chosen an option, and as many others to have been right: of classes with both.
    """
    keys, classes, is_right = marks.keys[rows], marks.classes[rows], marks.shares[rows, column] >= 1
    return [value for value, who in chose.items() if draws_the_strong(np.isin(keys, who), is_right, rest, classes)]


def draws_the_strong(chose: Array, is_right: Array, rest: Array, classes: Array) -> bool:
    """Return whether those who ``chose`` an option did better in the rest than the others who were right.

    Within their ``classes``: where one had the easier quiz, all of it did better, whatever it chose.
    """
    known = ~np.isnan(rest)
    wrong, right = chose & known, is_right & ~chose & known
    n_wrong, n_right = (np.bincount(classes[side], minlength=classes.max(initial=0) + 1) for side in (wrong, right))
    has_both = ((n_wrong > 0) & (n_right > 0))[classes]
    wrong, right = wrong & has_both, right & has_both
    if min(wrong.sum(), right.sum()) < FEWEST:
        return False
    compared = wrong | right
    better = statistics.centred(rest[compared], classes[compared])
    return round(float(better[wrong[compared]].mean() - better[right[compared]].mean()), statistics.DIGITS) > 0
