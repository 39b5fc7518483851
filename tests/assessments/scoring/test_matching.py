"""One answer against a key."""

import pytest

from assessments.scoring.reading import unrecognised
from assessments.scoring.values import Rule
from assessments.scoring.words import words
from tests.assessments.scoring.builders import TEAM_KEY, TERMS, blank, matcher

TEAM = matcher(TEAM_KEY)
OPEN = matcher(blank(accept=["access to ...", "information", "safety"], wrong=["money", "misinformation"]))


def found(by, text):
    each = by.find(words(text))
    return each and f"{each.entry.text}: {each.rule}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UNCT", "UN Country Team: glossary"),
        ("UN Country Team", "UN Country Team: exact"),
        ("uncountryteam", "UN Country Team: exact"),
        ("I think the U.N.C.T.", "UN Country Team: glossary"),
        ("UN Cuontry Team", "UN Country Team: typo"),
        ("UN Country Teem", None),
        ("UNTC", None),
        ("National partners", "National partners: exact"),
        ("national parteners", "National partners: typo"),
        ("international partners", None),
        ("resident co-ordinator", "Resident Coordinator: exact"),
        ("UNCT agency", "UN Country Team: glossary"),
        ("UNCT field office", "UN Country Team: glossary"),
        ("UNCT field", None),
        ("the body UNCT", "UN Country Team: glossary"),
        ("UN body UNCT", "UN Country Team: glossary"),
        ("the country team of the UN", "UN Country Team: exact"),
        ("country team of the United Nations", "UN Country Team: glossary"),
        ("team of the UN", None),
        ("Country UN Team", "UN Country Team: exact"),
        ("Team UN Countrry", "UN Country Team: typo"),
        ("Country UN Team Bank", None),
        ("partners national", "National partners: exact"),
        ("parteners national", "National partners: typo"),
        ("Bank World", None),
        ("UN agency", None),
        ("members of the UNCT UNCT", "UN Country Team: exact"),
        ("World Bank UNCT", None),
        ("UNCT is the most important internal partner", "UN Country Team: glossary"),
        ("UNCT and more bananas", None),
        ("UNEP", "unep: other known term"),
        ("host government", "host government: other known term"),
        ("not the UNCT", None),
        ("World Bank", "World Bank: exact"),
        ("bananas", None),
    ],
)
def test_a_name(text, expected):
    assert found(TEAM, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("informtion", "information: typo"),
        ("misinformaton", "misinformation: typo"),
        ("formation", None),
        ("access to people", "access to ...: exact"),
        ("acess to people", "access to ...: typo"),
        ("access to women and children", "access to ...: exact"),
        ("access to money", None),
        ("access to people and safety", None),
        ("access to the IMF", None),
        ("access to nobody, not safety", None),
        ("access to and safety", None),
        ("host government", None),
        ("UNDP", None),
        ("ansafety", "safety: exact"),
        ("safetyof staff", None),
        ("accessto people", "access to ...: exact"),
        ("insafety", None),
        ("the latest information", "information: exact"),
        ("information of the villages", "information: exact"),
        ("latest false information", None),
        ("village money", None),  # only what earns
        ("villages and information", None),
    ],
)
def test_an_open_question(text, expected):
    assert found(OPEN, text) == expected


def test_one_body_more_where_bodies_are_wrong():
    key = matcher(blank(accept=["information"], wrong=["UNEP"]))
    assert [found(key, text) for text in ("UNDP", "UN Country Team", "host government", "UNDP and UNCT")] == [
        "undp: other known term",
        "un country team: other known term",
        None,
        None,
    ]


def test_an_answer_to_another_question_where_a_name_is_asked_for():
    assert found(matcher(TEAM_KEY, others=[blank(accept=["Information"])]), "information") == (
        "information: other known term"
    )


def test_what_another_key_decides_on_where_a_name_is_asked_for():
    others = [blank(accept=["The media", "UN agencies"], wrong=["Greenpeace", "member"], review=["The press"])]
    key = matcher(TEAM_KEY, others=others)
    answers = ["media", "Greenpeace", "press", "UN agencies", "member"]
    assert [found(key, text) for text in answers] == [
        "media: other known term",
        "greenpeace: other known term",
        None,  # a person decides there too
        "un agency: other known term",
        None,  # a word of "members of the UNCT"
    ]


def test_a_body_that_may_earn_a_part_is_not_called_wrong():
    others = [blank(wrong=["UNCDF", "bananas"])]
    key = matcher(blank(accept=["UNCT"], partial=[{"text": "UNDP", "credit": "1/2"}]), others=others)
    assert [found(key, text) for text in ("UNCDF", "bananas")] == [None, "banana: other known term"]


def test_one_of_two_is_not_both_where_a_name_is_asked_for():
    key = matcher(blank(accept=["UNDP and UNEP"]), terms=[*TERMS, ["UNDP and UNEP", "UU"]])
    assert [found(key, text) for text in ("UNDP and UNEP", "UNDP or UNEP")] == [
        "UNDP and UNEP: exact",
        "undp & unep: other known term",
    ]


def test_whose_it_is_does_not_matter_in_an_open_question():
    assert [found(by, "information of the host country") for by in (OPEN, TEAM)] == ["information: exact", None]


@pytest.mark.parametrize(
    ("text", "is_setting"),
    [
        ("during the night", True),
        ("in other countries", False),
        ("for donors", False),
        ("to safety", False),
        ("for people and safety", False),
        ("for people and bananas", True),
    ],
)
def test_where_when_and_what_for(text, is_setting):
    assert OPEN.is_setting(words(text)) == is_setting


def test_what_wrong_answers_end_with():
    key = matcher(blank(accept=["missions", "embassies"], wrong=["peacekeeping missions"]))
    assert [key.is_plain(words(text)) for text in ("the missions", "embassies")] == [False, True]


def test_two_equally_near_answers_are_none():
    both = matcher(blank(accept=["partners"], wrong=["parthers"]), terms=[])
    assert found(both, "parters") is None


def test_exact_takes_no_slips():
    assert (TEAM.exact(words("UN Cuontry Team")), TEAM.exact(words("UNCT")).entry.text) == (None, "UN Country Team")


@pytest.mark.parametrize(
    ("text", "is_harmless"),
    [("in the field", True), ("who help", True), ("UNDP", False), ("the World Bank", False), ("not there", False)],
)
def test_what_may_be_passed_over(text, is_harmless):
    assert TEAM.is_harmless(words(text)) == is_harmless


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("World Bank IMF", [("world", "bank"), ("imf",)]),
        ("World Bank and IMF", []),
        ("the UNDP", [("undp",)]),
        ("", []),
    ],
)
def test_names_without_a_gap(text, names):
    assert TEAM.names_in(words(text)) == names


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [
        ("bananas and pears", True),
        ("strange old grumpy folks down beside that river", False),
        ("grumpy folks down beside that river", True),
    ],
)
def test_who_writes_much_may_describe_the_right_body_without_its_name(text, is_wrong):
    assert (TEAM.stranger(unrecognised(words(text))).rule is Rule.STRANGER) == is_wrong


def test_a_name_and_nothing_else():
    assert [TEAM.names_body(words(text)) for text in ("the UNCT", "UNCT member", "UN")] == [True, False, False]
