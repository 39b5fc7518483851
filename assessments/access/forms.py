"""The doors to assessment forms, for those who teach."""

from django.shortcuts import get_object_or_404

from accounts.models import User
from assessments.models import AssessmentForm, Question
from courses.access import taught_courses
from lessons.models import Lesson


def get_taught_form(user: User, pk: int) -> AssessmentForm:
    """Return a form of a lesson that ``user`` teaches or directs. Raises Http404 otherwise."""
    forms = AssessmentForm.objects.select_related("lesson__course")
    return get_object_or_404(forms, pk=pk, lesson__is_retired=False, lesson__course__in=taught_courses(user))


def get_question_of(lesson: Lesson, pk: int | None) -> Question:
    """Return a question of ``lesson``. Raises Http404 when it has none of this key."""
    return get_object_or_404(Question, lesson=lesson, pk=pk)
