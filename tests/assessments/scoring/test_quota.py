"""Quotas: at least two types and one organisation."""

from fractions import Fraction

import pytest

from tests.assessments.scoring.builders import blank, item, score_texts

QUOTA = {
    "places": [
        {"id": "types", "label": "Types of partners", "need": 2},
        {"id": "names", "label": "An organisation", "need": 1},
    ],
    "entries": [
        {"text": "Donors", "also": ["donor agencies"], "fills": "types", "feedback": "A type."},
        {"text": "International NGOs", "also": ["NGOs"], "fills": "types"},
        {"text": "Embassies", "also": ["agencies"], "fills": "types"},
        {"text": "World Bank", "fills": "names"},
        {"text": "OXFAM", "fills": "names"},
        {"text": "ICRC", "fills": "names", "alone": "review"},
        {"text": "Red Cross", "fills": "names", "alone": "review", "sure": "types"},
    ],
}
QUESTION = item(blank(quota=QUOTA, wrong=["UNDP", "UNEP", "police"], review=["IOM"]), stem="For example {{team}}.")


@pytest.mark.parametrize(
    ("text", "verdict", "thirds", "rule"),
    [
        ("donors, NGOs, World Bank", "correct", 3, "quota"),
        ("World Bank; donors and NGOs", "correct", 3, "quota"),
        ("NGOs such as OXFAM, donors", "correct", 3, "quota"),
        ("donors, NGOs, embassies, World Bank, OXFAM", "correct", 3, "quota"),
        ("donors, donor agencies, World Bank", "partial", 2, "quota"),
        ("donors, NGOs", "partial", 2, "quota"),
        ("World Bank, OXFAM", "partial", 1, "quota"),
        ("donors, NGOs, UNDP", "partial", 2, "quota"),
        ("donors, NGOs, World Bank, UNDP", "partial", 2, "quota"),
        ("donors, NGOs, World Bank, UNDP, UNEP", "partial", 1, "quota"),
        ("donors, NGOs, World Bank, UNDP, UNEP, police", "review", 0, "shotgun"),
        ("donors, UNDP, UNEP, police", "review", 0, "shotgun"),
        ("UNDP, police", "wrong", 0, "quota"),
        ("donors, NGOs, ICRC", "review", 2, "listed for review"),
        ("donors, NGOs, ICRC, OXFAM", "correct", 3, "quota"),
        ("donors, agencies, OXFAM", "correct", 3, "quota"),
        ("Red Cross", "partial", 1, "quota"),
        ("donors, Red Cross", "partial", 2, "quota"),
        ("donors, NGOs, Red Cross", "review", 2, "listed for review"),
        ("donors, Red Cross, OXFAM", "correct", 3, "quota"),
        ("donors, NGOs, IOM", "review", 2, "listed for review"),
        ("donors, NGOs, bananas", "review", 2, "not yet recognised"),
        ("donors, NGOs, OXFAM, bananas", "correct", 3, "quota"),
        ("bananas", "review", 0, "not yet recognised"),
        ("donors, not NGOs", "review", 0, "negation"),
        ("", "unanswered", 0, "unanswered"),
    ],
)
def test_places_filled(text, verdict, thirds, rule):
    scored = score_texts(QUESTION, text)
    assert (scored.verdict, scored.score, scored.rule) == (verdict, Fraction(thirds, 3), rule)


def test_what_was_named_is_told():
    scored = score_texts(QUESTION, "donors, UNDP")
    assert [(match.form, match.verdict) for match in scored.matched] == [("Donors", "correct"), ("UNDP", "wrong")]
    assert scored.feedback == ("A type.",)
