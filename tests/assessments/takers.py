"""Short ways for tests to answer the sample questions of the factories."""

from uuid import uuid4

from assessments.actions.attempts import save_answers
from assessments.answers import Event
from tests.assessments.factories import SAMPLES
from tests.factories import NOW

POSITIONS = {kind: position for position, kind in enumerate(SAMPLES)}  # of a form with one question of each type
RIGHT = {
    "blanks": {"team": "the UN country team"},
    "true-false": False,
    "check-one": "a",
    "check-all": ["a", "b"],
    "narrative": "They have most at stake.",
}
WRONG = {
    "blanks": {"team": "TOKEN-LEARNER guess"},
    "true-false": True,
    "check-one": "b",
    "check-all": ["c"],
    "narrative": "TOKEN-LEARNER wrote this.",
}


def event(kind, answer, sequence=1, **more):
    return Event(more.pop("id", None) or uuid4(), POSITIONS[kind], sequence, answer, **more)


def answer_all(attempt, answers, now=NOW):
    """Save one answer to each question."""
    events = [event(kind, answer, sequence) for sequence, (kind, answer) in enumerate(answers.items(), start=1)]
    save_answers(attempt=attempt, events=events, now=now)


def stored(attempt):
    """Return the stored answers by type of question."""
    kinds = {position: kind for kind, position in POSITIONS.items()}
    return {kinds[row.position]: row.answer for row in attempt.responses.all()}
