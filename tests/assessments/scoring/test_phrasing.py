"""Right answers to the lesson's questions, in the words that people put around an answer."""

import pytest

from assessments.scoring import Verdict, score
from tests.assessments.scoring.bank import answer, items, vocabulary

RIGHT = {
    "F1": ["UNCT"],
    "F2": ["national partners"],
    "F3": ["World Bank", "IMF"],
    "F4": ["Office for the Coordination of Humanitarian Affairs"],
    "F5": ["UNDP"],
    "F6": ["UNCT members"],
    "F7": ["information"],
    "F8": ["local people and host government"],
    "F9": ["national military and police"],
    "F10": ["donors, INGOs, World Bank"],
    "F11": ["access", "safety"],
    "F12": ["embassies or missions"],
    "F13": ["ICRC"],
}
WORDINGS = """
I think _ | _ I think | the answer is _ | The correct answer is _. | Ans: _ | final answer: _
_ is my answer | I'd say _ | it is _ | these are _ | that's _ | It would be _ | it must be _ | should be _
so-called _ | namely _ | such as _ | e.g. _ | maybe _ | perhaps it's _ | _ probably | _ (not sure)
I am not sure but _ | im sure its _ | for sure _ | _, of course | _? | obviously _ | _ definitely
absolutely _ | basically _ | only _ | always _ | first _ | hmm _ | well, _ | yes _ | ok _ | _ lol
in my opinion _ | _ imo | from my point of view _ | According to the lesson, _ | As we learned, _
_ (see slide 3) | from slide 2: _ | Question 1: _ | Q1: _ | 1) _ | a) _ | - _ | • _ | *_* | “_” | «_» | (_)
_... | ...	_ | → _ | _ 👍 | _ because they are there | _, since it stays | _ so that it works
_, which is important | _ on the ground | _ in the country | _ all the time | _ at all times | _ as well
_ too | _ as much as possible | if possible _ | _ etc. | _ and so on | the _ | c'est _
je pense que c'est _ | creo que es _ | inshallah _ | _ thank you sir | please: _ | _ / _ | _ (_)
"""
EACH = [wording.strip() for line in WORDINGS.strip().splitlines() for wording in line.split(" | ")]


@pytest.mark.parametrize("source", RIGHT)
def test_words_around_a_right_answer_change_nothing(source):
    scored = {
        wording: score(
            items()[source], answer(source, *(wording.replace("_", text) for text in RIGHT[source])), vocabulary()
        )
        for wording in EACH
    }
    assert {wording: each.rule for wording, each in scored.items() if each.verdict is not Verdict.CORRECT} == {}
