"""True or false. Unanswered is not False."""

from typing import Any

from assessments.scoring.values import ONE, ZERO, Item, Match, Rule, Scored, unanswered, verdict_of
from assessments.scoring.vocabulary import Vocabulary


def score(item: Item, answer: Any, _vocabulary: Vocabulary) -> Scored:
    """Return the score of ``answer``: true, false, or anything else for unanswered."""
    if not isinstance(answer, bool):
        return unanswered()
    key, said = item.key, "true" if answer else "false"
    is_right = answer == key["answer"]
    points = ONE if is_right else ZERO
    reasons = [key["if_answered"][said], key.get("contested")]
    suggests = None if is_right else key.get("misconception")
    return Scored(
        verdict_of(points),
        points,
        Rule.TRUE_FALSE,
        matched=(Match(said, said, said, verdict_of(points), Rule.TRUE_FALSE),),
        feedback=tuple(filter(None, reasons)),
        misconceptions=(suggests,) if suggests else (),
    )
