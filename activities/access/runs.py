"""The doors to runs of activities. What somebody may not see does not exist: 404."""

from django.shortcuts import get_object_or_404

from accounts.models import User
from activities.models import Activity, ActivityRun
from courses.access import get_taught_cohort
from courses.models import Cohort, Enrolment

WITH = ("activity__lesson", "activity__plan_of", "cohort__course")


def get_taught_run(user: User, pk: int) -> ActivityRun:
    """Return a run of a cohort that ``user`` teaches or directs. Raises Http404 for everyone else."""
    taught = ActivityRun.objects.filter(cohort__in=Cohort.objects.taught_by(user))
    return get_object_or_404(taught.select_related(*WITH), pk=pk)


def get_joined_run(user: User, pk: int) -> tuple[ActivityRun, Enrolment]:
    """Return a run of a cohort in which ``user`` learns, and the seat there; ended runs too.

    Raises Http404 for everyone else, and for rehearsals.
    """
    run = get_object_or_404(ActivityRun.objects.filter(is_rehearsal=False).select_related(*WITH), pk=pk)
    return run, get_learner_seat(user, run.cohort_id)


def get_learner_seat(user: User, cohort: int) -> Enrolment:
    """Return the seat of ``user`` as a learner of this cohort. Raises Http404 when there is none."""
    seats = Enrolment.objects.learners().filter(cohort__archived_at=None).select_related("user", "group")
    return get_object_or_404(seats, user=user, cohort=cohort)


def get_offered_activity(user: User, cohort_pk: int, pk: int) -> tuple[Cohort, Activity]:
    """Return a cohort that ``user`` teaches and an activity of its course. Raises Http404 otherwise."""
    cohort = get_taught_cohort(user, cohort_pk)
    offered = Activity.objects.filter(is_retired=False, lesson__is_retired=False, lesson__course=cohort.course_id)
    return cohort, get_object_or_404(offered.select_related("lesson", "plan_of"), pk=pk)
