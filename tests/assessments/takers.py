"""Short ways for tests to answer the sample questions of the factories, and to see the result."""

from uuid import uuid4

from django.db import connection

from assessments.actions.attempts import save_answers, submit_attempt
from assessments.answers import Event
from assessments.models import Attempt, Sitting
from assessments.results import result_of
from tests.assessments.factories import SAMPLES, AttemptFactory, SittingFactory
from tests.factories import NOW

# Statements of an advisory lock: there is none on SQLite, where one writes at a time anyway.
N_LOCKS = int(connection.vendor == "postgresql")
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


def only(attempt):
    """Return the query for ``attempt`` that a door gives to an action."""
    return Attempt.objects.filter(pk=attempt.pk)


def answer_all(attempt, answers, now=NOW):
    """Save one answer to each question."""
    events = [event(kind, answer, sequence) for sequence, (kind, answer) in enumerate(answers.items(), start=1)]
    save_answers(attempts=only(attempt), events=events, now=now)


def send(attempt, now=NOW, newest=None):
    """Let the learner send the attempt in."""
    return submit_attempt(attempts=only(attempt), by=attempt.enrolment.user, now=now, newest=newest or {})


def stored(attempt):
    """Return the stored answers by type of question."""
    kinds = {position: kind for kind, position in POSITIONS.items()}
    return {kinds[row.position]: row.answer for row in attempt.responses.all()}


RULES = ("release_score", "release_answers", "release_feedback")
EVERYTHING = dict.fromkeys(RULES, Sitting.Release.AT_ONCE)
NOTHING = dict.fromkeys(RULES, Sitting.Release.NEVER)


def taken(sitting, answers, seat=None, **more):
    """Return a submitted attempt with these answers by type."""
    attempt = AttemptFactory(sitting=sitting, **({"enrolment": seat} if seat else {}), **more)
    answer_all(attempt, answers)
    send(attempt)
    return attempt


def post_of(pre, **more):
    """Return a sitting after the lesson with the form of ``pre``, of which everything is released."""
    rules = {"kind": Sitting.Kind.POST, "label": "After", "form_a": pre.form_a, "cohort": pre.cohort}
    return SittingFactory(**EVERYTHING | rules | more)


def see(attempt, now=NOW):
    """Return the result as the learner sees it."""
    attempts = Attempt.objects.select_related("sitting__cohort", "form__lesson", "enrolment__user")
    return result_of(attempt=attempts.get(pk=attempt.pk), now=now)


def by_kind(result):
    """Return the questions of a result by type."""
    return {answered.question.item.type: answered for answered in result.released.answers}
