"""The doors to classes. What somebody may not see does not exist: 404."""

from django.shortcuts import get_object_or_404

from accounts.models import User
from activities.access.runs import get_joined_run
from activities.models import Board
from courses.models import Cohort, Enrolment
from delivery.models import Delivery, PlanItem

WITH = ("lesson", "cohort__course", "item", "question", "board__group", "board__run", "driver", "opens_after")

# Put together once, with few columns: a whole class asks in the same moment.
FOLLOWERS = Enrolment.objects.learners().filter(cohort__archived_at=None)
FOLLOWED = Delivery.objects.real().order_by().only("rev", "lesson_id", "cohort_id")


def get_taught_delivery(user: User, pk: int) -> Delivery:
    """Return a class of a cohort that ``user`` teaches or directs. Raises Http404 for everyone else."""
    taught = Delivery.objects.filter(cohort__in=Cohort.objects.taught_by(user))
    return get_object_or_404(taught.select_related(*WITH), pk=pk)


def get_ordered_delivery(user: User, pk: int) -> Delivery:
    """Return the same without what it points to: an order is not to wait for more than its own row."""
    return get_object_or_404(Delivery.objects.filter(cohort__in=Cohort.objects.taught_by(user)), pk=pk)


def class_of_board(board: Board) -> Delivery | None:
    """Return the class that goes on and in whose plan the run of ``board`` is, or None."""
    going_on = Delivery.objects.running().filter(items__run=board.run_id, is_rehearsal=board.run.is_rehearsal)
    return going_on.order_by("-started_at").first()


def get_class_now(user: User, run: int) -> tuple[Delivery | None, Enrolment]:
    """Return the class that goes on in the cohort of an activity's run, or None, and the seat of ``user`` there.

    Raises Http404 for who does not learn in that cohort, and for the run of a rehearsal.
    """
    row, seat = get_joined_run(user, run)
    return Delivery.objects.real().running().filter(cohort=row.cohort_id).first(), seat


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


def get_followed_delivery(user: User, pk: int) -> Delivery:
    """Return the same without the seat, and with no more than its key, ``rev``, lesson and cohort."""
    learning = {"cohort__enrolments__user": user, "cohort__enrolments__role": Enrolment.Role.LEARNER}
    return get_object_or_404(FOLLOWED, pk=pk, **learning)


def get_followed_seat(user: User, pk: int) -> tuple[Delivery, Enrolment]:
    """Return the same with the key of the seat there."""
    delivery = get_followed_delivery(user, pk)
    return delivery, get_object_or_404(FOLLOWERS.only("cohort_id"), user=user, cohort=delivery.cohort_id)


def check_follows(user: User, pk: int) -> None:
    """Raise Http404 unless ``user`` learns or teaches in a class; a rehearsal is for those who teach. Few columns.

    A whole class asks where it stands again and again when streams do not get through.
    """
    if not FOLLOWERS.filter(user=user, cohort__deliveries=pk, cohort__deliveries__is_rehearsal=False).exists():
        get_taught_delivery(user, pk)
