"""One choice of several. Each option earns its own credit."""

from fractions import Fraction
from typing import Any

from assessments.scoring.values import ZERO, Item, Match, Rule, Scored, Verdict, unanswered, verdict_of
from assessments.scoring.vocabulary import Vocabulary


def score(item: Item, answer: Any, _vocabulary: Vocabulary) -> Scored:
    """Return the score of ``answer``, the id of an option.

    A list is the ids marked on paper: one of them counts like the id alone, several earn nothing.
    """
    given = answer if isinstance(answer, list) else [answer]
    marked = [option for option in item.key["options"] if option in given]
    if not marked:
        return unanswered()
    if len(marked) > 1:
        matched = tuple(Match(option, option, "", Verdict.WRONG, Rule.TOO_MANY) for option in marked)
        return Scored(Verdict.WRONG, ZERO, Rule.TOO_MANY, matched)
    return _scored(marked[0], item)


def _scored(marked: str, item: Item) -> Scored:
    option = item.key["options"][marked]
    credit = Fraction(option["credit"])
    verdict = verdict_of(credit)
    suggests = option.get("misconception") if verdict is Verdict.WRONG else None
    return Scored(
        verdict,
        credit,
        Rule.OPTION,
        matched=(Match(marked, marked, marked, verdict, Rule.OPTION),),
        feedback=(option["feedback"],),
        misconceptions=(suggests,) if suggests else (),
    )
