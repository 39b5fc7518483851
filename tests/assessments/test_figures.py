"""How figures of results are written."""

import pytest

from assessments.templatetags.figures import percent, signed, two

MARKS = {ord("\u2066"): None, ord("\u2069"): None}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "–"),
        ("", "–"),
        (0.0, "0.00"),
        (-0.0, "0.00"),
        (-0.004, "0.00"),
        (-0.006, "−0.01"),
        (0.237, "0.24"),
        (-1.0, "−1.00"),
    ],
)
def test_a_coefficient_has_two_decimals_and_no_sign_at_zero(value, shown):
    assert two(value).translate(MARKS) == shown


@pytest.mark.parametrize(("value", "shown"), [(None, "–"), (-0.3, "0 %"), (69.6, "70 %")])
def test_a_percent_is_whole(value, shown):
    assert percent(value).translate(MARKS) == shown


@pytest.mark.parametrize(("value", "shown"), [(None, "–"), (-0.3, "0"), (12.4, "+12"), (-12.6, "−13")])
def test_a_change_has_its_sign(value, shown):
    assert signed(value).translate(MARKS) == shown
