"""What is kept of a person, counted, before it is taken away or erased."""

from dataclasses import dataclass

from activities.models import BoardEntry, Rating
from assessments.models import WRITTEN_TYPES, Attempt, LateResponse, Response
from courses.models import Enrolment
from delivery.models import Attendance, Vote
from lessons.models import SlideVisit


@dataclass(frozen=True)
class Kept:
    """How much is kept of a person: ``n_texts`` are answers in their own words, of ``n_answers`` in quizzes."""

    n_cohorts: int
    n_attempts: int
    n_answers: int
    n_texts: int
    n_votes: int
    n_points: int
    n_ratings: int
    n_classes: int
    n_slides: int


def kept_of(seats: list[Enrolment]) -> Kept:
    """Return what is kept of the person of these ``seats``, who must be one and the same."""
    user = seats[0].user_id
    attempts = Attempt.objects.filter(enrolment__in=seats)
    answers = Response.objects.filter(attempt__in=attempts)
    forms = set(
        attempts.filter(form__items__version__type__in=WRITTEN_TYPES).values_list("pk", "form__items__position")
    )
    late = LateResponse.objects.filter(attempt__in=attempts).count()
    return Kept(
        n_cohorts=len(seats),
        n_attempts=attempts.count(),
        n_answers=answers.count() + late,
        n_texts=sum(place in forms for place in answers.values_list("attempt", "position")),
        n_votes=Vote.objects.filter(seat__in=seats).count(),
        n_points=BoardEntry.objects.filter(author__in=seats).count(),
        n_ratings=Rating.objects.filter(seat__in=seats).count(),
        n_classes=Attendance.objects.filter(enrolment__in=seats).count(),
        n_slides=SlideVisit.objects.filter(user=user).count(),
    )
