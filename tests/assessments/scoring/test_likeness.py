"""Words that may come from others."""

import pytest

from assessments.scoring.likeness import Likeness

WORDS = Likeness(frozenset({"team", "country", "committee", "unct", "imf", "un", "security"}))


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("country", True),
        ("contry", True),
        ("cntry", True),
        ("cuntri", True),
        ("countries", True),
        ("comity", False),
        ("comittee", True),
        ("unsecurity", True),
        ("teams", True),
        ("tame", True),
        ("tea", True),
        ("unctunct", True),
        ("untc", True),
        ("imp", True),
        ("fmi", False),
        ("un", True),
        ("nu", False),
        ("banana", False),
        ("bank", False),
        ("cricket", False),
        ("", False),
    ],
)
def test_what_is_like_a_word(word, expected):
    assert WORDS.hold(word) is expected
