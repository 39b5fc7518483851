"""Answers to places in any order."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring.assignment import best_credit
from assessments.scoring.keys import Entry, Kind

shares = st.fractions(0, 1, max_denominator=6)


def entry(text, credit):
    return Entry(Kind.PARTIAL, text, Fraction(credit), "", "", "", "", is_doubtful=False)


def test_the_best_different_entries_fill_the_places():
    imf, bank, fund = entry("IMF", 1), entry("World Bank", 1), entry("World Fund", "1/2")
    assert [best_credit(entries, 2) for entries in ([imf, imf], [imf, fund], [fund, imf, bank], [])] == [
        1,
        Fraction(3, 2),
        2,
        0,
    ]


@given(st.lists(shares), st.integers(1, 5))
def test_never_more_than_a_credit_for_each_place(drawn, n_places):
    entries = [entry(str(i), credit) for i, credit in enumerate(drawn)]
    assert 0 <= best_credit(entries, n_places) <= n_places
    assert best_credit(entries, n_places) == best_credit(reversed(entries), n_places)
