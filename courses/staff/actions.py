"""Changes to staff: who is appointed, and what is done to the accounts of others.

Each is noted in the trail of every course in which the person has a part, or in none where they have no part. No
link, password or code is ever in it.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.actions import (
    create_staff_account,
    end_sessions,
    give_password_link,
    remove_second_step,
    set_account_open,
    unlock_password,
)
from accounts.models import User
from courses.actions import appoint_director, appoint_instructor
from courses.audit import note_change
from courses.models import Cohort, Course, Enrolment

logger = logging.getLogger(__name__)

# What may be done to the account of another, or of oneself where OWN says so, by the name that a page sends.
MENDS: Mapping[str, tuple[str, Callable[..., bool]]] = {
    "unlock": ("unlock account", unlock_password),
    "remove-second-step": ("remove second step", remove_second_step),
    "end-sessions": ("end sessions", lambda *, user, by: end_sessions(user=user)),  # noqa: ARG005 - as the others
    "close": ("close account", partial(set_account_open, is_open=False)),
    "open": ("open account", partial(set_account_open, is_open=True)),
}
OWN = {"unlock", "end-sessions"}


@dataclass(frozen=True)
class Invited:
    """Somebody who was appointed. ``is_new`` when the account was made for it and waits for a password."""

    user: User
    is_new: bool


@transaction.atomic
def invite_staff(
    *, username: str, name: str, cohort: Cohort | None, course: Course | None, by: User, now: datetime
) -> Invited:
    """Appoint the account of this user name, or a new one: an instructor of ``cohort``, or a director of ``course``.

    Safe to repeat. Raises OtherRoleError for a learner of the cohort.
    """
    user = User.objects.filter(username=username).first()
    is_new = user is None
    user = user or create_staff_account(username=username, name=name)
    if cohort is not None:
        appoint_instructor(cohort=cohort, user=user, by=by, now=now)
    elif course is not None:
        appoint_director(course=course, user=user, by=by, now=now)
    logger.info("appointed: %s, by %s", user.pk, by.pk)
    return Invited(user=user, is_new=is_new)


@transaction.atomic
def end_appointment(*, seat: Enrolment, by: User, now: datetime) -> bool:
    """Take from an instructor the part of ``seat`` in its cohort; return whether this call did it. Safe to repeat.

    What they taught and marked stays theirs.
    """
    is_first = bool(Enrolment.objects.filter(pk=seat.pk, role=Enrolment.Role.INSTRUCTOR).delete()[0])
    if is_first:
        note_change(by=by, verb="end appointment", row=seat, now=now)
        logger.info("no longer appointed: %s, by %s", seat.user_id, by.pk)
    return is_first


@transaction.atomic
def give_link(*, user: User, by: User, now: datetime) -> str:
    """Return the path of a one-time link with which ``user`` sets a password."""
    note_account(user=user, by=by, verb="give password link", now=now)
    return give_password_link(user=user, by=by)


@transaction.atomic
def mend_account(*, user: User, wanted: str, by: User, now: datetime) -> None:
    """Do what MENDS calls ``wanted`` to the account of ``user``. Safe to repeat: only what changed is noted.

    What is not in MENDS does nothing.
    """
    if wanted in MENDS and (user != by or wanted in OWN):
        verb, mend = MENDS[wanted]
        if mend(user=user, by=by):
            note_account(user=user, by=by, verb=verb, now=now)


@transaction.atomic
def note_account(*, user: User, by: User, verb: str, now: datetime, **detail: Any) -> None:
    """Note what was done to the account of ``user``. Call it inside the transaction of the change."""
    taught = Enrolment.objects.filter(user=user).exclude(role=Enrolment.Role.LEARNER)
    courses = Course.objects.filter(Q(pk__in=taught.values("course")) | Q(pk__in=taught.values("cohort__course")))
    places: list[dict[str, Any]] = [{"course": pk} for pk in courses.values_list("pk", flat=True)]
    for place in places or [{}]:
        note_change(by=by, verb=verb, row=user, now=now, **place, **detail)
