"""The demo's quiz: made once from the real bank, and left alone afterwards."""

from io import StringIO

import pytest
from django.core.management import call_command

from assessments.demo import FORM, QUESTIONS, make_demo_quiz
from assessments.models import AssessmentForm, Sitting
from courses.actions import appoint_instructor
from courses.demo import COHORT
from courses.models import Course
from tests.factories import NOW, CohortFactory, LessonFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_the_demo_cohort_gets_one_open_quiz():
    call_command("load_content", verbosity=0, stdout=StringIO())
    cohort = CohortFactory(name=COHORT, course=Course.objects.get(slug="cptm"))
    appoint_instructor(cohort=cohort, user=UserFactory(), by=None, now=NOW)
    sitting = make_demo_quiz(now=NOW)
    assert (sitting.cohort, sitting.kind, sitting.is_open(NOW)) == (cohort, Sitting.Kind.PRE, True)
    form = AssessmentForm.objects.get(label=FORM)
    assert form.is_frozen
    assert tuple(item.version.question.source for item in form.items.select_related("version__question")) == QUESTIONS
    assert make_demo_quiz(now=NOW) == sitting
    assert Sitting.objects.count() == AssessmentForm.objects.count() == 1


def test_without_a_demo_cohort_nothing_is_made():
    LessonFactory()
    assert make_demo_quiz(now=NOW) is None
    out = StringIO()
    call_command("make_demo_quiz", stdout=out)
    assert out.getvalue() == "There is no demo cohort with a lesson.\n"


def test_without_its_questions_nothing_is_made():
    cohort = CohortFactory(name=COHORT)
    LessonFactory(course=cohort.course)
    appoint_instructor(cohort=cohort, user=UserFactory(), by=None, now=NOW)
    assert make_demo_quiz(now=NOW) is None
    assert not Sitting.objects.exists()
