"""The demo cohort: people with whom every role can be tried on a fresh installation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import get_random_string

from accounts.models import User
from courses.actions import appoint_director, appoint_instructor, enrol_learner, give_new_pin
from courses.codes import is_pin_right
from courses.models import Cohort, Course, Enrolment

COHORT = "Demo cohort"
# Nobody else has such an address (RFC 2606), so it tells the demo's accounts from those of real people.
MAIL_DOMAIN = "demo.invalid"
STAFF = {"instructor": "Grace Wanjiru", "director": "Henrik Lindqvist", "admin": "Mariam Haidara"}
LEARNERS = (
    "Suresh Thapa",
    "Amélie N'Diaye",
    "Sofía Giménez",
    "Marie-Claire Uwimana",
    "Kwabena Osei",
    "ليلى حداد",
    "Farhana Rahman",
    "Олена Коваленко",
    "Tevita Vakalalabure",
    "Batbayar Dorj",
    "王秀英",
    "Nguyễn Thị Hương",
)


@dataclass(frozen=True)
class SignIns:
    """How the people of the demo sign in: one password for the staff, and the PIN of each learner by name."""

    password: str
    pins: Mapping[str, str]


def is_wanted() -> bool:
    """Return whether a demo may be made here: it is there already, or there is no cohort at all."""
    return Cohort.objects.filter(name=COHORT).exists() or not Cohort.objects.exists()


@transaction.atomic
def make_demo(*, course: Course, known: SignIns | None, now: datetime) -> tuple[Cohort, SignIns]:
    """Return the demo cohort and its sign-ins, after making whatever of it is missing.

    Safe to repeat: with the ``known`` sign-ins of an earlier call nothing changes. Without them everybody in
    the demo gets a new password or PIN. A real person who has a user name of the demo is left alone.
    """
    cohort = Cohort.objects.filter(name=COHORT).first() or Cohort.objects.create(course=course, name=COHORT)
    password = known.password if known else new_password()
    for username in STAFF:
        _make_staff(username=username, password=password, is_password_new=known is None)
    for user in demo_staff().filter(username="instructor").exclude(enrolments__cohort=cohort):
        appoint_instructor(cohort=cohort, user=user, by=None, now=now)
    for user in demo_staff().filter(username="director"):
        appoint_director(course=cohort.course, user=user, by=None, now=now)
    pins = {name: _make_learner(cohort, name, known.pins.get(name) if known else None) for name in LEARNERS}
    return cohort, SignIns(password=password, pins=pins)


def demo_staff() -> QuerySet[User]:
    """The demo's own staff: not a real person who has one of its user names."""
    return User.objects.filter(username__in=STAFF, email__endswith=f"@{MAIL_DOMAIN}").order_by("pk")


def new_password() -> str:
    """Return a random password that is easy to read and type, such as ``k7mq-3fxd-h9tr``."""
    return "-".join(get_random_string(4, "abcdefghjkmnpqrtuvwxy34679") for _ in range(3))


def _make_staff(*, username: str, password: str, is_password_new: bool) -> None:
    user = User.objects.filter(username=username).first()
    if user is None:
        is_admin = username == "admin"
        mail = f"{username}@{MAIL_DOMAIN}"
        user = User(username=username, name=STAFF[username], email=mail, is_staff=is_admin, is_superuser=is_admin)
    elif not is_password_new or not user.email.endswith(f"@{MAIL_DOMAIN}"):
        return
    user.set_password(password)
    user.save()


def _make_learner(cohort: Cohort, name: str, known_pin: str | None) -> str:
    seat = cohort.enrolments.learners().named(name).first() or enrol_learner(cohort=cohort, name=name)
    return known_pin or give_new_pin(enrolment=seat)


def working_staff(sign_ins: SignIns) -> list[str]:
    """Return the user names that still have the demo's password."""
    active = demo_staff().filter(is_active=True)
    return [user.username for user in active if user.check_password(sign_ins.password)]


def working_pins(cohort: Cohort, sign_ins: SignIns) -> dict[str, str]:
    """Return the PINs that nobody has changed since, by name."""
    seats = cohort.enrolments.learners().select_related("user").order_by("pk")
    return {seat.user.name: pin for seat in seats if (pin := _working_pin(seat, sign_ins))}


def _working_pin(seat: Enrolment, sign_ins: SignIns) -> str | None:
    pin = sign_ins.pins.get(seat.user.name, "")
    return pin if is_pin_right(seat=seat.pk, pin=pin, digest=seat.pin_digest) else None
