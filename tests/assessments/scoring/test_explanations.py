"""Where an answer ends and its explanation starts."""

import pytest

from assessments.scoring.explanations import Cut, Trust, cuts, with_examples_listed
from assessments.scoring.words import words
from tests.assessments.scoring.builders import TEAM_KEY, blank, matcher

CLOSED, OPEN = matcher(TEAM_KEY), matcher(blank(accept=["missions", "diplomatic missions"]))


@pytest.mark.parametrize(
    ("by", "text", "expected"),
    [
        (CLOSED, "UNCT because it stays", Cut(1, Trust.SURE)),
        (CLOSED, "UNCT such as UNDP", Cut(1, Trust.SURE, ("undp",))),
        (CLOSED, "UNCT, it stays", Cut(2, Trust.SURE)),
        (CLOSED, "UNCT which stays", Cut(1, Trust.NAMED)),
        (CLOSED, "UNCT on the ground", Cut(1, Trust.NAMED)),
        (CLOSED, "UNCT for children", Cut(1, Trust.ALONE)),
        (CLOSED, "UNCT coordinates aid", Cut(1, Trust.ALONE)),
        (CLOSED, "UNCT, the team", Cut(2, Trust.ALONE)),
        (CLOSED, "UNCT (the team)", Cut(1, Trust.RIGHT, ("(", "the", "team", ")"))),
        (OPEN, "missions about peace", Cut(1, Trust.NAMED)),
        (OPEN, "diplomatic missions which stay", Cut(2, Trust.NAMED)),
        (OPEN, "missions which keep the peace", Cut(1, Trust.PLAIN)),
        (OPEN, "missions for peace", Cut(1, Trust.PLAIN)),
        (OPEN, "missions of peace", None),
        (CLOSED, "UNCT that stays", Cut(1, Trust.NAMED)),
        (CLOSED, "UNCT, that stays", Cut(2, Trust.SURE)),
        (CLOSED, "team in that country", Cut(1, Trust.ALONE)),
        (CLOSED, "UNCT the team", Cut(1, Trust.ALONE)),
        (CLOSED, "UNCT or the mission", None),
        (CLOSED, "UNCT of the country", None),
        (OPEN, "missions, the best", None),
        (CLOSED, "UNCT (not the team)", None),
        (CLOSED, "because it stays", None),
        (CLOSED, "UNCT", None),
    ],
)
def test_the_first_cut(by, text, expected):
    assert next(cuts(words(text), by), None) == expected


def test_in_a_list_examples_belong_to_the_answer():
    assert with_examples_listed(words("NGOs such as OXFAM, donors e.g. JICA")) == (
        *("ngo", ",", "oxfam", ",", "donor", ",", "jica"),
    )
