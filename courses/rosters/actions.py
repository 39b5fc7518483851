"""Changes to who is on the list of a cohort."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import ProtectedError, Q

from accounts.actions import create_learner_accounts
from accounts.models import User
from courses.actions import ErasedSeatError, NameTakenError
from courses.audit import note_change
from courses.bell import ring
from courses.codes import new_pin, pin_digest
from courses.models import Cohort, Enrolment, Group, RosterImport, stored_name_key
from courses.rosters.difference import Change
from courses.rosters.previews import learner_of, preview_of, seated_learners
from courses.rosters.rows import LEFT_OUT, TAKEN_OFF, Learner

DRAFT_LIFE = timedelta(days=1)  # a file of names is not kept for longer than somebody works on it
FIELDS = ["external_id", "email", "group", "name_key"]


class OutdatedPreviewError(Exception):
    """The list or the cohort is no longer what was looked at."""


@dataclass(frozen=True)
class Undone:
    """What came of undoing an import: changes taken back, and those that stay because somebody used them since."""

    n_done: int
    n_kept: int


@transaction.atomic
def upload_roster(*, cohort: Cohort, by: User, file_name: str, content: bytes, now: datetime) -> RosterImport:
    """Return a new draft of an import. Former drafts of this person for this cohort go, and all that were forgotten."""
    drafts = RosterImport.objects.filter(applied_at=None)
    drafts.filter(Q(cohort=cohort, by=by) | Q(at__lt=now - DRAFT_LIFE)).delete()
    return RosterImport.objects.create(cohort=cohort, by=by, file_name=file_name[:120], content=content, at=now)


@transaction.atomic
def mend_roster(
    *,
    roster: RosterImport,
    fixes: Mapping[str, Mapping[str, str]],
    left_out: Collection[str],
    removing: Collection[int] = (),
) -> None:
    """Put what was typed over cells of the draft, leave rows out, and keep who is ticked to go. Safe to repeat."""
    draft = RosterImport.objects.select_for_update().get(pk=roster.pk)
    if draft.applied_at is None:
        for row, cells in fixes.items():
            draft.fixes[row] = {**draft.fixes.get(row, {}), **cells}
        for row in left_out:
            draft.fixes[row] = {**draft.fixes.get(row, {}), LEFT_OUT: "yes"}
        draft.fixes[TAKEN_OFF] = {str(seat): "yes" for seat in sorted(removing)}
        draft.save(update_fields=["fixes"])


@transaction.atomic
def choose_encoding(*, roster: RosterImport, encoding: str) -> None:
    """Read the letters of the draft in another way. Safe to repeat."""
    RosterImport.objects.filter(pk=roster.pk, applied_at=None).update(encoding=encoding)


@transaction.atomic
def discard_roster(*, roster: RosterImport) -> None:
    """Forget a draft. Safe to repeat."""
    RosterImport.objects.filter(pk=roster.pk, applied_at=None).delete()


@transaction.atomic
def apply_roster(
    *, roster: RosterImport, seen: str, removing: Collection[int], by: User, now: datetime
) -> RosterImport:
    """Bring the cohort to what the draft says, and take those of ``removing`` off the list who did nothing.

    Safe to repeat: what was applied stays as it is. Raises OutdatedPreviewError when the difference is not the one
    ``seen``, rows are still faulty, or no column holds names.
    """
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=roster.cohort_id)
    draft = RosterImport.objects.select_for_update().get(pk=roster.pk)
    if draft.applied_at is not None:
        return draft
    preview = preview_of(draft)
    difference = preview.difference
    if not preview.columns.has_name or difference.faulty or difference.digest != seen:
        raise OutdatedPreviewError
    leaving = [each.seat for each in difference.missing if each.seat in removing]
    changes = [
        *_remove(cohort, leaving, by, now),
        *_change(cohort, difference.changed),
        *_add(cohort, [change.after for change in difference.new if change.after]),
    ]
    draft.changes = [change.stored() for change in changes]
    draft.content, draft.encoding, draft.fixes, draft.applied_at = b"", "", {}, now
    draft.save()
    note_change(by=by, verb="import roster", row=draft, now=now, **_counts(changes))
    ring(cohort.pk)
    return draft


def _counts(changes: Sequence[Change]) -> dict[str, int]:
    """Return how many learners came, were changed and went."""
    return {
        "added": sum(change.before is None for change in changes),
        "changed": sum(bool(change.before and change.after) for change in changes),
        "removed": sum(change.after is None for change in changes),
    }


def _remove(cohort: Cohort, seats: Collection[int], by: User, now: datetime) -> list[Change]:
    rows = cohort.enrolments.learners().filter(pk__in=seats).select_related("user", "group")
    learners = [(seat.pk, learner_of(seat), seat) for seat in rows]
    return [
        Change(pk, learner, None) for pk, learner, seat in learners if remove_learner(enrolment=seat, by=by, now=now)
    ]


def _change(cohort: Cohort, changes: Sequence[Change]) -> list[Change]:
    seats = cohort.enrolments.learners().present().select_related("user", "group")
    rows = seats.in_bulk([change.seat for change in changes])
    # Two learners may have exchanged their numbers, and no two may have the same one at any moment.
    Enrolment.objects.filter(pk__in=rows).update(external_id="")
    groups = _groups(cohort, [change.after.group for change in changes if change.after])
    for change in changes:
        if change.seat in rows and change.after:
            _write(rows[change.seat], change.after, groups)
    User.objects.bulk_update([seat.user for seat in rows.values()], ["name"], batch_size=200)
    Enrolment.objects.bulk_update(rows.values(), FIELDS, batch_size=200)
    return list(changes)


def _add(cohort: Cohort, learners: Sequence[Learner]) -> list[Change]:
    users = create_learner_accounts(names=[learner.name for learner in learners])
    groups = _groups(cohort, [learner.group for learner in learners])
    seats = [Enrolment(cohort=cohort, user=user, role=Enrolment.Role.LEARNER) for user in users]
    for seat, learner in zip(seats, learners, strict=True):
        _write(seat, learner, groups)
    Enrolment.objects.bulk_create(seats, batch_size=200)
    return [Change(seat.pk, None, learner) for seat, learner in zip(seats, learners, strict=True)]


def _write(seat: Enrolment, learner: Learner, groups: Mapping[str, Group]) -> None:
    """Give a seat, unsaved, what is known of a learner."""
    seat.user.name, seat.name_key = learner.name, stored_name_key(learner.name)
    seat.external_id, seat.email = learner.number, learner.email
    seat.group = groups.get(learner.group)


def _groups(cohort: Cohort, names: Iterable[str]) -> dict[str, Group]:
    """Return the groups of these names, new ones where there are none."""
    groups = {group.name: group for group in cohort.groups.all()}
    for name in sorted({name for name in names if name} - set(groups)):
        groups[name] = Group.objects.create(cohort=cohort, name=name)
    return groups


@transaction.atomic
def undo_roster(*, roster: RosterImport, by: User, now: datetime) -> Undone:
    """Take back what an import did, except where somebody has come in or changed it since. Safe to repeat."""
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=roster.cohort_id)
    done = RosterImport.objects.select_for_update().get(pk=roster.pk)
    changes = [Change.restored(stored) for stored in done.changes]
    if done.applied_at is None or done.undone_at is not None:
        return Undone(0, 0)
    done.undone_at, done.undone_by = now, by
    done.save(update_fields=["undone_at", "undone_by"])
    present = {each.seat: each for each in seated_learners(cohort)}
    as_left = [c for c in changes if c.after is None or (c.seat in present and present[c.seat].learner == c.after)]
    added = [change for change in as_left if change.before is None]
    n_removed = len(_remove(cohort, [change.seat for change in added if change.seat is not None], by, now))
    back = [Change(c.seat, c.after, c.before) for c in as_left if c.before and c.after]
    back = _without_taken_numbers(cohort, back)
    _change(cohort, back)
    gone = [change.before for change in as_left if change.after is None and change.before]
    returning = [learner for learner in gone if not _is_taken(cohort, learner.number)]
    _add(cohort, returning)
    note_change(by=by, verb="undo roster", row=done, now=now)
    ring(cohort.pk)
    n_done = n_removed + len(back) + len(returning)
    return Undone(n_done, len(changes) - n_done)


def _without_taken_numbers(cohort: Cohort, changes: Sequence[Change]) -> list[Change]:
    """Return the changes whose numbers nobody outside them has got meanwhile."""
    others = cohort.enrolments.exclude(pk__in=[change.seat for change in changes])
    taken = set(others.exclude(external_id="").values_list("external_id", flat=True))
    return [change for change in changes if change.after and change.after.number not in taken]


def _is_taken(cohort: Cohort, number: str) -> bool:
    return bool(number) and cohort.enrolments.filter(external_id=number).exists()


@transaction.atomic
def add_learner(*, cohort: Cohort, learner: Learner, by: User, now: datetime) -> Enrolment:
    """Return the seat of a new learner. Raises NameTakenError when somebody of this cohort has the number."""
    Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    if _is_taken(cohort, learner.number):
        raise NameTakenError
    (change,) = _add(cohort, [learner])
    ring(cohort.pk)
    seat = cohort.enrolments.select_related("user").get(pk__in=[change.seat])
    note_change(by=by, verb="enrol", row=seat, now=now)
    return seat


@transaction.atomic
def change_learner(*, enrolment: Enrolment, learner: Learner, by: User, now: datetime) -> None:
    """Write down what is known of a learner. Safe to repeat.

    Raises NameTakenError when another one has the number, ErasedSeatError when the person was erased.
    """
    cohort = Cohort.objects.select_for_update(no_key=True).get(enrolments=enrolment)
    others = cohort.enrolments.exclude(pk=enrolment.pk)
    if learner.number and others.filter(external_id=learner.number).exists():
        raise NameTakenError
    seat = Enrolment.objects.present().select_related("user", "group").filter(pk=enrolment.pk).first()
    if seat is None:
        raise ErasedSeatError
    before = vars(learner_of(seat))
    fields = [field for field, value in vars(learner).items() if before[field] != value]
    if fields:
        _change(cohort, [Change(enrolment.pk, None, learner)])
        note_change(by=by, verb="change learner", row=enrolment, now=now, fields=fields)
    ring(cohort.pk)


def remove_learner(*, enrolment: Enrolment, by: User, now: datetime, may_have_joined: bool = False) -> bool:
    """Take a learner off the list with their account; return whether it could be: not once they have done anything."""
    if enrolment.joined_at and not may_have_joined:
        return False
    user = enrolment.user
    try:
        with transaction.atomic():
            note_change(by=by, verb="take off", row=enrolment, now=now, name=user.name, user=user.pk)
            enrolment.delete()
            if not user.enrolments.exists() and not user.has_usable_password() and not user.is_staff:
                user.delete()
    except ProtectedError:
        return False
    return True


@transaction.atomic
def give_pins(*, cohort: Cohort, seats: Iterable[Enrolment], by: User, now: datetime) -> dict[int, str]:
    """Return a new PIN for each of these seats, by its primary key. The former ones no longer work.

    Seats that were erased meanwhile are left out.
    """
    Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    pins = {}
    seats = list(cohort.enrolments.present().filter(pk__in=[seat.pk for seat in seats]))
    for seat in seats:
        pins[seat.pk] = new_pin()
        seat.pin_digest = pin_digest(seat=seat.pk, pin=pins[seat.pk])
    Enrolment.objects.bulk_update(seats, ["pin_digest"], batch_size=200)
    if pins:
        note_change(by=by, verb="give PIN", row=cohort, now=now, seats=len(pins))
    return pins
