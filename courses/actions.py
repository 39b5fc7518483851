"""Changes to cohorts and seats."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _

from accounts.actions import (
    create_learner_account,
    end_sessions,
    forget_failed_tries,
    is_limit_reached,
    record_failed_try,
)
from accounts.models import User
from courses.access import is_staff_account
from courses.audit import note_change
from courses.bell import ring
from courses.codes import is_pin_right, new_pin, pin_digest
from courses.models import Cohort, Course, Enrolment, Group, stored_name_key, stored_sort_key
from courses.names import name_key, tidy_name

PIN_TRIES = 5
logger = logging.getLogger(__name__)
FORM_LIFE = timedelta(minutes=10)


class CannotJoinError(Exception):
    """The cohort takes nobody of this name."""


class TooManyTriesError(Exception):
    """This address has guessed too often. ``FailedTry.WINDOW`` says how long to wait."""


class PinNeededError(Exception):
    """The seat of this name has a PIN, and it must be given."""


class PasswordNeededError(Exception):
    """The seat belongs to a staff account, which neither a name nor a PIN opens."""


class ErasedSeatError(Exception):
    """The person of the seat was erased: nobody comes in by it any more."""


class NameTakenError(Exception):
    """Another group of the cohort has this name."""


class OtherRoleError(Exception):
    """The person has another part in this cohort already."""


@dataclass(frozen=True)
class TakenSeat:
    """A seat with its new PIN, in the clear for the only time."""

    enrolment: Enrolment
    pin: str


@transaction.atomic
def take_seat(*, cohort: Cohort, name: str, join_token: str, now: datetime, has_no_pin: bool = False) -> TakenSeat:
    """Give a learner the seat of this name, or a new one where the cohort is open.

    Somebody who ``has_no_pin`` takes a waiting seat although a namesake has come in already. Safe to repeat: the
    same form (``join_token``) sent again within ``FORM_LIFE`` gets the same seat, with a new PIN.
    Raises PinNeededError when the name is taken, PasswordNeededError when it is a staff account's, CannotJoinError
    when the cohort takes nobody of this name.
    """
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    named = list(cohort.enrolments.learners().named(name).select_related("user"))
    if cohort.is_archived and (has_no_pin or not any(seat.pin_digest for seat in named)):
        raise CannotJoinError  # who was in it comes in with the PIN, to what is theirs
    seat = _seat_of_form(named, join_token, now) or _waiting_seat(named, has_no_pin=has_no_pin)
    if seat is None and cohort.joining != Cohort.Joining.OPEN:
        raise CannotJoinError
    if seat is None:
        seat = enrol_learner(cohort=cohort, name=name)
    # One form names one seat: a form that comes back with another name lets go of the first one.
    cohort.enrolments.filter(join_token=join_token).exclude(pk=seat.pk).update(join_token="")
    seat.join_token = join_token
    seat.joined_at = seat.joined_at or now
    seat.save(update_fields=["join_token", "joined_at"])
    note_change(by=seat.user, verb="join", row=seat, now=now)
    logger.info("joined: seat %s", seat.pk)
    return TakenSeat(enrolment=seat, pin=give_new_pin(enrolment=seat))


def _seat_of_form(named: list[Enrolment], join_token: str, now: datetime) -> Enrolment | None:
    for seat in named:
        is_recent = seat.joined_at is not None and now - seat.joined_at <= FORM_LIFE
        if join_token and seat.join_token == join_token and is_recent:
            return seat
    return None


def _waiting_seat(named: list[Enrolment], *, has_no_pin: bool) -> Enrolment | None:
    """Return the seat to take, or None when nobody has this name yet. Raises as take_seat does."""
    open_to_learners = [seat for seat in named if not is_staff_account(seat.user)]
    if named and not open_to_learners:
        raise PasswordNeededError
    waiting = next((seat for seat in open_to_learners if not seat.pin_digest), None)
    is_taken = any(seat.pin_digest for seat in open_to_learners)
    if is_taken and not (has_no_pin and waiting):
        raise PinNeededError
    return waiting


@transaction.atomic
def return_to_seat(*, cohort: Cohort, name: str, pin: str, address: str, now: datetime) -> Enrolment | None:
    """Return the seat of this name and PIN, or None and count a failed try.

    Raises TooManyTriesError when this address has guessed wrongly too often at this name, PasswordNeededError
    when the seat is a staff account's.
    """
    # Guesses sent at the same moment queue here; each would otherwise be let through before any is counted.
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    key = pin_key(cohort, name)
    if is_limit_reached(scope="pin", key=key, address=address, limit=PIN_TRIES, now=now):
        logger.warning("too many PINs tried for one name from one address: cohort %s", cohort.pk)
        raise TooManyTriesError
    for seat in cohort.enrolments.learners().named(name).select_related("user"):
        if is_pin_right(seat=seat.pk, pin=pin, digest=seat.pin_digest):
            if is_staff_account(seat.user):
                raise PasswordNeededError
            forget_failed_tries(scope="pin", key=key)
            Enrolment.objects.filter(pk=seat.pk, joined_at=None).update(joined_at=now)
            logger.info("came back with a PIN: seat %s", seat.pk)
            return seat
    record_failed_try(scope="pin", key=key, address=address, now=now)
    logger.info("PIN refused: cohort %s", cohort.pk)
    return None


@transaction.atomic
def give_new_pin(*, enrolment: Enrolment) -> str:
    """Return a new PIN for a seat. The former one no longer works; wrong tries at it are forgotten.

    Raises PasswordNeededError when the seat is a staff account's, ErasedSeatError when its person was erased.
    """
    if is_staff_account(enrolment.user):
        raise PasswordNeededError
    pin = new_pin()
    enrolment.pin_digest = pin_digest(seat=enrolment.pk, pin=pin)
    if not Enrolment.objects.present().filter(pk=enrolment.pk).update(pin_digest=enrolment.pin_digest):
        raise ErasedSeatError
    forget_failed_tries(scope="pin", key=pin_key(enrolment.cohort, enrolment.user.name))
    return pin


@transaction.atomic
def unlock_seat(*, enrolment: Enrolment, by: User, now: datetime) -> None:
    """Let the learner of a seat try their PIN again, from every address. Safe to repeat."""
    forget_failed_tries(scope="pin", key=pin_key(enrolment.cohort, enrolment.user.name))
    note_change(by=by, verb="unlock", row=enrolment, now=now)


@transaction.atomic
def replace_pin(*, enrolment: Enrolment, by: User, now: datetime) -> str:
    """Return a new PIN that ``by`` gives a learner. Raises as give_new_pin does."""
    pin = give_new_pin(enrolment=enrolment)
    note_change(by=by, verb="give PIN", row=enrolment, now=now, seats=1)
    return pin


def pin_key(cohort: Cohort | None, name: str) -> str:
    """Return under what tries at the PINs of a name are counted."""
    return f"{cohort.pk if cohort else None}:{name_key(name)}"


@transaction.atomic
def enrol_learner(*, cohort: Cohort, name: str) -> Enrolment:
    """Return a new learner's seat, with an account of its own. They come in by code and name."""
    user = create_learner_account(name=tidy_name(name))
    return Enrolment.objects.create(cohort=cohort, user=user, role=Enrolment.Role.LEARNER)


@transaction.atomic
def appoint_instructor(*, cohort: Cohort, user: User, by: User | None, now: datetime) -> Enrolment:
    """Make ``user`` an instructor of ``cohort``. Safe to repeat. Raises OtherRoleError for its learners."""
    seat, is_new = Enrolment.objects.get_or_create(
        cohort=cohort, user=user, defaults={"role": Enrolment.Role.INSTRUCTOR}
    )
    if seat.role != Enrolment.Role.INSTRUCTOR:
        raise OtherRoleError
    if is_new:
        _end_sessions_of_appointed(user=user, role=seat.role, by=by)
        note_change(by=by, verb="appoint instructor", row=seat, now=now)
    return seat


@transaction.atomic
def appoint_director(*, course: Course, user: User, by: User | None, now: datetime) -> Enrolment:
    """Make ``user`` a director of ``course``. Safe to repeat."""
    seat, is_new = Enrolment.objects.get_or_create(course=course, user=user, defaults={"role": Enrolment.Role.DIRECTOR})
    if is_new:
        _end_sessions_of_appointed(user=user, role=seat.role, by=by)
        note_change(by=by, verb="appoint director", row=seat, now=now)
    return seat


def _end_sessions_of_appointed(*, user: User, role: str, by: User | None) -> None:
    """End the sessions of somebody who may do more from now on, so that they show again who they are. Safe to repeat.

    Directors sign in anew, but for one who appoints themselves. Instructors who have a password stay signed in: a class
    of theirs may run. Sessions without one began with a code or a PIN, which no longer open the account.
    """
    if not user.has_usable_password() or (role == Enrolment.Role.DIRECTOR and user != by):
        end_sessions(user=user)


@transaction.atomic
def rename_seats(*, user: User) -> None:
    """Let ``user`` come in by their present name. Safe to repeat."""
    user.enrolments.update(name_key=stored_name_key(user.name))


@transaction.atomic
def set_study_open(*, cohort: Cohort, is_open: bool, by: User, now: datetime) -> None:
    """Let the learners of a cohort read the lessons on their own, or not. Safe to repeat."""
    if Cohort.objects.filter(pk=cohort.pk, is_study_open=not is_open).update(is_study_open=is_open):
        note_change(by=by, verb="open study" if is_open else "close study", row=cohort, now=now)


@transaction.atomic
def create_cohort(*, course: Course, by: User, now: datetime, name: str, joining: str, is_study_open: bool) -> Cohort:
    """Return a new cohort of ``course``. Whoever makes it without directing the course becomes its instructor."""
    cohort = Cohort.objects.create(course=course, name=name, joining=joining, is_study_open=is_study_open)
    note_change(by=by, verb="create cohort", row=cohort, now=now)
    if not course.enrolments.filter(user=by).exists():
        appoint_instructor(cohort=cohort, user=by, by=by, now=now)
    return cohort


@transaction.atomic
def set_cohort(*, cohort: Cohort, name: str, joining: str, is_study_open: bool, by: User, now: datetime) -> None:
    """Change what those who teach may change of a cohort. Safe to repeat."""
    wanted = {"name": name, "joining": joining, "is_study_open": is_study_open}
    held = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    before = {field: getattr(held, field) for field, value in wanted.items() if getattr(held, field) != value}
    if before:
        Cohort.objects.filter(pk=cohort.pk).update(**wanted)
        after = {field: wanted[field] for field in before}
        note_change(by=by, verb="change cohort", row=cohort, now=now, before=before, after=after)
    ring(cohort.pk)


@transaction.atomic
def archive_cohort(*, cohort: Cohort, by: User, now: datetime) -> bool:
    """Close ``cohort`` for good, and return whether this call did. Nothing in it changes any more. Safe to repeat."""
    is_first = bool(Cohort.objects.current().filter(pk=cohort.pk).update(archived_at=now, archived_by=by))
    if is_first:
        note_change(by=by, verb="archive cohort", row=cohort, now=now)
        ring(cohort.pk)
    return is_first


@transaction.atomic
def reopen_cohort(*, cohort: Cohort, by: User, now: datetime) -> bool:
    """Let ``cohort`` be changed again, and return whether this call did: not once its names are gone."""
    archived = Cohort.objects.archived().filter(pk=cohort.pk, cleared_at=None)
    is_first = bool(archived.update(archived_at=None, archived_by=None))
    if is_first:
        note_change(by=by, verb="reopen cohort", row=cohort, now=now)
    return is_first


@transaction.atomic
def set_keep_months(*, course: Course, months: int | None, by: User, now: datetime) -> None:
    """Say how long names are kept after a cohort of ``course`` is archived, None for ever. Safe to repeat."""
    held = Course.objects.select_for_update(no_key=True).get(pk=course.pk)
    if held.keep_months != months:
        Course.objects.filter(pk=course.pk).update(keep_months=months)
        note_change(by=by, verb="set retention", row=course, now=now, before=held.keep_months, months=months)


@transaction.atomic
def divide_into_groups(*, cohort: Cohort, n_groups: int, by: User, now: datetime, is_anew: bool = False) -> list[Group]:
    """Deal the learners of ``cohort`` out to ``n_groups`` groups of nearly equal size, and return the groups.

    Who has a group keeps it, unless ``is_anew``; then groups beyond ``n_groups`` go, or stay empty when something
    was done in them. Safe to repeat: the same learners come to the same groups.
    """
    Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    groups = _groups_for(cohort, n_groups)
    seats = list(cohort.enrolments.learners().present().order_by("pk"))
    counts = {group.pk: 0 for group in groups}
    for seat in seats:
        seat.group_id = None if is_anew else seat.group_id
        if seat.group_id in counts:
            counts[seat.group_id] += 1
    for seat in seats:
        if seat.group_id is None:
            seat.group_id = min(counts, key=counts.__getitem__)
            counts[seat.group_id] += 1
    Enrolment.objects.bulk_update(seats, ["group"])
    if is_anew:
        for group in cohort.groups.exclude(pk__in=counts):
            remove_group(group=group, by=by, now=now)
    note_change(by=by, verb="divide into groups", row=cohort, now=now, groups=n_groups, is_anew=is_anew)
    ring(cohort.pk)
    return groups


def _groups_for(cohort: Cohort, n_groups: int) -> list[Group]:
    """Return the oldest groups of ``cohort``, with new ones where they are too few."""
    groups = list(cohort.groups.order_by("pk")[:n_groups])
    taken = set(cohort.groups.values_list("name", flat=True))
    number = 0
    while len(groups) < n_groups:
        number += 1
        name = _("Group {number}").format(number=number)
        if name not in taken:
            groups.append(Group.objects.create(cohort=cohort, name=name))
    return groups


@transaction.atomic
def move_to_group(*, enrolment: Enrolment, group: Group | None, by: User, now: datetime) -> None:
    """Give a learner another group of the cohort, or none. Safe to repeat. Raises ValueError for a stranger's group."""
    if group is not None and group.cohort_id != enrolment.cohort_id:
        raise ValueError(f"group {group.pk} is of another cohort")
    if (
        Enrolment.objects.present()
        .filter(pk=enrolment.pk)
        .exclude(Q(group=group) if group else Q(group=None))
        .update(group=group)
    ):
        note_change(by=by, verb="move to group", row=enrolment, now=now, group=group.name if group else "")
    if enrolment.cohort_id is not None:
        ring(enrolment.cohort_id)


@transaction.atomic
def rename_group(*, group: Group, name: str, by: User, now: datetime) -> None:
    """Call ``group`` by ``name``. Safe to repeat. Raises NameTakenError when another group of the cohort has it."""
    Cohort.objects.select_for_update(no_key=True).get(pk=group.cohort_id)
    if Group.objects.filter(cohort=group.cohort_id, name=name).exclude(pk=group.pk).exists():
        raise NameTakenError
    called_otherwise = Group.objects.filter(pk=group.pk).exclude(name=name)
    if called_otherwise.update(name=name, sort_key=stored_sort_key(name)):
        note_change(by=by, verb="rename group", row=group, now=now, before=group.name, after=name)
    ring(group.cohort_id)


def remove_group(*, group: Group, by: User, now: datetime) -> bool:
    """Delete ``group``; return whether it could be: not while it has members, or anything was done in it."""
    try:
        with transaction.atomic():
            note_change(by=by, verb="remove group", row=group, now=now, group=group.name)
            group.delete()
    except ProtectedError:
        return False
    return True
