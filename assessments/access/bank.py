"""The doors to questions and their keys."""

from accounts.models import User
from assessments.models import Question
from lessons.access import get_taught_lesson
from lessons.models import Lesson


def get_taught_bank(user: User, lesson_slug: str) -> tuple[Lesson, list[Question]]:
    """Return a lesson that ``user`` teaches, with its current questions. Raises Http404 for everyone else."""
    lesson = get_taught_lesson(user, lesson_slug)
    questions = lesson.questions.current().select_related("slide")
    return lesson, list(questions.prefetch_related("versions__key_revisions", "outcome_links__outcome"))
