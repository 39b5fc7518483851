"""The doors to activities."""

from django.db.models import Prefetch, QuerySet

from accounts.models import User
from activities.models import Activity, Phase
from lessons.access import get_taught_lesson
from lessons.models import Lesson


def get_taught_activities(user: User, lesson_slug: str) -> tuple[Lesson, list[Activity]]:
    """Return a lesson that ``user`` teaches, with its activities. Raises Http404 for everyone else."""
    lesson = get_taught_lesson(user, lesson_slug)
    return lesson, list(with_phases(lesson.activities.current()))


def with_phases(activities: QuerySet[Activity]) -> QuerySet[Activity]:
    """Return ``activities`` with their outcomes and current phases, and with those of the plan they borrow."""
    current = Phase.objects.filter(is_retired=False)
    phases = [Prefetch("phases", current), Prefetch("plan_of__phases", current)]
    return activities.select_related("plan_of").prefetch_related(*phases, "outcomes")
