"""Every choice that applies, under one of four policies. The learner is told which before answering."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assessments.scoring.values import ZERO, Item, Match, Rule, Scored, Verdict, unanswered, verdict_of
from assessments.scoring.vocabulary import Vocabulary


@dataclass(frozen=True)
class Marks:
    """Options by what they are and whether they were marked. ``right`` is never empty."""

    marked: Set[str]
    right: Set[str]
    wrong: Set[str]

    @property
    def n_hits(self) -> int:
        return len(self.marked & self.right)

    @property
    def n_slips(self) -> int:
        return len(self.marked & self.wrong)

    def is_judged_well(self, option: str) -> bool:
        """Return whether ``option`` was marked exactly when it should be."""
        return (option in self.marked) == (option in self.right)


def balanced(marks: Marks) -> Fraction:
    """Return the share of right options marked less the share of wrong ones; never below 0.

    Marking blindly is worth 0 on average, and marking everything is worth 0.
    """
    cost = Fraction(marks.n_slips, len(marks.wrong)) if marks.wrong else ZERO
    return max(ZERO, Fraction(marks.n_hits, len(marks.right)) - cost)


def exact(marks: Marks) -> Fraction:
    """Return 1 when the right options and no others are marked, else 0."""
    return Fraction(marks.marked == marks.right)


def net(marks: Marks) -> Fraction:
    """Return right less wrong marks, as a share of the right options; never below 0."""
    return max(ZERO, Fraction(marks.n_hits - marks.n_slips, len(marks.right)))


def every_option(marks: Marks) -> Fraction:
    """Return the share of options that were judged well, marked or left."""
    options = marks.right | marks.wrong
    return Fraction(sum(map(marks.is_judged_well, options)), len(options))


POLICIES: Mapping[str, Callable[[Marks], Fraction]] = {
    "balanced": balanced,
    "exact": exact,
    "net": net,
    "every-option": every_option,
}


def score(item: Item, answer: Any, _vocabulary: Vocabulary) -> Scored:
    """Return the score of ``answer``, a list of option ids. Nothing marked is unanswered."""
    options = item.key["options"]
    given = answer if isinstance(answer, list) else [answer]
    marked = {option for option in options if option in given}
    if not marked:
        return unanswered()
    right = {option for option, each in options.items() if each["correct"]}
    marks = Marks(marked, right, options.keys() - right)
    points = POLICIES[item.key["policy"]](marks)
    suggests = [each.get("misconception") for option, each in options.items() if not marks.is_judged_well(option)]
    return Scored(
        verdict_of(points),
        points,
        Rule.OPTION,
        matched=tuple(_match(option, marks) for option in options),
        feedback=tuple(each["feedback"] for each in options.values()),
        misconceptions=tuple(filter(None, suggests)),
    )


def _match(option: str, marks: Marks) -> Match:
    """Return how ``option`` was judged: ``typed`` is empty when it was left, ``form`` when it is wrong."""
    verdict = Verdict.CORRECT if marks.is_judged_well(option) else Verdict.WRONG
    typed, form = (option if option in each else "" for each in (marks.marked, marks.right))
    return Match(option, typed, form, verdict, Rule.OPTION)
