"""The doors to activities."""

from django.db.models import Prefetch

from accounts.models import User
from activities.models import Activity, Phase
from lessons.access import get_taught_lesson
from lessons.models import Lesson


def get_taught_activities(user: User, lesson_slug: str) -> tuple[Lesson, list[Activity]]:
    """Return a lesson that ``user`` teaches, with its activities. Raises Http404 for everyone else."""
    lesson = get_taught_lesson(user, lesson_slug)
    current = Phase.objects.filter(is_retired=False)
    phases = [Prefetch("phases", current), Prefetch("plan_of__phases", current)]
    activities = lesson.activities.current().select_related("plan_of").prefetch_related(*phases, "outcomes")
    return lesson, list(activities)
