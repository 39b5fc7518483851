"""Archiving a cohort: only when nothing goes on in it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from assessments.models import Sitting
from courses.actions import archive_cohort
from courses.models import Cohort
from delivery.models import Delivery


class StillGoingOnError(Exception):
    """Something goes on in the cohort: classes that run, or quizzes that take answers or will."""


def running_classes(cohort: Cohort) -> Sequence[Delivery]:
    """Return classes and rehearsals of ``cohort`` that have begun and are not over."""
    return list(Delivery.objects.running().filter(cohort=cohort).select_related("lesson"))


def open_quizzes(cohort: Cohort, now: datetime) -> Sequence[Sitting]:
    """Return quizzes of ``cohort`` that take answers at ``now``, or will."""
    return [each for each in cohort.sittings.exclude(opens_at=None) if not each.is_closed(now)]


@transaction.atomic
def archive(*, cohort: Cohort, by: User, now: datetime) -> bool:
    """Archive ``cohort``; return whether this call did. Safe to repeat.

    Raises StillGoingOnError while a class runs, or a quiz is open or will open.
    """
    held = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    if held.is_archived:
        return False
    if running_classes(held) or open_quizzes(held, now):
        raise StillGoingOnError
    return archive_cohort(cohort=held, by=by, now=now)
