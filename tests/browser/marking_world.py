"""Learners who sent a quiz of the real lesson, and two people who mark it."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

from django.utils import timezone

from assessments.models import LateResponse
from tests.assessments.marked import submit
from tests.browser.quizzes import open_quiz
from tests.factories import EnrolmentFactory

SLUGS = ("f1-internal-partner", "t3-un-arrives-first", "m2-host-government", "n3-qips", "n6-obstacles")
WRITTEN = [
    "QIPs are Quick Impact Projects. They are short-term and build confidence in the peace process.",
    "Projects like repairing a road or a school, so that people see things getting better. They are not "
    "humanitarian aid.",
    "They are humanitarian aid that the mission gives.",
]
OBSTACLES = {
    "obstacles": "Different mandates.\nDifferent budget cycles.",
    "measures": "Leadership and a shared vision.",
}
TYPED = ["UN Country Team", "the country group team", "Country group team"]


def make_marking(world):
    """Return the sitting, its attempts and both markers."""
    sitting = open_quiz(world, SLUGS, label="Quiz before the lesson")
    now = timezone.now()
    attempts = [
        submit(
            sitting,
            {"partner": typed},
            number == 0,
            "e",
            written,
            OBSTACLES if number else {"obstacles": "Money.", "measures": " "},
            enrolment=EnrolmentFactory(cohort=world.cohort, user__name=name),
            deadline=now - timedelta(minutes=10),
        )
        for number, (name, typed, written) in enumerate(
            zip(("Berta Dubois", "Carlos Silva", "Dinh Tran"), TYPED, WRITTEN, strict=True)
        )
    ]
    LateResponse.objects.create(
        attempt=attempts[0],
        position=1,
        answer=False,
        sequence=9,
        event=uuid4(),
        typed_at=now - timedelta(minutes=11),
        received_at=now,
    )
    second = EnrolmentFactory(cohort=world.cohort, instructor=True, user__name="Amina Karimi").user
    return SimpleNamespace(sitting=sitting, attempts=attempts, first=world.instructor, second=second)
