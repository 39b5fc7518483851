"""Scores of answers: pure functions without a database.

``score`` takes a question as it is stored, an answer, and the words of the lesson, and returns a verdict
with everything needed to explain it. docs/scoring.md tells the rules in order, with examples.
"""

from assessments.scoring.engine import ENGINE_VERSION, score
from assessments.scoring.lexicon import make_vocabulary
from assessments.scoring.values import Highlight, Item, Match, Scored, Verdict
from assessments.scoring.vocabulary import Vocabulary

__all__ = [
    "ENGINE_VERSION",
    "Highlight",
    "Item",
    "Match",
    "Scored",
    "Verdict",
    "Vocabulary",
    "make_vocabulary",
    "score",
]
