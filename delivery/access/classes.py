"""The doors to classes. What somebody may not see does not exist: 404."""

from django.shortcuts import get_object_or_404

from accounts.models import User
from courses.models import Cohort, Enrolment
from delivery.models import Delivery, PlanItem

WITH = ("lesson", "cohort__course", "item", "question", "board", "driver", "opens_after")


def get_taught_delivery(user: User, pk: int) -> Delivery:
    """Return a class of a cohort that ``user`` teaches or directs. Raises Http404 for everyone else."""
    taught = Delivery.objects.filter(cohort__in=Cohort.objects.taught_by(user))
    return get_object_or_404(taught.select_related(*WITH), pk=pk)


def get_taught_item(user: User, pk: int, item_pk: int) -> PlanItem:
    """Return an item of the plan of a class that ``user`` teaches. Raises Http404 otherwise."""
    delivery = get_taught_delivery(user, pk)
    return get_object_or_404(delivery.items.select_related("delivery__cohort"), pk=item_pk)


def get_joined_delivery(user: User, pk: int) -> tuple[Delivery, Enrolment]:
    """Return a class of a cohort in which ``user`` learns, and the seat there; ended classes too.

    Raises Http404 for everyone else, and for rehearsals.
    """
    own = Enrolment.objects.learners().filter(user=user, cohort__archived_at=None)
    seats = own.select_related("user", "group")
    classes = Delivery.objects.real().filter(cohort__in=seats.values("cohort"))
    delivery = get_object_or_404(classes.select_related(*WITH), pk=pk)
    return delivery, seats.get(cohort=delivery.cohort_id)
