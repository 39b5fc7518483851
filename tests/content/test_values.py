"""What an author may type as minutes and as a share."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.schema.values import Minutes, parse_minutes, parse_share


@pytest.mark.parametrize(
    ("typed", "low", "high"),
    [
        ("5", "5", "5"),
        (" 1.5 ", "1.5", "1.5"),
        ("4-5", "4", "5"),
        ("4 - 5", "4", "5"),
        ("4–5", "4", "5"),
        ("600", "600", "600"),
        ("0.01", "0.01", "0.01"),
    ],
)
def test_minutes(typed, low, high):
    assert parse_minutes(typed) == Minutes(Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    "typed", ["", "-", "0", "-5", "5-", "5-4", "601", "1.125", "five", "nan", "inf", "1e999", "1-2-3", [], {"low": "1"}]
)
def test_what_are_no_minutes(typed):
    with pytest.raises(ValueError, match=r"^should be minutes"):
        parse_minutes(typed)


@pytest.mark.parametrize(
    ("typed", "share"), [("0", "0"), ("1", "1"), ("1.0", "1"), ("0.5", "1/2"), ("1/3", "1/3"), (" 2/4 ", "1/2")]
)
def test_shares(typed, share):
    assert parse_share(typed) == Fraction(share)


@pytest.mark.parametrize("typed", ["", "2", "3/2", "1/0", "-1", "-1/2", ".5", "half", "50%", "1e0", [], "1/2/3"])
def test_what_are_no_shares(typed):
    with pytest.raises(ValueError, match=r"^should be a share"):
        parse_share(typed)


CENTS = st.integers(1, 60_000).map(lambda cents: Decimal(cents) / 100)


@given(st.tuples(CENTS, CENTS).map(sorted))
def test_minutes_survive_being_written_and_read(pair):
    minutes = Minutes(*pair)

    assert parse_minutes(str(minutes)) == minutes


@given(st.integers(1, 9999).flatmap(lambda below: st.tuples(st.integers(0, below), st.just(below))))
def test_a_share_is_the_fraction_that_was_typed(pair):
    above, below = pair

    assert parse_share(f"{above}/{below}") == Fraction(above, below)


TYPED = st.text(st.sampled_from("0123456789.-–/ e_+nainf٣²") | st.characters(), max_size=20)


def value_or_reason(parse, typed):
    try:
        return parse(typed)
    except ValueError as error:
        return str(error)


@given(TYPED)
def test_any_text_is_minutes_in_range_or_refused(typed):
    found = value_or_reason(parse_minutes, typed)

    assert found.startswith("should be minutes") if isinstance(found, str) else 0 < found.low <= found.high <= 600


@given(TYPED)
def test_any_text_is_a_share_in_range_or_refused(typed):
    found = value_or_reason(parse_share, typed)

    assert found.startswith("should be a share") if isinstance(found, str) else 0 <= found <= 1
