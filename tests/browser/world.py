"""The people and the lesson of the browser tests: the real pack, loaded as an installation loads it."""

from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from courses.models import Cohort, Course
from lessons.models import Lesson
from tests.factories import CohortFactory, EnrolmentFactory


@pytest.fixture
def world(transactional_db):
    call_command("load_content", verbosity=0, stdout=StringIO())
    course = Course.objects.get(slug="cptm")
    cohort = CohortFactory(course=course, name="March cohort", join_code="7KQ4MP", joining=Cohort.Joining.OPEN)
    return SimpleNamespace(
        lesson=Lesson.objects.get(slug="mission-partners"),
        cohort=cohort,
        learner=EnrolmentFactory(cohort=cohort, user__name="Amina Diallo", pin="482193").user,
        instructor=EnrolmentFactory(cohort=cohort, instructor=True, user__name="Ingrid Solheim").user,
        director=EnrolmentFactory(director=True, course=course, user__name="Dolores Vega").user,
    )
