"""What stands around an answer."""

import pytest

from assessments.scoring.frames import EXAMPLES, gave_up, length_of, make_frame, negates, without_owner
from assessments.scoring.words import words

FRAME = make_frame("UN personnel and the mission share ", " with each other in the host country.")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("UNDP", "undp"),
        ("I think it is UNDP", "undp"),
        ("not sure but maybe UNDP?", "undp"),
        ("UNDP, I guess", "undp"),
        ("UNDP etc.", "undp"),
        ("The mission shares: UNDP", "undp"),
        ("What UN personnel share is UNDP", "undp"),
        ("share UNDP", "undp"),
        ("to share UNDP with each other", "undp"),
        ("UNDP in the host country", "undp"),
        ("UNDP in the capital", "undp in the capital"),
        ("UNDP in the country", "undp"),
        ("all relevant UNDP", "undp"),
        ("of course UNDP", "undp"),
        ("the leading partner is UNDP", "undp"),
        ("UNDP is what personnel and mission share", "undp"),
        ("UNDP is not what they share", "undp is not what they share"),
        ("UNDP is a programme", "undp is a program"),
        ("not UNDP", "not undp"),
        ("I think", ""),
    ],
)
def test_what_is_left_of_an_answer(text, left):
    assert " ".join(FRAME.unwrapped(words(text))) == left


@pytest.mark.parametrize(
    "text",
    [
        "UN personnel and the mission share ____ with each other in the host country.",
        "un personnel and mission share with each other in host country",
        "UN personnel and the mission share ... and ... with each other, in the host country?",
    ],
)
def test_the_question_again_is_no_answer(text):
    assert FRAME.is_all_of(words(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "UN personnel and the mission share",
        "UN personnel and the mission share UNDP with each other in the host country.",
        "UN personnel and the mission do not share with each other in the host country.",
    ],
)
def test_more_or_less_than_the_question_may_be_one(text):
    assert not FRAME.is_all_of(words(text))


def test_a_question_of_few_words_may_be_repeated_by_its_answer():
    assert not make_frame("The UN ", " leads.").is_all_of(words("the UN leads"))


@pytest.mark.parametrize(
    "text", ["", "?", "...", "I don't know", "idk", "No idea!", "n/a", "not sure", "no sé", "123", "xxx", "asdf", "lol"]
)
def test_who_does_not_know_has_not_answered(text):
    assert gave_up(words(text))


@pytest.mark.parametrize("text", ["UNDP", "I don't know, UNDP", "no", "lol UNDP", "x", "oops"])
def test_who_writes_something_has_answered(text):
    assert not gave_up(words(text))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("police of the host country", "police"),
        ("host country police", "police"),
        ("the country", "the country"),
        ("host state and people", "host state and people"),
        ("police of another country", "police of another country"),
        ("of the country", "of the country"),
    ],
)
def test_whose_it_is(text, left):
    assert without_owner(words(text)) == words(left)


@pytest.mark.parametrize(("text", "is_denied"), [("not UNDP", True), ("isn't UNDP", True), ("nothing", False)])
def test_negations(text, is_denied):
    assert negates(words(text)) == is_denied


@pytest.mark.parametrize(("text", "length"), [("such as UNDP", 2), ("e.g. UNDP", 1), ("UNDP such as", 0)])
def test_markers_are_looked_for_at_the_start(text, length):
    assert length_of(EXAMPLES, words(text)) == length
