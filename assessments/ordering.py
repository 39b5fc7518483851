"""The order in which a learner sees questions and options: random to the eye, fixed by the attempt's seed."""

import hashlib
from collections.abc import Iterable
from typing import Any


def question_order(positions: Iterable[int], *, seed: int, is_shuffled: bool) -> list[int]:
    """Return the positions of a form in the order of one attempt."""
    in_form = sorted(positions)
    return sorted(in_form, key=lambda position: _place(seed, position)) if is_shuffled else in_form


def option_order(
    options: Iterable[dict[str, Any]], *, position: int, seed: int, is_shuffled: bool
) -> list[dict[str, Any]]:
    """Return the options of the question at ``position`` in the order of one attempt.

    Those with ``is_last``, such as "none of these", stay at the end as they stand.
    """
    in_form = list(options)
    if not is_shuffled:
        return in_form
    moving = [option for option in in_form if not option["is_last"]]
    moving.sort(key=lambda option: _place(seed, position, option["id"]))
    return moving + [option for option in in_form if option["is_last"]]


def _place(*parts: int | str) -> bytes:
    # A hash, because random.shuffle may give another order in the next version of Python.
    return hashlib.sha256("/".join(map(str, parts)).encode()).digest()
