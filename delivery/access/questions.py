"""The doors to questions that are put to a class, and to the bank they come from."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from accounts.models import User
from assessments.models import Question
from courses.models import Enrolment
from delivery.access.classes import get_taught_delivery
from delivery.models import Delivery, QuestionRun

WITH = ("version__question", "delivery__lesson", "delivery__cohort", "item", "repeats")
# Put together once, with few columns: a whole class answers in the same moment.
ASKED = (
    QuestionRun.objects.filter(delivery__is_rehearsal=False)
    .select_related("version", "delivery")
    .only(
        *("delivery__cohort_id", "version__type", "version__content", "version__stem", "version__digest"),
        *("version__points", "version__question_id"),
    )
)
VOTERS = Enrolment.objects.learners().filter(cohort__archived_at=None).only("cohort_id", "group_id")


def get_taught_run(user: User, pk: int) -> QuestionRun:
    """Return a question put to a class that ``user`` teaches. Raises Http404 for everyone else."""
    run = get_object_or_404(QuestionRun.objects.select_related(*WITH), pk=pk)
    get_taught_delivery(user, run.delivery_id)
    return run


def get_joined_run(user: User, pk: int) -> tuple[QuestionRun, Enrolment]:
    """Return a question put to a class in which ``user`` learns, and the seat there. Raises Http404 otherwise."""
    runs = QuestionRun.objects.filter(delivery__is_rehearsal=False).select_related(*WITH)
    run = get_object_or_404(runs, pk=pk)
    seats = Enrolment.objects.learners().filter(cohort__archived_at=None).select_related("user", "group")
    return run, get_object_or_404(seats, user=user, cohort=run.delivery.cohort_id)


def get_asked_run(user: User, pk: int) -> tuple[QuestionRun, Enrolment]:
    """Return the same with no more than an answer needs to be stored: what is asked, and the key of who answers."""
    run = get_object_or_404(ASKED, pk=pk)
    return run, get_object_or_404(VOTERS, user=user, cohort=run.delivery.cohort_id)


def bank_of(delivery: Delivery) -> QuerySet[Question]:
    """Return the questions that may be put to a class: those of its lesson that can be solved."""
    return delivery.lesson.questions.current().filter(versions__key_revisions__isnull=False).distinct()
