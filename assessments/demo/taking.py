"""Somebody of the demo takes a quiz, through the same actions as anybody else."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid5

from assessments.actions.attempts import save_answers, start_attempt, submit_attempt
from assessments.answers import Event
from assessments.models import Attempt, Sitting
from courses.models import Enrolment

TAKES = timedelta(minutes=12)


def take_quiz(
    *, sitting: Sitting, seat: Enrolment, questions: Sequence[str], answers: Mapping[str, Any], now: datetime
) -> Attempt:
    """Return an attempt that began at ``now`` and was sent some minutes later.

    ``questions`` are those of the form in its order, by number in the source; what is not in ``answers`` stays empty.
    """
    attempt = start_attempt(sitting=sitting, enrolment=seat, now=now)
    mine = Attempt.objects.filter(pk=attempt.pk)
    events = [
        Event(uuid5(attempt.device_key, source), position, position + 1, answers[source])
        for position, source in enumerate(questions)
        if source in answers
    ]
    save_answers(attempts=mine, events=events, now=now + TAKES)
    submit_attempt(attempts=mine, by=seat.user, now=now + TAKES, newest={})
    return attempt
