"""The people and the lesson of the browser tests: the real pack, loaded as an installation loads it."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.utils import timezone

from content.loader import load_packs
from content.pack import read_packs
from courses.models import Cohort, Course
from lessons.models import Lesson
from tests.factories import CohortFactory, EnrolmentFactory

PACKS = Path(__file__).parents[2] / "content" / "packs"


@pytest.fixture(scope="session")
def packs():
    """The courses that come with the program, read once: reading takes as long as loading."""
    return read_packs([PACKS])


@pytest.fixture
def world(transactional_db, packs):
    load_packs(packs=packs, now=timezone.now())
    course = Course.objects.get(slug="cptm")
    cohort = CohortFactory(course=course, name="March cohort", join_code="7KQ4MP", joining=Cohort.Joining.OPEN)
    return SimpleNamespace(
        lesson=Lesson.objects.get(slug="mission-partners"),
        cohort=cohort,
        learner=EnrolmentFactory(cohort=cohort, user__name="Amina Diallo", pin="482193").user,
        instructor=EnrolmentFactory(cohort=cohort, instructor=True, user__name="Ingrid Solheim").user,
        director=EnrolmentFactory(director=True, course=course, user__name="Dolores Vega").user,
    )
