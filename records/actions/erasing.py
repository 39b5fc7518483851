"""Erasing a person: what tells who they are goes, the scores stay in the totals of their class."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Q
from django.utils.crypto import get_random_string

from accounts.actions import LEARNER_PREFIX, forget_failed_tries
from accounts.models import SignIn, User
from activities.models import BoardChange, BoardEntry, Rating
from assessments.models import (
    WRITTEN_TYPES,
    Accommodation,
    Attempt,
    Certificate,
    LateResponse,
    Mark,
    Override,
    Response,
    Score,
)
from courses.access import is_staff_account
from courses.audit import note_change
from courses.models import AuditRow, Cohort, Enrolment, RosterImport
from courses.names import name_key
from courses.rosters.difference import Change
from courses.rosters.rows import Learner
from delivery.models import Vote
from lessons.models import SlideVisit

ERASED = "Erased learner"  # a name in rows, so the same in every language; pages translate it where they show it
GONE = "[erased]"
# What a score keeps of a free text: what it counted for, not what was written.
KEPT_OF_SCORES = {"misconceptions"}


class CannotEraseError(Exception):
    """The person is a member of the staff, or takes part where ``by`` does not direct: ``elsewhere``."""

    def __init__(self, *, elsewhere: bool) -> None:
        super().__init__(elsewhere)
        self.elsewhere = elsewhere


def check_erasable(*, seat: Enrolment, by: User | None) -> Sequence[Enrolment]:
    """Return all seats of whoever has ``seat``. ``by`` None is the clock, which directs everything.

    Raises CannotEraseError when the person may not be erased, or not by ``by``.
    """
    if is_staff_account(seat.user):
        raise CannotEraseError(elsewhere=False)
    seats = list(seat.user.enrolments.select_related("user", "cohort__course"))
    directed = by.enrolments.filter(role=Enrolment.Role.DIRECTOR).values_list("course", flat=True) if by else ()
    if by is not None and not {each.cohort.course_id for each in seats if each.cohort} <= set(directed):
        raise CannotEraseError(elsewhere=True)
    return seats


@transaction.atomic
def erase_person(*, seat: Enrolment, by: User | None, now: datetime) -> bool:
    """Erase whoever has ``seat``, in all their cohorts; return whether this call did. It cannot be taken back.

    Name, addresses, numbers, PIN, devices, free texts and what was said to the person go; scores, choices and
    attendance stay, without a name. Safe to repeat. Raises as check_erasable does.
    """
    is_first = _erase(seat=seat, by=by, now=now)
    if is_first:
        end_all_sessions({seat.user_id})
    return is_first


def _erase(*, seat: Enrolment, by: User | None, now: datetime) -> bool:
    """Do what erase_person does, but for the sessions."""
    _hold_cohorts(Enrolment.objects.filter(user=seat.user_id))
    user = User.objects.select_for_update().get(pk=seat.user_id)
    seats = check_erasable(seat=seat, by=by)
    if not any(each.erased_at is None for each in seats):
        return False
    for each in seats:
        forget_failed_tries(scope="pin", key=f"{each.cohort_id}:{name_key(user.name)}")
        _erase_from_rosters(each)
        _erase_taken_off(each)
        note_change(by=by, verb="erase person", row=each, now=now)
    _erase_texts(seats)
    _erase_learning(user, seats)
    certificates = Certificate.objects.filter(enrolment__in=seats)
    certificates.update(name=ERASED, revoke_reason="")
    _erase_reasons(certificates, Attempt.objects.filter(enrolment__in=seats))
    Enrolment.objects.filter(user=user).update(
        external_id="", email="", name_key="", pin_digest="", join_token="", erased_at=now
    )
    _erase_account(user)
    return True


def _hold_cohorts(seats: models.QuerySet[Enrolment]) -> None:
    """Hold all cohorts of ``seats`` until the transaction ends, in the order in which everybody takes them.

    Whoever changes a list holds its cohort: then no name can come back behind what is taken away. Without a lock of
    keys: whoever reopens the cohort waits; all else goes on.
    """
    mine = seats.filter(cohort__isnull=False).values("cohort")
    list(Cohort.objects.select_for_update(no_key=True).filter(pk__in=mine).order_by("pk"))


def _erase_reasons(*subjects: models.QuerySet[Any]) -> None:
    """Take what was said about the person out of the trail."""
    named = [f"{rows.model._meta.model_name} {pk}" for rows in subjects for pk in rows.values_list("pk", flat=True)]
    AuditRow.objects.filter(subject__in=named).erase_reasons()


def _erase_taken_off(seat: Enrolment) -> None:
    """Take the learner of ``seat`` out of what says that they were taken off a list, there or under another account."""
    rows = AuditRow.objects.taken_off().filter(Q(cohort=seat.cohort_id) | Q(detail__user=seat.user_id))
    key = name_key(seat.user.name)
    same = [row.pk for row in rows if row.detail["user"] == seat.user_id or name_key(row.detail["name"]) == key]
    AuditRow.objects.filter(pk__in=same).erase_names()


def _erase_account(user: User) -> None:
    for seat in user.enrolments.all():
        # The administration names the seats that it adds in what it says of their cohort.
        told = json.dumps(str(seat))[1:-1]
        LogEntry.objects.filter(change_message__contains=told).update(change_message="")
    seats = user.enrolments.values_list("pk", flat=True)
    for model, keys in ((User, [user.pk]), (Enrolment, list(seats))):
        entries = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(model), object_id__in=map(str, keys)
        )
        entries.update(object_repr=ERASED, change_message="")
    for related in user._meta.related_objects:
        if related.related_model._meta.app_label in {"account", "mfa"}:  # addresses and devices of signing in
            related.related_model._default_manager.filter(**{related.field.name: user}).delete()
    user.username = LEARNER_PREFIX + get_random_string(16, "abcdefghijkmnpqrstuvwxyz23456789")
    user.name, user.email, user.last_login, user.is_active = ERASED, "", None, False
    user.password = make_password(None)
    user.save()


def end_all_sessions(users: Collection[int]) -> None:
    """Sign these users, given by their keys, out everywhere. Reads every session there is, once for all of them."""
    keys = {str(pk) for pk in users}
    theirs = [row.pk for row in Session.objects.iterator(500) if row.get_decoded().get("_auth_user_id") in keys]
    for start in range(0, len(theirs), 500):
        Session.objects.filter(pk__in=theirs[start : start + 500]).delete()
    SignIn.objects.filter(user__in=users).delete()


def _erase_from_rosters(seat: Enrolment) -> None:
    """Take the learner of ``seat`` out of the lists that were imported, and forget drafts, which hold whole files."""
    imports = RosterImport.objects.filter(cohort=seat.cohort_id)
    imports.filter(applied_at=None).delete()
    for done in imports:
        changes = [Change.restored(stored) for stored in done.changes]
        if any(change.seat == seat.pk for change in changes):
            done.changes = [(_nameless(each) if each.seat == seat.pk else each).stored() for each in changes]
            done.save(update_fields=["changes"])


def _nameless(change: Change) -> Change:
    nobody = Learner(ERASED)
    return Change(change.seat, nobody if change.before else None, nobody if change.after else None)


def _erase_texts(seats: Sequence[Enrolment]) -> None:
    """Take out what the learner wrote, and what others wrote about it."""
    attempts = Attempt.objects.filter(enrolment__in=seats)
    texts = _text_items(attempts)
    for rows in (Response.objects, LateResponse.objects):
        _rewrite(rows.filter(attempt__in=attempts), texts, "answer", without_text)
    _rewrite(Score.objects.filter(attempt__in=attempts), texts, "detail", _kept_of_detail)
    Mark.objects.filter(attempt__in=attempts).update(comment="")
    Override.objects.filter(attempt__in=attempts).update(reason=GONE)
    attempts.exclude(void_reason="").update(void_reason=GONE)
    LateResponse.objects.filter(attempt__in=attempts).update(typed_at=None)
    for attempt in attempts.only("pk"):
        Attempt.objects.filter(pk=attempt.pk).update(device_key=uuid4(), receipt="")
    for vote in Vote.objects.filter(seat__in=seats).select_related("run__version"):
        is_text = vote.run.version.type in WRITTEN_TYPES
        Vote.objects.filter(pk=vote.pk).update(
            answer=without_text(vote.answer) if is_text else vote.answer, event=uuid4()
        )
    for rating in Rating.objects.filter(seat__in=seats):
        Rating.objects.filter(pk=rating.pk).update(comments=["" for _comment in rating.comments])
    _erase_boards(seats)


def _text_items(attempts: models.QuerySet[Attempt]) -> set[tuple[int, int]]:
    """Return attempt and position of each item in which one writes."""
    rows = attempts.filter(form__items__version__type__in=WRITTEN_TYPES)
    return set(rows.values_list("pk", "form__items__position"))


def _rewrite(rows: Iterable[Any], texts: set[tuple[int, int]], field: str, change: Any) -> None:
    for row in rows:
        if (row.attempt_id, row.position) in texts:
            type(row).objects.filter(pk=row.pk).update(**{field: change(getattr(row, field))})


def without_text(answer: Any) -> Any:
    """Return an answer of the same shape with every text that says something replaced."""
    if isinstance(answer, dict):
        return {name: without_text(value) for name, value in answer.items()}
    if isinstance(answer, list):
        return [without_text(value) for value in answer]
    return GONE if isinstance(answer, str) and answer.strip() else answer


def _kept_of_detail(detail: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in detail.items() if name in KEPT_OF_SCORES}


def _erase_boards(seats: Sequence[Enrolment]) -> None:
    """Replace the texts of points that the learner wrote, in all that is kept of a board."""
    entries = BoardEntry.objects.filter(author__in=seats)
    keys = set(entries.values_list("pk", flat=True))
    for change in BoardChange.objects.filter(entry__in=keys):
        for stored in (change.before, change.after):
            if stored:
                stored["text"] = GONE
        change.save(update_fields=["before", "after"])
    snapshots = {snapshot for entry in entries for snapshot in entry.board.snapshots.all()}
    for snapshot in snapshots:
        for stored in snapshot.entries:
            if stored["entry"] in keys:
                stored["text"] = GONE
        snapshot.save(update_fields=["entries"])
    entries.update(text=GONE)


def _erase_learning(user: User, seats: Sequence[Enrolment]) -> None:
    """Delete what says how somebody lives and reads: time granted, slides read."""
    Accommodation.objects.filter(enrolment__in=seats).delete()
    SlideVisit.objects.filter(user=user).delete()


@transaction.atomic
def clear_cohort(*, cohort: Cohort, now: datetime) -> tuple[int, int] | None:
    """Erase the learners of an archived cohort; return how many were erased, and how many stay.

    Staff stay, and who takes part in a cohort that is not over. Once only they are left, the cohort counts as cleared.
    None when it was reopened meanwhile, or its course keeps names for longer: then nothing is erased. Safe to repeat.
    """
    due = cohort.enrolments.learners().filter(erased_at=None)
    # All of them before the first is erased: one after the other, two erasings could wait for each other.
    _hold_cohorts(Enrolment.objects.filter(user__in=due.values("user")))
    # With its course: whoever changes how long names are kept waits.
    held = Cohort.objects.select_for_update(no_key=True).select_related("course").get(pk=cohort.pk)
    if not is_over(held, now) or held.cleared_at is not None:
        return None
    erased, n_kept = set(), 0
    for seat in due.select_related("user", "cohort__course"):
        if is_staff_account(seat.user) or _is_needed_elsewhere(seat, now):
            n_kept += 1
        elif _erase(seat=seat, by=None, now=now):
            erased.add(seat.user_id)
    if erased:
        end_all_sessions(erased)
    RosterImport.objects.filter(cohort=cohort, applied_at=None).delete()
    RosterImport.objects.filter(cohort=cohort).update(changes=[], file_name="")
    AuditRow.objects.taken_off().filter(cohort=cohort).erase_names()
    if not n_kept and Cohort.objects.filter(pk=cohort.pk, cleared_at=None).update(cleared_at=now):
        note_change(by=None, verb="clear names", row=cohort, now=now, seats=len(erased))
    return len(erased), n_kept


def _is_needed_elsewhere(seat: Enrolment, now: datetime) -> bool:
    others = [each.cohort for each in seat.user.enrolments.exclude(pk=seat.pk).select_related("cohort__course")]
    return any(cohort is None or not is_over(cohort, now) for cohort in others)


def is_over(cohort: Cohort, now: datetime) -> bool:
    """Return whether the time is over for which the names of ``cohort`` are kept. Needs its course."""
    return cohort.erases_at is not None and cohort.erases_at <= now
