"""Submitted and scored attempts, for the tests of marking, review and regrading."""

from uuid import uuid4

from assessments.actions.scoring import score_attempt
from assessments.models import Attempt, Response
from assessments.points import points_of
from tests.assessments.factories import AttemptFactory, FormFactory, SittingFactory
from tests.factories import NOW, EnrolmentFactory

# A right answer to each sample of tests/assessments/factories.py; people mark the narrative.
RIGHT = {
    "blanks": {"team": "UN Country Team"},
    "true-false": False,
    "check-one": "a",
    "check-all": ["a", "b"],
    "narrative": "They have a stake in it.",
}


def make_sitting(*types, **fields):
    """An open sitting with one question of each of ``types``."""
    return SittingFactory(form_a=FormFactory(types=types), **fields)


def submit(sitting, *answers, **fields):
    """An attempt of a new learner with these answers in the order of the form; None for no answer."""
    attempt = AttemptFactory(sitting=sitting, **fields)
    Response.objects.bulk_create(
        Response(attempt=attempt, position=position, answer=answer, sequence=1, event=uuid4(), saved_at=NOW)
        for position, answer in enumerate(answers)
        if answer is not None
    )
    Attempt.objects.filter(pk=attempt.pk).update(submitted_at=NOW, close_reason=Attempt.CloseReason.SENT)
    attempt.refresh_from_db()
    score_attempt(attempt=attempt, now=NOW)
    return attempt


def teacher(sitting):
    """An instructor of the cohort of ``sitting``."""
    return EnrolmentFactory(cohort=sitting.cohort, instructor=True).user


def total(attempt):
    """Points of an attempt as the learner gets them."""
    return points_of([attempt])[attempt.pk].points


def version_of(sitting, position=0):
    return sitting.form_a.items.get(position=position).version
