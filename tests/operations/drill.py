"""Fill an installation with answered attempts, and say what they are worth. Run as a program inside it."""

import json
import sys

import django

django.setup()

from assessments.models import Attempt, Score  # noqa: E402
from assessments.points import points_of  # noqa: E402
from tests.assessments.factories import AttemptFactory, SittingFactory  # noqa: E402
from tests.assessments.takers import RIGHT, WRONG, answer_all, send  # noqa: E402

N_ATTEMPTS = 8


def fill():
    """Let some learners answer and send, one more answer without sending."""
    sitting = SittingFactory()
    for number in range(N_ATTEMPTS):
        attempt = AttemptFactory(sitting=sitting)
        answer_all(attempt, WRONG if number % 3 == 0 else RIGHT)
        if number:
            send(attempt)


def tamper():
    """Change what one answer was worth, as a fault of the disk or of a person would."""
    score = Score.objects.exclude(points=0).order_by("pk").first()
    Score.objects.filter(pk=score.pk).update(points=0, verdict="wrong")


def worth():
    """Return the points of every submitted attempt."""
    attempts = Attempt.objects.submitted()
    return {str(pk): str(points.points) for pk, points in points_of(attempts).items()}


if __name__ == "__main__":
    {"fill": fill, "tamper": tamper, "look": lambda: None}[sys.argv[1]]()
    print(json.dumps(worth()))
