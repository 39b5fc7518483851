"""Changes to sittings: a form offered to a cohort, opened and closed, results released, more time given."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from accounts.models import User
from assessments.actions.allocation import allocate
from assessments.actions.attempts import expire_attempts
from assessments.actions.audit import note_change
from assessments.models import Accommodation, AssessmentForm, Sitting
from assessments.models.sittings import SittingQuerySet
from courses.models import Cohort, Enrolment


class SittingRefusedError(Exception):
    """The change is not possible. The message says why, in words."""


@dataclass(frozen=True)
class Offer:
    """How a sitting is held; what may be None means what it means in ``Sitting``."""

    kind: str
    label: str
    form_a: AssessmentForm
    form_b: AssessmentForm | None = None
    crosses: Sitting | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    minutes: int | None = None
    attempts_allowed: int = 1
    counts: str = Sitting.Counts.FIRST
    is_one_per_page: bool = True
    is_shuffled: bool = True
    release_score: str = Sitting.Release.AT_ONCE
    release_answers: str = Sitting.Release.BY_HAND
    release_feedback: str = Sitting.Release.BY_HAND


@transaction.atomic
def create_sitting(*, cohort: Cohort, offer: Offer, by: User, now: datetime) -> Sitting:
    """Return a new sitting of ``cohort``. Safe to repeat: the same offer is the same sitting.

    Raises SittingRefusedError when a form is not frozen or belongs to another course, when both forms are one or of
    two lessons, when there is nothing to turn around, or when the cohort has another sitting of this label.
    """
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    forms = [form for form in (offer.form_a, offer.form_b) if form is not None]
    if any(not form.is_frozen or form.lesson.course_id != cohort.course_id for form in forms):
        raise SittingRefusedError(gettext("Only a frozen form of this course can be offered."))
    if offer.form_a == offer.form_b:
        raise SittingRefusedError(gettext("Two parallel forms must be two forms."))
    if len({form.lesson_id for form in forms}) > 1:
        raise SittingRefusedError(gettext("Two parallel forms must belong to the same lesson."))
    if offer.crosses and (offer.crosses.cohort_id != cohort.pk or None in {offer.form_b, offer.crosses.form_b_id}):
        raise SittingRefusedError(gettext("Only two forms of a quiz of this cohort can be turned around."))
    same = cohort.sittings.filter(**vars(offer)).first()
    if same:
        return same
    if cohort.sittings.filter(label=offer.label).exists():
        raise SittingRefusedError(gettext("This cohort has a quiz of this name. Choose another name."))
    sitting = Sitting.objects.create(cohort=cohort, created_at=now, **vars(offer))
    note_change(by=by, verb="create", row=sitting, now=now, kind=offer.kind, forms=[form.pk for form in forms])
    return sitting


@transaction.atomic
def open_now(*, sitting: Sitting, by: User, now: datetime) -> bool:
    """Let learners start, and give them their forms. Return False when it is open or closed already."""
    waiting = Q(opens_at=None) | Q(opens_at__gt=now)
    if not _rows(sitting).filter(waiting, _not_closed(now)).update(opens_at=now):
        return False
    note_change(by=by, verb="open", row=sitting, now=now)
    allocate(sitting=sitting, by=by, now=now)
    return True


@transaction.atomic
def close_now(*, sitting: Sitting, by: User, now: datetime) -> bool:
    """End the time for answers. Return False when it is not open.

    In any case the attempts whose time is over are closed, with the answers that were saved.
    """
    is_first = _rows(sitting).filter(_not_closed(now), opens_at__lte=now).update(closes_at=now)
    if is_first:
        note_change(by=by, verb="close", row=sitting, now=now)
    expire_attempts(sitting=sitting, now=now)
    return bool(is_first)


@transaction.atomic
def reopen(*, sitting: Sitting, by: User, now: datetime) -> bool:
    """Take answers again, until somebody closes it. Return False when it is not closed."""
    locked = _rows(sitting).select_for_update().get()
    if not locked.is_closed(now):
        return False
    opened_at = locked.opens_at if locked.opens_at and locked.opens_at <= now else now
    _rows(sitting).update(opens_at=opened_at, closes_at=None)
    note_change(by=by, verb="reopen", row=sitting, now=now, closed_at=_text(locked.closes_at))
    return True


@transaction.atomic
def set_clock(
    *, sitting: Sitting, opens_at: datetime | None, closes_at: datetime | None, by: User, now: datetime
) -> bool:
    """Let a sitting open and close at these times. Return False when it does already.

    Raises SittingRefusedError when it would close before it opens.
    """
    if opens_at and closes_at and closes_at < opens_at:
        raise SittingRefusedError(gettext("It must close after it opens."))
    changed = _rows(sitting).exclude(opens_at=opens_at, closes_at=closes_at)
    if not changed.update(opens_at=opens_at, closes_at=closes_at):
        return False
    note_change(by=by, verb="set clock", row=sitting, now=now, opens_at=_text(opens_at), closes_at=_text(closes_at))
    return True


@transaction.atomic
def release_now(*, sitting: Sitting, by: User, now: datetime) -> bool:
    """Show learners what waits for this. Return False when it is released already."""
    if not _rows(sitting).filter(released_at=None).update(released_at=now):
        return False
    note_change(by=by, verb="release", row=sitting, now=now)
    return True


@transaction.atomic
def withdraw_release(*, sitting: Sitting, by: User, now: datetime) -> bool:
    """Hide again what was released by hand. Return False when nothing is."""
    if not _rows(sitting).filter(released_at__isnull=False).update(released_at=None):
        return False
    note_change(by=by, verb="withdraw release", row=sitting, now=now)
    return True


@transaction.atomic
def set_accommodation(*, enrolment: Enrolment, extra_minutes: int, by: User, now: datetime) -> bool:
    """Give a learner so many more minutes in every timed sitting that they start from now on.

    Return False when they have them already.
    """
    before = Accommodation.objects.filter(enrolment=enrolment).values_list("extra_minutes", flat=True).first() or 0
    if before == extra_minutes:
        return False
    row, _ = Accommodation.objects.update_or_create(enrolment=enrolment, defaults={"extra_minutes": extra_minutes})
    note_change(by=by, verb="give time", row=row, now=now, minutes=extra_minutes, before=before)
    return True


def _rows(sitting: Sitting) -> SittingQuerySet:
    return Sitting.objects.filter(pk=sitting.pk)


def _not_closed(now: datetime) -> Q:
    return Q(closes_at=None) | Q(closes_at__gt=now)


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
