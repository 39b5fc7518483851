"""Rows for the pages of those who look after others: locked learners, and staff."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Prefetch

from accounts.actions import keys_at_limit, locked_users
from accounts.models import User
from courses.access import staff_looked_after_by
from courses.actions import PIN_TRIES, pin_key
from courses.models import Cohort, Enrolment


def locked_learners(cohort: Cohort, seats: Iterable[Enrolment], now: datetime) -> list[Enrolment]:
    """Return those of the learners' ``seats`` of ``cohort`` whose PIN some address may try no more at ``now``."""
    by_key: dict[str, list[Enrolment]] = {}
    for seat in seats:
        by_key.setdefault(pin_key(cohort, seat.user.name), []).append(seat)
    locked = keys_at_limit(scope="pin", keys=by_key, limit=PIN_TRIES, now=now)
    return [seat for key, named in by_key.items() if key in locked for seat in named]


@dataclass(frozen=True)
class StaffRow:
    """One member of staff: what they do, and how their sign-in stands."""

    pk: int
    name: str
    username: str
    parts: tuple[str, ...]
    is_locked: bool
    is_open: bool
    has_second_step: bool
    has_password: bool
    is_administrator: bool


def staff_of(user: User, now: datetime) -> list[StaffRow]:
    """Return the staff whose sign-in ``user`` may mend, with the same number of queries for any number of them."""
    teaching = Enrolment.objects.exclude(role=Enrolment.Role.LEARNER).select_related("cohort", "course")
    people = list(staff_looked_after_by(user).prefetch_related(Prefetch("enrolments", queryset=teaching)))
    locked = locked_users(people, now=now)
    types = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    secured = set(Authenticator.objects.filter(user__in=people, type__in=types).values_list("user", flat=True))
    return [_row(each, is_locked=each.pk in locked, has_second_step=each.pk in secured) for each in people]


def _row(person: User, *, is_locked: bool, has_second_step: bool) -> StaffRow:
    return StaffRow(
        pk=person.pk,
        name=person.name or person.username,
        username=person.username,
        parts=_parts(list(person.enrolments.all())),
        is_locked=is_locked,
        is_open=person.is_active,
        has_second_step=has_second_step,
        has_password=person.has_usable_password(),
        is_administrator=person.is_superuser or person.is_staff,
    )


def _parts(seats: Sequence[Enrolment]) -> tuple[str, ...]:
    return tuple(
        f"{seat.get_role_display()}: {seat.course.title if seat.course else seat.cohort.name if seat.cohort else ''}"
        for seat in seats
    )
