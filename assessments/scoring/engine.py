"""The door of the engine: the right scorer for each type of question."""

from collections.abc import Callable, Mapping
from typing import Any

from assessments.scoring import blanks, check_all, check_one, narrative, true_false
from assessments.scoring.values import Item, Scored
from assessments.scoring.vocabulary import Vocabulary

# Stored with every score. Raise it once in each release in which any verdict can be another one.
ENGINE_VERSION = "7"

SCORERS: Mapping[str, Callable[[Item, Any, Vocabulary], Scored]] = {
    "blanks": blanks.score,
    "true-false": true_false.score,
    "check-one": check_one.score,
    "check-all": check_all.score,
    "narrative": narrative.score,
}


def score(item: Item, answer: Any, vocabulary: Vocabulary) -> Scored:
    """Return the score of ``answer``, a JSON value in the shape of the question's type.

    blanks ``{"blank id": "text"}`` · true-false ``true``, ``false`` or null · check-one ``"a"`` · check-all
    ``["a", "c"]`` · narrative ``"text"`` or ``{"part id": "text"}``. An answer in another shape counts as
    unanswered. Raises KeyError for an unknown type.
    """
    return SCORERS[item.type](item, answer, vocabulary)
