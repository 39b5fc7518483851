"""One box read."""

import pytest

from assessments.scoring.reading import MOST_ATOMS, Reading, read
from tests.assessments.scoring.builders import TEAM_KEY, blank, matcher

PLACES = [{"id": "types", "label": "Types", "need": 2}]
LIST = blank(
    quota={"places": PLACES, "entries": [{"text": "NGOs", "fills": "types"}, {"text": "OXFAM", "fills": "types"}]}
)
CLOSED = matcher(TEAM_KEY)
MISSIONS = matcher(
    blank(accept=["missions", "embassies"], wrong=["peacekeeping missions", "troops", "IMF"], partial=["offices"])
)


NUMBERS = matcher(blank(accept=["1325", "II", "none"]))


def said(by, text):
    """Return what was found, "?" for what nobody knows, "" for what has nothing to do with the key."""
    return [each.entry.text if each.entry else "?" for each in read(text, by).found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UNCT", ["UN Country Team"]),
        ("UN Country Team (UNCT)", ["UN Country Team"]),
        ("UNCT UN Country Team", ["UN Country Team"]),
        ("UNCT because the IMF is not there", ["UN Country Team"]),
        ("National partners, which stay; and the UNCT", ["National partners", "UN Country Team"]),
        ("National partners because the UNCT is not there", ["National partners"]),
        ("UNCT, the team of the country", ["UN Country Team"]),
        ("UNCT, the World Bank", ["UN Country Team", "World Bank"]),
        ("UNCT (who stay)", ["UN Country Team"]),
        ("UNCT (UN)", ["UN Country Team"]),
        ("UNCT or something like that", ["UN Country Team"]),
        ("UNCT - country", ["UN Country Team"]),
        ("UNCT - lead agency", ["UN Country Team"]),
        ("lead agency - bananas", ["", ""]),
        ("UNCT, bananas", ["UN Country Team", ""]),
        ("UNCT, countrywide", ["UN Country Team", "?"]),
        ("countrywide", ["?"]),
        ("UNCT or national partners", ["UN Country Team", "National partners"]),
        ("UNCT IMF", ["UN Country Team", "imf"]),
        ("IMF UNCT", ["imf", "UN Country Team"]),
        ("UNEP Country Team", ["unep"]),
        ("UNCT World Bank", ["?"]),
        ("UNCT Resident Coordinator", ["?"]),
        ("UNCT UNEP Country Team", ["?"]),
        ("Country Team of the IMF", ["imf"]),
        ("Resident Coordinator and other national partners", ["Resident Coordinator", "National partners"]),
        ("UN agency for bananas", [""]),
        ("national partners for bananas", [""]),
        ("national partners because of bananas", ["National partners"]),
        ("bananas because they are yellow", [""]),
        ("UNCT, etc.", ["UN Country Team"]),
    ],
)
def test_what_is_said(text, expected):
    assert said(CLOSED, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("missions such as peacekeeping missions", ["missions", "peacekeeping missions"]),
        ("missions such as offices, troops", ["missions"]),
        ("missions such as bananas", ["missions"]),
        ("missions (troops)", ["missions", "troops"]),
        ("embassies (troops)", ["embassies"]),
        ("embassies such as the IMF", ["embassies", "IMF"]),
        ("peacekeeping missions, troops", ["peacekeeping missions", "troops"]),
    ],
)
def test_wrong_examples_are_seen_unless_one_is_right(text, expected):
    assert said(MISSIONS, text) == expected


def test_each_answer_of_a_list_may_be_explained():
    places = blank(
        quota={"places": PLACES, "entries": [{"text": "NGOs", "fills": "types"}, {"text": "EU", "fills": "types"}]}
    )
    text = "NGOs because they help, bananas; EU because of money"
    assert said(matcher(places), text) == ["NGOs", "?", "EU"]


def test_a_noun_may_stand_once_for_two():
    assert said(MISSIONS, "peacekeeping or yellow missions") == ["peacekeeping missions", "?"]


def test_an_adjective_takes_the_noun_of_the_next_answer():
    key = matcher(
        blank(
            accept=["national partners"],
            parts=[{"text": "nationals", "credit": "1/2"}],
            wrong=["UN partners", "bananas"],
        )
    )
    assert said(key, "national and UN partners") == ["national partners", "UN partners"]
    assert said(key, "nationals and fresh bananas") == ["nationals", ""]
    assert said(key, "nationals and novelists") == ["nationals", "?"]
    assert said(matcher(blank(wrong=["oil interests", "interests"])), "oil and trade interests")[:1] == [
        "oil interests"
    ]


INFORMATION = matcher(blank(accept=["information", "security information"], wrong=["security", "money"]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("information (security)", ["information"]),
        ("security and timely information", ["security information", "information"]),
        ("security and information", ["security", "information"]),
        ("money and timely information", ["money", "information"]),
    ],
)
def test_a_kind_of_what_is_right_is_nothing_wrong(text, expected):
    assert said(INFORMATION, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("money for pens", [""]), ("pens for money", [""]), ("money for safe information", ["?"])],
)
def test_what_starts_wrong_stays_wrong_unless_something_right_follows(text, expected):
    assert said(INFORMATION, text) == expected


def test_what_is_worth_nothing_by_itself_may_repeat_what_is_right():
    key = matcher(blank(accept=["UNDP"], partial=[{"text": "development", "credit": "0"}]))
    assert said(key, "UNDP - development") == ["UNDP"]
    assert said(key, "development") == ["development"]


def test_a_long_name_beside_another_makes_one_name_of_both():
    key = matcher(blank(accept=["police"], parts=[{"text": "IMF", "credit": "1/2"}], wrong=["Country Team"]))
    assert said(key, "IMF Country Team") == ["?"]


def test_a_clause_in_a_list_only_explains():
    assert said(matcher(LIST), "NGOs, which help, OXFAM") == ["NGOs", "OXFAM"]


def test_the_rest_of_a_list_is_no_setting():
    key = matcher(blank(accept=["access", "safety"], wrong=["money"]))
    assert said(key, "access in the field and safety") == ["access", "safety"]


def test_examples_in_a_list_are_answers():
    assert said(matcher(LIST), "NGOs such as OXFAM") == ["NGOs", "OXFAM"]


@pytest.mark.parametrize("text", ["not the UNCT", "UNCT, not the IMF", "UNCT (not)", "neither UNCT nor IMF"])
def test_a_negation_is_seen(text):
    assert read(text, CLOSED).is_negated


def test_what_is_denied_is_wrong_where_the_key_is_complete_and_it_cannot_be_right():
    key = blank(accept=["information"], wrong=["money"])
    texts = ["no pizza", "no weapons, no food", "not pizza", "no information", "pizza, no information"]
    found = [[said(matcher(each), text) for text in texts] for each in (key, key | {"others": "wrong"})]
    assert found == [[["?"], ["?", "?"], ["?"], ["?"], ["?", "?"]], [[""], ["", ""], ["?"], ["?"], ["?", "?"]]]


def test_a_choice_is_seen():
    assert [read(text, CLOSED).is_choice for text in ("UNCT or IMF", "UNCT/IMF", "UNCT and IMF")] == [True, True, False]
    assert not read("missions, offices", MISSIONS).is_choice


def test_a_negation_in_a_name_is_none():
    doctors = matcher(blank(accept=["Doctors Without Borders", "NGOs"]))
    assert not read("NGOs, Doctors Without Borders", doctors).is_negated


def test_an_explanation_is_told():
    assert [read(text, CLOSED).is_explained for text in ("UNCT because it stays", "UNCT")] == [True, False]


@pytest.mark.parametrize("text", ["", "   ", "?", "I don't know"])
def test_an_empty_box_says_nothing(text):
    assert read(text, CLOSED) == Reading()


def test_a_pasted_question_says_nothing_whatever_the_key_would_make_of_its_words():
    key = blank(accept=["embassies"], wrong=["troops"])
    asked = matcher(key, stem="States that send troops have {{team}} in the country.")
    assert said(asked, "States that send troops have embassies in the country.") == ["embassies"]
    assert read("States that send troops have ____ in the country.", asked) == Reading()


def test_a_pasted_list_is_overlong():
    assert [read("x, " * n, CLOSED).is_overlong for n in (MOST_ATOMS, MOST_ATOMS + 1)] == [False, True]


@pytest.mark.parametrize("text", ["1325", "II", "None", "such as 1325"])
def test_what_a_key_holds_is_an_answer_even_if_it_looks_like_none(text):
    assert len(said(NUMBERS, text)) == 1


@pytest.mark.parametrize("text", ["1325", "II", "None"])
def test_where_the_key_does_not_hold_it_it_is_no_answer(text):
    assert read(text, CLOSED) == Reading()
