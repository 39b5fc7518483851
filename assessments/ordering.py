"""The order in which a learner sees questions and options: random to the eye, fixed by the attempt's seed."""

import hashlib
from collections.abc import Iterable
from typing import Any


def question_order(positions: Iterable[int], *, seed: int, is_shuffled: bool) -> list[int]:
    """Return the positions of a form in the order of one attempt."""
    in_form = sorted(positions)
    return sorted(in_form, key=lambda position: _place(seed, position)) if is_shuffled else in_form


def after_all(blank: Iterable[int], answered: Iterable[int], *, seed: int, is_shuffled: bool) -> set[int]:
    """Return those of the positions ``blank`` that come after every one of ``answered`` in the order of one attempt.

    As ``question_order`` has them, but most positions need no place: of thousands of attempts it would take long.
    """

    def place(position: int) -> Any:
        return _place(seed, position) if is_shuffled else position

    left = {place(position): position for position in blank}
    for position in answered:
        if not left:
            break
        here = place(position)
        left = {there: each for there, each in left.items() if there > here}
    return set(left.values())


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
