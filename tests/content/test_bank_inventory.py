"""The question bank of Lesson 1.8 against an inventory of its source, so that nothing goes missing unseen."""

from pathlib import Path

import pytest

from tests.content.inventory import (
    WORDS,
    answers,
    assert_one_each,
    assert_told,
    entries,
    fold,
    load,
    missing,
    named_misconceptions,
    text_of,
)

PACK = Path(__file__).parents[2] / "content" / "packs" / "cptm" / "mission-partners"

# The questions by their number in the source, under the outcome they serve first.
SERVES = {
    "types": "F3 F4 F5 F9 F10 F11 F12 F13 T1 T2 T7 T10 T11 N1 N2 M3 M4 M5",
    "country-team": "F1 F6 T3 T4 N3 M1",
    "integrated-approach": "F7 T5 T6 N4 N5 N6",
    "national-partners": "F2 F8 T8 T9 N7 N8 M2",
}
BLANKS = {f"F{number}": 2 if number in (3, 11) else 1 for number in range(1, 14)}
TRUE_FALSE = {f"T{number}": "false" if number in (3, 4, 6, 7, 9) else "true" for number in range(1, 12)}
CHOICES = {"M1": "ac", "M2": "e", "M3": "abcdf", "M4": "bde", "M5": "bdeg"}
# N2 asks for three names, which a machine can mark, so it may be of another type.
TYPES = {"F": {"blanks"}, "T": {"true-false"}, "N": {"narrative"}, "M": {"check-one", "check-all"}}
ENEMIES = ["T2-F3", "T7-F9", "F2-F8", "M5-F4", "M5-F13", "F10-M5"]


@pytest.fixture(scope="module")
def bank():
    """The question bank as it stands in its file."""
    return load(PACK / "questions.yaml")


@pytest.fixture(scope="module")
def questions(bank):
    """All questions by their number in the source."""
    return {question["source"]: question for question in bank["questions"]}


def test_37_questions_each_of_its_type(bank):
    found = [question["source"] for question in bank["questions"]]
    assert sorted(found) == sorted(WORDS["questions"])
    odd = [q["source"] for q in bank["questions"] if q["type"] not in TYPES[q["source"][0]]]
    assert odd in ([], ["N2"])


@pytest.mark.parametrize("outcome", SERVES)
def test_questions_serve_their_outcome_first(questions, outcome):
    numbers = SERVES[outcome].split()
    assert [questions[number]["outcomes"][0] for number in numbers] == [outcome] * len(numbers)


@pytest.mark.parametrize("number", WORDS["questions"])
def test_question_teaches_its_answer(questions, number):
    # the keys hold so many spellings that any word would be found there
    shown = {key: value for key, value in questions[number].items() if key not in ("blanks", "shared")}
    assert_told(WORDS["questions"][number], text_of(shown))


def test_13_fill_in_questions_have_15_blanks(questions):
    found = {number: len(questions[number]["blanks"]) for number in BLANKS}
    assert found == BLANKS
    assert sum(found.values()) == 15


@pytest.mark.parametrize("number", WORDS["answers"])
def test_fill_in_question_knows_its_answers(questions, number):
    found = {place: answers(questions[number], place) for place in WORDS["answers"][number]}
    wanted = [(place, entry) for place, line in WORDS["answers"][number].items() for entry in entries(line)]
    gone = [f"{place}: {entry}" for place, entry in wanted if found[place].isdisjoint(entry.split(" | "))]
    assert not gone, f"{number} lacks {gone}; it has {found}"


def test_pairs_of_blanks_take_their_answers_in_any_order(questions):
    assert [questions[number]["order"] for number in ("F3", "F11")] == ["any", "any"]


def test_half_of_f8_earns_half(questions):
    (blank,) = questions["F8"]["blanks"]
    assert {part["credit"] for part in blank["parts"]} == {"1/2"}


def test_f10_needs_two_types_and_one_organisation(questions):
    (blank,) = questions["F10"]["blanks"]
    assert [place["need"] for place in blank["quota"]["places"]] == ["2", "1"]
    alone = [entry["text"] for entry in blank["quota"]["entries"] if entry.get("alone") == "review"]
    # the ICRC and, a little wider, its Movement
    assert [missing("ICRC | Red Cross", text) for text in alone] == [[], []]
    assert_told("UNCT | UNDP | UN agencies; national partners | host government", text_of(blank["wrong"]))


def test_true_false_keys(questions):
    assert {number: questions[number]["answer"] for number in TRUE_FALSE} == TRUE_FALSE
    assert [number for number in TRUE_FALSE if "contested" in questions[number]] == ["T2"]


@pytest.mark.parametrize("number", CHOICES)
def test_multiple_choice_offers_the_options_of_the_source(questions, number):
    lines = entries(WORDS["options"][number])
    texts = [fold(option["text"]) for option in questions[number]["options"]]
    assert [missing(line, text) for line, text in zip(lines, texts, strict=True)] == [[]] * len(lines)


@pytest.mark.parametrize("number", CHOICES)
def test_multiple_choice_key(questions, number):
    options = zip("abcdefg", questions[number]["options"], strict=False)
    right = [letter for letter, option in options if option.get("correct") == "true" or option.get("credit") == "1"]
    assert "".join(right) == CHOICES[number]


def test_all_and_none_stay_last(questions):
    assert [option.get("is_last") for option in questions["M2"]["options"]] == [None] * 4 + ["true"] * 2


def test_obstacles_and_measures_are_marked_apart(questions):
    assert len(questions["N6"]["parts"]) == 2


def test_enemy_pairs(bank):
    numbers = {question["id"]: question["source"] for question in bank["questions"]}
    found = {frozenset(numbers[name] for name in enemy["pair"]) for enemy in bank["enemies"]}
    assert {frozenset(pair.split("-")) for pair in ENEMIES} <= found


def test_eight_misconceptions_that_answers_point_to(bank):
    assert_one_each(WORDS["misconceptions"], [text_of(entry) for entry in bank["misconceptions"]])
    assert {entry["id"] for entry in bank["misconceptions"]} == set(named_misconceptions(bank["questions"]))
