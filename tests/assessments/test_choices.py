"""What an option is worth, in whatever words its key says so."""

from fractions import Fraction

import pytest

from assessments.choices import worth_of


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ({"credit": "1/1"}, 1),
        ({"credit": "1"}, 1),
        ({"credit": "2/2"}, 1),
        ({"credit": "0/1"}, 0),
        ({"credit": "0"}, 0),
        ({"credit": "1/2"}, Fraction(1, 2)),
        ({"correct": True}, 1),
        ({"correct": False}, 0),
        ({}, 0),
    ],
)
def test_what_an_option_is_worth(option, expected):
    assert worth_of(option) == expected
