"""Every choice that applies."""

from fractions import Fraction
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring import Item, Match, Verdict, make_vocabulary, score
from assessments.scoring.check_all import POLICIES, Marks
from assessments.scoring.values import Rule, unanswered

WORDS = make_vocabulary([])


def question(policy, right, wrong):
    options = {
        option: {"correct": option in right, "feedback": f"About {option}.", "misconception": f"idea-{option}"}
        for option in sorted(right + wrong)
    }
    return Item("check-all", "Which?", {"options": []}, {"policy": policy, "options": options})


def shares(policy, right="abcde", wrong="f"):
    return {
        marked: score(question(policy, right, wrong), list(marked), WORDS).score
        for marked in ("abcde", "abcdef", "abc", "abcf", "f", "")
    }


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("balanced", ["1", "0", "3/5", "0", "0", "0"]),
        ("exact", ["1", "0", "0", "0", "0", "0"]),
        ("net", ["1", "4/5", "3/5", "2/5", "0", "0"]),
        ("every-option", ["1", "5/6", "2/3", "1/2", "0", "0"]),
    ],
)
def test_policies_worked_by_hand(policy, expected):
    assert list(shares(policy).values()) == [Fraction(each) for each in expected]


def test_everything_is_told():
    found = score(question("balanced", "ab", "cd"), ["a", "c"], WORDS)
    assert (found.verdict, found.score, found.rule) == (Verdict.WRONG, 0, Rule.OPTION)
    assert found.feedback == ("About a.", "About b.", "About c.", "About d.")
    assert found.misconceptions == ("idea-b", "idea-c")
    assert found.matched == (
        Match("a", "a", "a", Verdict.CORRECT, Rule.OPTION),
        Match("b", "", "b", Verdict.WRONG, Rule.OPTION),
        Match("c", "c", "", Verdict.WRONG, Rule.OPTION),
        Match("d", "", "", Verdict.CORRECT, Rule.OPTION),
    )


@pytest.mark.parametrize("answer", [None, "", [], ["z"], {}, 3, [[]]])
def test_nothing_marked_is_no_answer(answer):
    assert score(question("every-option", "ab", "cd"), answer, WORDS) == unanswered()


groups = st.integers(1, 6).flatmap(lambda n: st.tuples(st.just("abcdef"[:n]), st.sampled_from(["", "x", "xy", "xyz"])))


@given(groups, st.sampled_from(sorted(POLICIES)))
def test_marking_everything_is_full_only_when_everything_is_right(group, policy):
    right, wrong = group
    found = score(question(policy, right, wrong), list(right + wrong), WORDS)
    assert (found.score == 1) == (not wrong)
    assert score(question(policy, right, wrong), list(right), WORDS).score == 1


@given(groups, st.sampled_from(sorted(POLICIES)), st.data())
def test_shares_are_between_0_and_1(group, policy, data):
    marked = data.draw(st.sets(st.sampled_from(group[0] + group[1])))
    assert 0 <= score(question(policy, *group), list(marked), WORDS).score <= 1


def test_marking_blindly_is_worth_nothing_under_balanced_before_the_floor():
    right, wrong = frozenset("abc"), frozenset("xy")
    options = sorted(right | wrong)
    choices = [set(marked) for n in range(6) for marked in combinations(options, n)]
    assert len(choices) == 2**5
    net = [Fraction(len(marked & right), 3) - Fraction(len(marked & wrong), 2) for marked in choices]
    assert sum(net) == 0
    assert [POLICIES["balanced"](Marks(marked, right, wrong)) for marked in choices] == [max(each, 0) for each in net]
    assert set(chain.from_iterable(choices)) == right | wrong
