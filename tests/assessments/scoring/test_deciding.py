"""From what was found to a decision."""

from fractions import Fraction

import pytest

from tests.assessments.scoring.builders import TEAM_KEY, blank, item, item_in_any_order, score_texts

HALF = {"credit": "1/2"}
STATE = blank(
    accept=["State security"],
    parts=[{"text": "Police", **HALF}, {"text": "Military", "also": ["army"], **HALF}],
    partial=[{"text": "Ministries", **HALF}, {"text": "Customs", "credit": "3/4"}],
    wrong=["NGOs", "rebels"],
    review=["Courts"],
)
MONEY = blank(
    accept=["World Bank", "International Monetary Fund"],
    partial=[{"text": "World Fund", **HALF}, {"text": "World Bank Institute", "credit": "0"}],
    wrong=["UNDP", "donors"],
)


TEAM_OR_NOTHING = TEAM_KEY | {"partial": [*TEAM_KEY["partial"], *blank(partial=[{"text": "Headquarters"}])["partial"]]}


@pytest.mark.parametrize(
    ("text", "verdict", "score", "rule"),
    [
        ("UNCT", "correct", 1, "glossary"),
        ("UN Country Team", "correct", 1, "exact"),
        ("UN Cuontry Team", "correct", 1, "typo"),
        ("UN Country Team, because", "correct", 1, "exact"),
        ("UN Country Team which stays", "correct", 1, "explained"),
        ("UNCT and its Resident Coordinator", "correct", 1, "several answers"),
        ("Resident Coordinator", "partial", "1/2", "exact"),
        ("National partners", "wrong", 0, "exact"),
        ("National partners, UNEP", "wrong", 0, "exact"),
        ("UNEP", "wrong", 0, "other known term"),
        ("World Bank", "review", 0, "listed for review"),
        ("UNCT or national partners", "review", 0, "shotgun"),
        ("UNCT, World Bank", "review", 0, "shotgun"),
        ("UNCT or headquarters", "review", 0, "shotgun"),
        ("UNCT and headquarters", "correct", 1, "glossary"),
        ("Resident Coordinator, UNEP", "review", 0, "shotgun"),
        ("UNCT, bananas", "review", 0, "shotgun"),
        ("not the UNCT", "review", 0, "negation"),
        ("countrywide", "review", 0, "not yet recognised"),
        ("bananas", "wrong", 0, "nothing like the answer"),
        ("national partners, countrywide", "review", 0, "not yet recognised"),
        ("national partners, bananas", "wrong", 0, "exact"),
        ("x," * 60, "review", 0, "shotgun"),
    ],
)
def test_one_answer(text, verdict, score, rule):
    scored = score_texts(item(TEAM_OR_NOTHING), text)
    assert (scored.verdict, scored.score, scored.rule) == (verdict, Fraction(score), rule)


@pytest.mark.parametrize(
    ("text", "verdict", "score", "rule"),
    [
        ("police", "partial", "1/2", "parts"),
        ("police and army", "correct", 1, "parts"),
        ("army, military", "partial", "1/2", "parts"),
        ("police, ministries", "partial", "1/2", "parts"),
        ("police, customs", "partial", "3/4", "parts"),
        ("state security: police", "correct", 1, "several answers"),
        ("police and NGOs", "partial", "1/2", "parts"),
        ("police, army and NGOs", "partial", "1/2", "parts"),
        ("police, army, NGOs and rebels", "review", 0, "shotgun"),
        ("police and novelists", "review", "1/2", "not yet recognised"),
        ("police and rich rebels", "partial", "1/2", "parts"),
        ("police and bananas", "review", "1/2", "not yet recognised"),
        ("police or rebels", "review", 0, "shotgun"),
        ("police and courts", "review", "1/2", "listed for review"),
        ("ministries, customs", "partial", "3/4", "several answers"),
    ],
)
def test_parts_add_up(text, verdict, score, rule):
    scored = score_texts(item(STATE, stem="It is {{team}}."), text)
    assert (scored.verdict, scored.score, scored.rule) == (verdict, Fraction(score), rule)


@pytest.mark.parametrize(
    ("texts", "verdict", "score", "rule"),
    [
        (("World Bank", "IMF"), "correct", 1, "exact"),
        (("IMF", "WB"), "correct", 1, "glossary"),
        (("World Bank and IMF", ""), "correct", 1, "exact"),
        (("", "World Bank, IMF"), "correct", 1, "exact"),
        (("World Bank IMF", ""), "correct", 1, "exact"),
        (("World Bank and IMF", "IMF"), "correct", 1, "exact"),
        (("World Bank", "Internatonal Monetary Fund"), "correct", 1, "typo"),
        (("World Bank, IMF", "World Fund"), "correct", 1, "several answers"),
        (("IMF", "International Monetary Fund"), "partial", "1/2", "one answer twice"),
        (("World Bank", ""), "partial", "1/2", "exact"),
        (("World Bank", "World Fund"), "partial", "3/4", "exact"),
        (("World Bank", "UNDP"), "partial", "1/2", "exact"),
        (("World Bank Institute", ""), "wrong", 0, "exact"),
        (("World Bank Institute", "World Bank"), "partial", "1/2", "exact"),
        (("World Bank and World Bank Institute", "IMF"), "correct", 1, "exact"),
        (("World Bank, World Bank Institute", "IMF"), "review", "1/2", "shotgun"),
        (("UNDP", "donors"), "wrong", 0, "exact"),
        (("World Bank", "World Bamk"), "review", "1/2", "not yet recognised"),
        (("World Bank", "bananas"), "partial", "1/2", "exact"),
        (("World Bank, UNDP", "IMF"), "review", "1/2", "shotgun"),
        (("World Bank", "not the IMF"), "review", "1/2", "negation"),
        (("not the World Bank", "not the IMF"), "review", 0, "negation"),
        (("one is the World Bank", "the other is the IMF"), "correct", 1, "exact"),
        (("World Bank or UNDP", "IMF"), "review", "1/2", "shotgun"),
        (("", ""), "unanswered", 0, "unanswered"),
    ],
)
def test_blanks_in_any_order(texts, verdict, score, rule):
    scored = score_texts(item_in_any_order(MONEY, 2), *texts)
    assert (scored.verdict, scored.score, scored.rule) == (verdict, Fraction(score), rule)


def test_parts_in_several_boxes_are_worth_what_they_say():
    scored = score_texts(item_in_any_order(STATE, 2), "police", "army")
    assert (scored.verdict, scored.score) == ("partial", Fraction(1, 2))
