"""Changes to sittings: a form offered to a cohort, opened and closed, results released, more time given."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from assessments.actions.allocation import allocate
from assessments.actions.attempts import expire_attempts
from assessments.actions.audit import note_change
from assessments.actions.sitting_lock import exclude_starts
from assessments.models import Accommodation, AssessmentForm, MarkingPlan, Question, Sitting
from assessments.models.sittings import SittingQuerySet
from courses.models import Cohort, Enrolment

# The times of a sitting are changed by set_clock and the buttons alone: what a page shows of them may be past.
CLOCK = {"opens_at", "closes_at"}
SHARED = _("Two parallel forms must not share a question. Choose another second form.")


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

    @property
    def forms(self) -> list[AssessmentForm]:
        """The one or two forms."""
        return [form for form in (self.form_a, self.form_b) if form is not None]


@transaction.atomic
def create_sitting(*, cohort: Cohort, offer: Offer, by: User, now: datetime) -> Sitting:
    """Return a new sitting of ``cohort``. Safe to repeat: the same offer is the same sitting.

    Raises SittingRefusedError when a form is not frozen or belongs to another course, when both forms are one or of
    two lessons, when there is nothing to turn around, or when the cohort has another sitting of this label.
    """
    Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    _check(cohort, offer)
    same = cohort.sittings.filter(**vars(offer)).first()
    if same:
        return same
    _check_label(cohort.sittings.all(), offer)
    sitting = Sitting.objects.create(cohort=cohort, created_at=now, **vars(offer))
    forms = [form.pk for form in offer.forms]
    note_change(by=by, verb="create", row=sitting, now=now, kind=offer.kind, forms=forms)
    return sitting


@transaction.atomic
def change_sitting(*, sitting: Sitting, offer: Offer, by: User, now: datetime) -> bool:
    """Hold a sitting as ``offer`` says from now on, but for its times. Return False when it is held so already.

    Forms that were dealt out are taken back when the forms change.
    Raises SittingRefusedError when somebody has begun, or for what ``create_sitting`` raises it.
    """
    locked = _lock_unused(sitting, gettext("Somebody has begun this quiz. Only what learners see can be changed."))
    _check(locked.cohort, offer)
    _check_label(locked.cohort.sittings.exclude(pk=locked.pk), offer)
    held = ((name, getattr(locked, name), value) for name, value in vars(offer).items() if name not in CLOCK)
    changed = {name: (before, value) for name, before, value in held if before != value}
    if not changed:
        return False
    _take_forms_back(locked, set(changed))
    _rows(locked).update(**{name: value for name, (_before, value) in changed.items()})
    detail = {name: [_plain(before), _plain(value)] for name, (before, value) in changed.items()}
    note_change(by=by, verb="change quiz", row=locked, now=now, changed=detail)
    return True


def _take_forms_back(sitting: Sitting, changed: Set[str]) -> None:
    """Forget who was to get which form, when a change of these fields means others."""
    if changed & {"form_a", "form_b"} and sitting.crossed_by.exists():
        raise SittingRefusedError(gettext("Another quiz turns the forms of this one around. Change that one first."))
    if changed & {"form_a", "form_b", "crosses"}:
        sitting.allocations.all().delete()


@transaction.atomic
def delete_sitting(*, sitting: Sitting, by: User, now: datetime) -> bool:
    """Delete a sitting that nobody has begun. Return False when it is gone already.

    Raises SittingRefusedError when somebody has begun, another sitting turns its forms around, or a class opens it.
    """
    if not _rows(sitting).exists():
        return False
    locked = _lock_unused(sitting, gettext("Somebody has begun this quiz. It stays, with what was answered."))
    if locked.crossed_by.exists():
        raise SittingRefusedError(gettext("Another quiz turns the forms of this one around. Delete that one first."))
    _keep_for_classes(locked)
    note_change(by=by, verb="delete quiz", row=locked, now=now, label=locked.label, kind=locked.kind)
    locked.allocations.all().delete()
    MarkingPlan.objects.filter(sitting=locked).delete()
    locked.delete()
    return True


def _keep_for_classes(sitting: Sitting) -> None:
    """Raise SittingRefusedError when classes that are not over open this sitting at their end."""
    classes = sitting.opened_by_classes.filter(ended_at=None, is_rehearsal=False).select_related("lesson")
    named = [
        gettext("%(lesson)s (prepared on %(day)s)")
        % {
            "lesson": f"{each.lesson.number} {each.lesson.title}",
            "day": date_format(timezone.localtime(each.created_at), "SHORT_DATE_FORMAT"),
        }
        for each in classes
    ]
    if named:
        told = gettext(
            "It is to be opened at the end of a class: %(classes)s. In the plan of the class, under “Minutes, names, "
            "quiz at the end”, choose another quiz or none. Then delete this one."
        )
        raise SittingRefusedError(told % {"classes": "; ".join(named)})


def _lock_unused(sitting: Sitting, refusal: str) -> Sitting:
    """Return a sitting that nobody can begin before the transaction ends. Raises SittingRefusedError when one has."""
    exclude_starts(sitting.pk)
    Cohort.objects.select_for_update(no_key=True).get(pk=sitting.cohort_id)
    locked = _rows(sitting).select_for_update(of=("self",)).select_related("cohort", "form_a", "form_b", "crosses")
    found = locked.first()
    if found is None:
        raise SittingRefusedError(gettext("This quiz has been deleted."))
    if found.attempts.exists():
        raise SittingRefusedError(refusal)
    return found


def _check(cohort: Cohort, offer: Offer) -> None:
    """Raise SittingRefusedError when ``cohort`` cannot be offered this."""
    forms = offer.forms
    if any(not form.is_frozen or form.lesson.course_id != cohort.course_id for form in forms):
        raise SittingRefusedError(gettext("Only a frozen form of this course can be offered."))
    if offer.form_a == offer.form_b:
        raise SittingRefusedError(gettext("Two parallel forms must be two forms."))
    if offer.form_b and Question.objects.on_forms([offer.form_a.pk]).on_forms([offer.form_b.pk]).exists():
        raise SittingRefusedError(str(SHARED))
    if len({form.lesson_id for form in forms}) > 1:
        raise SittingRefusedError(gettext("Two parallel forms must belong to the same lesson."))
    if offer.crosses and (offer.crosses.cohort_id != cohort.pk or None in {offer.form_b, offer.crosses.form_b_id}):
        raise SittingRefusedError(gettext("Only two forms of a quiz of this cohort can be turned around."))


def _check_label(others: SittingQuerySet, offer: Offer) -> None:
    if others.filter(label=offer.label).exists():
        raise SittingRefusedError(gettext("This cohort has a quiz of this name. Choose another name."))


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
def take_in(*, sitting: Sitting, by: User, now: datetime) -> bool:
    """Close the attempts whose time is over, with the answers that were saved. Return False when there is none.

    The sitting stays as it is: a phone that vanished ends nobody else's time.
    """
    n_closed = expire_attempts(sitting=sitting, now=now)
    if n_closed:
        note_change(by=by, verb="take in", row=sitting, now=now, n_attempts=n_closed)
    return bool(n_closed)


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
def set_release(*, sitting: Sitting, rules: Mapping[str, str], by: User, now: datetime) -> bool:
    """Show learners their results by other ``rules``, by the names of ``Sitting``. Return False when it does already.

    Possible at any time: it changes what is shown, and nobody's points.
    """
    before = _rows(sitting).select_for_update().values(*rules).first()
    if before is None or before == rules:
        return False
    _rows(sitting).update(**rules)
    changed = {name: [before[name], rule] for name, rule in rules.items() if before[name] != rule}
    note_change(by=by, verb="set release", row=sitting, now=now, changed=changed)
    return True


@transaction.atomic
def set_accommodation(*, enrolment: Enrolment, extra_minutes: int, by: User, now: datetime) -> bool:
    """Give a learner so many more minutes in every timed sitting that they start from now on.

    Return False when they have them already.
    """
    before = Accommodation.objects.filter(enrolment=enrolment).values_list("extra_minutes", flat=True).first() or 0
    if before == extra_minutes:
        return False
    row, _is_new = Accommodation.objects.update_or_create(
        enrolment=enrolment, defaults={"extra_minutes": extra_minutes}
    )
    note_change(by=by, verb="give time", row=row, now=now, minutes=extra_minutes, before=before)
    return True


def _rows(sitting: Sitting) -> SittingQuerySet:
    return Sitting.objects.filter(pk=sitting.pk)


def _not_closed(now: datetime) -> Q:
    return Q(closes_at=None) | Q(closes_at__gt=now)


def _plain(value: Any) -> Any:
    """Return a value of an offer as the trail keeps it."""
    return value.pk if isinstance(value, models.Model) else value


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
