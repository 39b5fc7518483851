"""The doors to what people mark, review and correct. All of it is for those who teach the cohort or the lesson."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from accounts.models import User
from assessments.access.sittings import get_taught_sitting
from assessments.models import Attempt, LateResponse, QuestionVersion, RegradeRun
from courses.models import Cohort
from lessons.access import get_taught_lesson
from lessons.models import Lesson


def get_taught_attempt(user: User, pk: int) -> Attempt:
    """Return an attempt in a cohort that ``user`` teaches, with its learner. Raises Http404 otherwise."""
    attempts = Attempt.objects.select_related("sitting__cohort", "form__lesson", "enrolment__user", "entered_by")
    return get_object_or_404(attempts, pk=pk, sitting__cohort__in=Cohort.objects.taught_by(user))


def get_late_response(user: User, sitting_pk: int, pk: int) -> LateResponse:
    """Return a late answer of a sitting of a cohort that ``user`` teaches. Raises Http404 otherwise."""
    sitting = get_taught_sitting(user, sitting_pk)
    return get_object_or_404(LateResponse.objects.select_related("attempt"), pk=pk, attempt__sitting=sitting)


def get_taught_version(user: User, lesson_slug: str, pk: int) -> QuestionVersion:
    """Return a version of a question of a lesson that ``user`` teaches. Raises Http404 otherwise."""
    lesson = get_taught_lesson(user, lesson_slug)
    return get_object_or_404(QuestionVersion.objects.select_related("question__lesson"), pk=pk, question__lesson=lesson)


def get_taught_regrade(user: User, lesson_slug: str, pk: int) -> tuple[Lesson, RegradeRun]:
    """Return a regrade of a question of a lesson that ``user`` teaches. Raises Http404 otherwise."""
    lesson = get_taught_lesson(user, lesson_slug)
    runs = RegradeRun.objects.select_related("version__question", "revision")
    return lesson, get_object_or_404(runs, pk=pk, version__question__lesson=lesson)


def attempts_in_view(user: User) -> QuerySet[Attempt]:
    """Submitted attempts of the cohorts that ``user`` teaches now. Names and answers of others stay hidden."""
    return Attempt.objects.submitted().filter(sitting__cohort__in=Cohort.objects.current().taught_by(user))
