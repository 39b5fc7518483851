"""The doors to sittings and attempts of learners. What somebody may not see does not exist: 404."""

from django.shortcuts import get_object_or_404

from accounts.models import User
from assessments.models import Attempt, Sitting
from assessments.models.attempts import AttemptQuerySet
from courses.models import Enrolment


def get_seat_at_sitting(user: User, sitting_pk: int) -> tuple[Sitting, Enrolment]:
    """Return a sitting of a cohort in which ``user`` learns, and the seat there. Raises Http404 otherwise."""
    seats = Enrolment.objects.learners().filter(user=user, cohort__archived_at=None).select_related("user")
    sittings = Sitting.objects.select_related("form_a__lesson", "form_b", "cohort")
    sitting = get_object_or_404(sittings, pk=sitting_pk, cohort__in=seats.values("cohort"))
    return sitting, seats.get(cohort=sitting.cohort_id)


def get_own_attempt(user: User, pk: int) -> Attempt:
    """Return an attempt of ``user``'s own, with what its pages need. Raises Http404 for everyone else."""
    attempts = Attempt.objects.select_related("sitting__cohort", "form__lesson", "enrolment__user")
    return get_object_or_404(attempts, pk=pk, enrolment__user=user)


def own_attempt(user: User, pk: int) -> AttemptQuerySet:
    """Return the query for an attempt of ``user``'s own, which finds nothing for everyone else, and none of archives.

    For actions, which read what they lock in the same statement.
    """
    return Attempt.objects.filter(pk=pk, enrolment__user=user, enrolment__cohort__archived_at=None)
