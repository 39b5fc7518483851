"""What has nothing to do with the key."""

import pytest

from assessments.scoring.words import phrase, words
from tests.assessments.scoring.builders import TEAM_KEY, blank, matcher

TEAM = matcher(TEAM_KEY)
NAMED = matcher(blank(accept=["UNDP"], wrong=["UNEP", "World Bank"]))
PEOPLE = matcher(
    blank(accept=["citizens of ...", "people"], wrong=["foreign people", "Fund", "rebels"], review=["elders"])
)
EMBASSY = matcher(blank(accept=["embassies of ...", "foreign missions"]))
NEED = {"id": "types", "label": "Types", "need": 1}
PLACES_KEY = blank(quota={"places": [NEED], "entries": [{"text": "NGOs", "fills": "types"}]})
PLACES = matcher(PLACES_KEY)


def is_stranger(by, text):
    return by.strangers.include(phrase(by.frame.unwrapped(words(text))), by.frame.repeats)


@pytest.mark.parametrize(
    "text", ["bananas", "Mickey Mouse", "<script>alert(1)</script>", "FBI", "IMF Country Team", "office of the IMF"]
)
def test_nothing_like_a_body(text):
    assert is_stranger(TEAM, text)


@pytest.mark.parametrize(
    "text",
    [
        "UNTC",
        "UNCTUNCT",
        "countries",
        "Cuntry Taem",
        "UN Cuntri Team",
        "UN Country Teem",
        "members",
        "not the UNCT",
        "страна",
    ],
)
def test_something_like_a_body(text):
    assert not is_stranger(TEAM, text)


def test_un_may_have_grown_on():
    assert not is_stranger(TEAM, "UNCoutry team")


@pytest.mark.parametrize("text", ["UN Demining Programme", "Swiss Development Programme", "World Bank Programme"])
def test_the_name_of_another_body(text):
    assert is_stranger(NAMED, text)


@pytest.mark.parametrize("text", ["UN Developing Programme", "UNDP office of Goma", "Nations Unies développement"])
def test_a_name_told_badly_is_no_other_body(text):
    assert not is_stranger(NAMED, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pizza", False),
        ("rebels", True),
        ("free rebels", True),
        ("rebel pizza", True),
        ("rebel people", False),
        ("rebel peple", False),
        ("rebel elders", False),
        ("rebel and pizza", False),
        ("free novelists", False),
        ("fund managers", True),
        ("people of the fund", False),
        ("novelists", False),
        ("peoples", False),
        ("elderly", False),
        ("citizens of Switzerland", True),
        ("Swiss people", True),
        ("citizens of Mali", False),
    ],
)
def test_an_open_question_takes_for_wrong_only_what_is_known(text, expected):
    assert is_stranger(PEOPLE, text) is expected


EARNING = matcher(
    blank(
        accept=["police", "nations"],
        parts=[{"text": "army", "credit": "1/2"}],
        partial=[{"text": "maps", "credit": "1/2"}],
    )
    | {"wrong": blank(wrong=["water"])["wrong"], "review": blank(review=["troops"])["review"]}
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("water pipes", True),
        ("water police", False),
        ("water army", False),
        ("water maps", False),
        ("water troops", False),
        ("water troop", False),
        ("water nations", False),
    ],
)
def test_what_begins_wrong_waits_when_anything_in_it_may_earn(text, expected):
    assert is_stranger(EARNING, text) is expected


@pytest.mark.parametrize("text", ["rice", "clean water", "tents"])
def test_everyday_things_may_be_what_another_course_asks_for(text):
    key = blank(accept=["food and drink"], partial=[{"text": "supplies", "credit": "1/2"}], wrong=["money"])
    assert not is_stranger(matcher(key), text)


COMPLETE = matcher(
    blank(
        accept=["information", "security information", "reports of ...", "exchange of views", "troops of the country"],
        wrong=["money", {"text": "rumours", "also": ["renseignements"]}],
        review=["the situation", "a rise"],
    )
    | {"others": "wrong"}
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rice", True),  # a real word is no slip
        ("clean water", True),
        ("internet", True),
        ("security", True),  # "information" earns by itself, so "security" tells nothing
        ("love", True),
        ("renseignement", True),  # a word of the key
        ("report", False),
        ("reporting", False),
        ("views", False),
        ("troops", False),
        ("country music", True),  # whose it is tells nothing
        ("situations", False),
        ("water situation", False),
        ("Wassermelone", False),
        ("clean wattr", False),
        ("infomation", False),
        ("rice meat bread milk tea honey salt", False),
    ],
)
def test_where_the_key_is_complete_other_everyday_words_are_wrong(text, expected):
    assert is_stranger(COMPLETE, text) is expected


def test_another_country_is_wrong_only_where_foreign_ones_are():
    assert [is_stranger(by, "embassies of Switzerland") for by in (PEOPLE, EMBASSY)] == [True, False]


def test_a_list_takes_names_that_nobody_listed():
    assert not is_stranger(PLACES, "bananas")
    complete = matcher(PLACES_KEY | {"others": "wrong"})
    assert [is_stranger(complete, text) for text in ("bananas", "war child", "Tearfund")] == [True, False, False]
