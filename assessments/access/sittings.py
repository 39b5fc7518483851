"""The doors to sittings, for those who teach the cohort."""

from django.shortcuts import get_object_or_404

from accounts.models import User
from assessments.models import Sitting
from courses.models import Cohort


def get_taught_sitting(user: User, pk: int) -> Sitting:
    """Return a sitting of a cohort that ``user`` teaches or directs. Raises Http404 otherwise."""
    sittings = Sitting.objects.select_related("cohort__course", "form_a__lesson", "form_b", "crosses")
    return get_object_or_404(sittings, pk=pk, cohort__in=Cohort.objects.taught_by(user))
