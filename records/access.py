"""Which cohort an address is about, so that archives stay as they are."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Manager, QuerySet

from accounts.models import User
from activities.models import ActivityRun, Board
from assessments.models import Attempt, Sitting
from courses.models import Cohort
from delivery.models import Delivery, QuestionRun

# The rows that addresses are about, by their first part, and the way from each to its cohort.
OF_COHORTS: Mapping[str, tuple[Manager[Any] | QuerySet[Any], str]] = {
    "cohorts": (Cohort.objects, "pk"),
    "sittings": (Sitting.objects, "cohort"),
    "attempts": (Attempt.objects, "sitting__cohort"),
    "classes": (Delivery.objects, "cohort"),
    "room": (QuestionRun.objects, "delivery__cohort"),
    "runs": (ActivityRun.objects, "cohort"),
    "boards": (Board.objects, "run__cohort"),
}


def archived_cohort_of(user: User, route: str, keys: Mapping[str, Any]) -> Cohort | None:
    """Return the archived cohort that an address is about, if ``user`` teaches it; else None."""
    start, key = route.split("/")[0], keys.get("cohort_pk", keys.get("pk"))
    if start not in OF_COHORTS or key is None:
        return None
    rows, way = OF_COHORTS[start]
    found = Cohort.objects.archived().filter(pk__in=rows.filter(pk=key).values(way)).select_related("course").first()
    is_taught = found is not None and Cohort.objects.taught_by(user).filter(pk=found.pk).exists()
    return found if is_taught else None
