"""Which questions were passed over, and which came only after the last one that was answered. Pure."""

from collections.abc import Sequence, Set

import numpy as np

from assessments.evaluation.marks import Array, Marks, State
from assessments.ordering import after_all


def not_reached(marks: Marks, rows: Sequence[int], shuffled: Set[int]) -> Array:
    """Return a mask like ``marks.states``: in ``rows``, what was left blank with everything after it.

    In the order in which the learner had the questions: at ``shuffled`` sittings each another one, but not on paper.
    Whoever answered nothing reached nothing.
    """
    found = np.zeros(marks.states.shape, bool)
    is_blank = marks.states == State.BLANK
    wanted = np.zeros(len(marks.took), bool)
    wanted[list(rows)] = True
    for row in np.flatnonzero(wanted & is_blank.any(axis=1)).tolist():
        found[row, _after_the_last_answer(marks, row, is_shuffled=marks.took[row].sitting in shuffled)] = True
    return found & is_blank


def _after_the_last_answer(marks: Marks, row: int, *, is_shuffled: bool) -> list[int]:
    """Return the columns of the questions without an answer that came after the last one that has one."""
    took, blank = marks.took[row], marks.blank[row].tolist()
    columns = {position: place.column for position, place in marks.places[took.form].items()}
    last = after_all(
        [position for position, column in columns.items() if blank[column]],
        [position for position, column in columns.items() if not blank[column]],
        seed=took.seed,
        is_shuffled=is_shuffled and not took.is_paper,
    )
    return [columns[position] for position in last]
