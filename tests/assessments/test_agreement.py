"""Agreement of two markers: cases worked by hand, and what must hold for all."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.agreement import exact_agreement, weighted_kappa

MARKS = st.integers(0, 6).map(Decimal)
PAIRS = st.lists(st.tuples(MARKS, MARKS), min_size=1, max_size=30)


def pairs(*points):
    return [(Decimal(first), Decimal(second)) for first, second in points]


# Chance is the mean of the squares over every first mark beside every second one.
CASES = [
    # Both use 0 and 1 once and agree: chance 2/4, seen 0.
    (pairs((0, 0), (1, 1)), Fraction(1), Fraction(1)),
    # They always differ: chance 2/4, seen 1, so 1 - 1 / (1/2).
    (pairs((0, 1), (1, 0)), Fraction(0), Fraction(-1)),
    # Half and half: first 0 0 1 1, second 0 1 0 1: chance 8/16, seen 2/4.
    (pairs((0, 0), (0, 1), (1, 0), (1, 1)), Fraction(1, 2), Fraction(0)),
    # First 0 1 2, second 0 1 1. Seen 1/3. Chance: (0+1+1 + 1+0+0 + 4+1+1) / 9 = 1. Kappa 1 - 1/3.
    (pairs((0, 0), (1, 1), (2, 1)), Fraction(2, 3), Fraction(2, 3)),
    # One marker always gives a point more: seen 1. Chance: (1+4+9 + 0+1+4 + 1+0+1) / 9 = 21/9.
    (pairs((0, 1), (1, 2), (2, 3)), Fraction(0), Fraction(4, 7)),
    # Halves of a point: seen (1/4 + 0) / 2. Chance: (1/4 + 1/4 + 0 + 0) / 4, the same.
    (pairs((0, "0.5"), ("0.5", "0.5")), Fraction(1, 2), Fraction(0)),
]


@pytest.mark.parametrize(("given", "exact", "kappa"), CASES)
def test_worked_examples(given, exact, kappa):
    assert (exact_agreement(given), weighted_kappa(given)) == (exact, kappa)


@pytest.mark.parametrize(
    ("given", "exact"), [([], None), (pairs((2, 2)), Fraction(1)), (pairs((3, 3), (3, 3)), Fraction(1))]
)
def test_kappa_is_none_where_it_is_not_defined(given, exact):
    assert (exact_agreement(given), weighted_kappa(given)) == (exact, None)


@given(PAIRS)
def test_it_does_not_matter_who_is_first(given):
    swapped = [(second, first) for first, second in given]
    assert (exact_agreement(swapped), weighted_kappa(swapped)) == (exact_agreement(given), weighted_kappa(given))


@given(PAIRS)
def test_kappa_is_one_just_when_all_agree(given):
    kappa = weighted_kappa(given)
    assert kappa is None or (-1 <= kappa <= 1 and (kappa == 1) == (exact_agreement(given) == 1))


@given(PAIRS, st.integers(1, 5))
def test_a_finer_scale_changes_nothing(given, factor):
    finer = [(first * factor, second * factor) for first, second in given]
    assert weighted_kappa(finer) == weighted_kappa(given)
