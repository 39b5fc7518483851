"""How far two markers of the same answers agree. Pure arithmetic, without a database."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

type Pair = tuple[Decimal, Decimal]


def exact_agreement(pairs: Sequence[Pair]) -> Fraction | None:
    """Return the share in [0, 1] of answers to which both markers gave the same points; None without answers."""
    if not pairs:
        return None
    return Fraction(sum(first == second for first, second in pairs), len(pairs))


def weighted_kappa(pairs: Sequence[Pair]) -> Fraction | None:
    """Return Cohen's kappa with quadratic weights, at most 1; 0 is what chance would give.

    A disagreement weighs the square of its points, so that 4 against 0 counts sixteen times as much as 1
    against 0. It is None where it is not defined: without answers, and when both markers gave the same
    points to every answer, because then chance alone would agree too.

    Source: J. Cohen, Weighted kappa, Psychological Bulletin 70 (1968).
    """
    n = len(pairs)
    by_chance = sum(_square(first, second) for first, _ in pairs for _, second in pairs)
    if not by_chance:
        return None
    # Pairs of answers are n times as many as answers.
    return 1 - n * sum(_square(first, second) for first, second in pairs) / by_chance


def _square(first: Decimal, second: Decimal) -> Fraction:
    return (Fraction(first) - Fraction(second)) ** 2
