"""The doors to ratings, for guests by their code."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from activities.guest_codes import code_digests
from activities.models import ActivityRun, GuestPass
from courses.models import Enrolment, Group


def find_guest(code: str) -> GuestPass | None:
    """Return the pass of a code as somebody typed it, or None."""
    guests = GuestPass.objects.select_related("run__activity__lesson", "run__cohort")
    return guests.filter(code_digest__in=code_digests(code), run__cohort__archived_at=None).first()


def get_rated_group(run: ActivityRun, seat: Enrolment | None, pk: int) -> Group:
    """Return a group of the run's cohort that ``seat``, or a guest (None), may rate. Raises Http404 otherwise."""
    group = get_object_or_404(run.cohort.groups, pk=pk)
    if run.rating is None or (seat is not None and seat.group_id == group.pk):
        raise Http404("Nobody rates this group here.")
    return group
