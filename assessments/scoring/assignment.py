"""Answers to places in any order."""

from collections.abc import Iterable
from fractions import Fraction

from assessments.scoring.keys import Entry
from assessments.scoring.values import ZERO


def best_credit(entries: Iterable[Entry], n_places: int) -> Fraction:
    """Return the most that different ``entries`` earn together in ``n_places``.

    An entry fills any place, but only one: so the best assignment takes the entries that earn most.
    """
    earned = sorted((entry.credit for entry in set(entries)), reverse=True)
    return sum(earned[:n_places], ZERO)
