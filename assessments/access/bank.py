"""The doors to questions and their keys."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from accounts.models import User
from assessments.models import Question
from lessons.access import get_taught_lesson
from lessons.models import Lesson


def get_taught_bank(user: User, lesson_slug: str) -> tuple[Lesson, QuerySet[Question]]:
    """Return a lesson that ``user`` teaches, with its current questions. Raises Http404 for everyone else."""
    lesson = get_taught_lesson(user, lesson_slug)
    questions = lesson.questions.current().select_related("slide")
    return lesson, questions.prefetch_related("versions__key_revisions", "outcome_links__outcome")


def get_taught_question(user: User, lesson_slug: str, slug: str) -> tuple[Lesson, Question]:
    """Return one of those questions with its lesson. Raises Http404 for everyone else, and where there is none."""
    lesson, questions = get_taught_bank(user, lesson_slug)
    return lesson, get_object_or_404(questions, slug=slug)
