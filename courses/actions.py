"""Changes to cohorts and seats."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.actions import (
    create_learner_account,
    forget_failed_tries,
    is_limit_reached,
    record_failed_try,
)
from accounts.models import User
from courses.codes import is_pin_right, new_pin, pin_digest
from courses.models import Cohort, Course, Enrolment
from courses.names import name_key, tidy_name

PIN_TRIES = 5


class CannotJoinError(Exception):
    """The cohort takes nobody of this name."""


class TooManyTriesError(Exception):
    """This address has guessed too often. ``FailedTry.WINDOW`` says how long to wait."""


class PinNeededError(Exception):
    """The seat of this name has a PIN, and it must be given."""


@dataclass(frozen=True)
class TakenSeat:
    """A seat with its new PIN, in the clear for the only time."""

    enrolment: Enrolment
    pin: str


@transaction.atomic
def take_seat(*, cohort: Cohort, name: str, join_token: str, now: datetime) -> TakenSeat:
    """Give a learner the seat of this name, or a new one where the cohort is open.

    Safe to repeat: the same form (``join_token``) sent again gets the same seat, with a new PIN.
    Raises PinNeededError when the name is taken, CannotJoinError when the cohort takes nobody of this name.
    """
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    seats = cohort.enrolments.learners().select_related("user")
    seat = seats.filter(join_token=join_token).first() if join_token else None
    if seat is None:
        named = list(seats.named(name))
        seat = next((each for each in named if not each.pin_digest), None)
        if seat is None and named:
            raise PinNeededError
    if seat is None:
        if cohort.joining != Cohort.Joining.OPEN:
            raise CannotJoinError
        seat = enrol_learner(cohort=cohort, name=name)
    seat.join_token = join_token
    seat.joined_at = seat.joined_at or now
    seat.save(update_fields=["join_token", "joined_at"])
    return TakenSeat(enrolment=seat, pin=give_new_pin(enrolment=seat))


@transaction.atomic
def return_to_seat(*, cohort: Cohort, name: str, pin: str, address: str, now: datetime) -> Enrolment | None:
    """Return the seat of this name and PIN, or None and count a failed try.

    Raises TooManyTriesError when this address has guessed wrongly too often at this name.
    """
    key = _pin_key(cohort, name)
    if is_limit_reached(scope="pin", key=key, address=address, limit=PIN_TRIES, now=now):
        raise TooManyTriesError
    for seat in cohort.enrolments.learners().named(name).select_related("user"):
        if is_pin_right(seat=seat.pk, pin=pin, digest=seat.pin_digest):
            forget_failed_tries(scope="pin", key=key)
            Enrolment.objects.filter(pk=seat.pk, joined_at=None).update(joined_at=now)
            return seat
    record_failed_try(scope="pin", key=key, address=address, now=now)
    return None


@transaction.atomic
def give_new_pin(*, enrolment: Enrolment) -> str:
    """Return a new PIN for a seat. The former one no longer works; wrong tries at it are forgotten."""
    pin = new_pin()
    enrolment.pin_digest = pin_digest(seat=enrolment.pk, pin=pin)
    enrolment.save(update_fields=["pin_digest"])
    forget_failed_tries(scope="pin", key=_pin_key(enrolment.cohort, enrolment.user.name))
    return pin


def _pin_key(cohort: Cohort | None, name: str) -> str:
    return f"{cohort.pk if cohort else None}:{name_key(name)}"


@transaction.atomic
def enrol_learner(*, cohort: Cohort, name: str) -> Enrolment:
    """Return a new learner's seat, with an account of its own. They come in by code and name."""
    user = create_learner_account(name=tidy_name(name))
    return Enrolment.objects.create(cohort=cohort, user=user, role=Enrolment.Role.LEARNER, name_key=name_key(user.name))


@transaction.atomic
def appoint_instructor(*, cohort: Cohort, user: User) -> Enrolment:
    """Make ``user`` an instructor of ``cohort``. Safe to repeat."""
    return Enrolment.objects.get_or_create(
        cohort=cohort, user=user, defaults={"role": Enrolment.Role.INSTRUCTOR, "name_key": name_key(user.name)}
    )[0]


@transaction.atomic
def appoint_director(*, course: Course, user: User) -> Enrolment:
    """Make ``user`` a director of ``course``. Safe to repeat."""
    return Enrolment.objects.get_or_create(
        course=course, user=user, defaults={"role": Enrolment.Role.DIRECTOR, "name_key": name_key(user.name)}
    )[0]


@transaction.atomic
def set_study_open(*, cohort: Cohort, is_open: bool) -> None:
    """Let the learners of a cohort read the lessons on their own, or not. Safe to repeat."""
    Cohort.objects.filter(pk=cohort.pk).update(is_study_open=is_open)
