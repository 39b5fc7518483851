"""Answers from paper: typed in by somebody else, and then an attempt like any other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.actions.attempts import RECEIPT_LENGTH
from assessments.actions.audit import note_change
from assessments.actions.key_lock import share_keys
from assessments.actions.scoring import score_answers
from assessments.actions.sitting_lock import shared_sitting
from assessments.answers import is_given
from assessments.models import Allocation, AssessmentForm, Attempt, Response, Sitting
from courses.codes import CODE_ALPHABET
from courses.models import Enrolment


class CannotEnterError(Exception):
    """The sitting takes no attempt from this learner. The message says why, in words."""


@dataclass(frozen=True)
class Sheet:
    """A sheet of paper: whose it is, on which form, and which of that learner's attempts it will be."""

    sitting: Sitting
    enrolment: Enrolment
    form: AssessmentForm
    number: int


@transaction.atomic
def enter_paper(*, sheet: Sheet, answers: Mapping[int, Any], by: User, now: datetime) -> Attempt:
    """Store the answers of ``sheet`` by position as a submitted attempt, score it, and return it.

    Safe to repeat: the same sheet sent twice by the same person is one attempt.
    Raises CannotEnterError when the learner has no attempt left, has one under way, or when this sheet is stored
    with other answers.
    """
    Enrolment.objects.select_for_update(of=("self",)).get(pk=sheet.enrolment.pk)
    earlier = list(sheet.sitting.attempts.filter(enrolment=sheet.enrolment).order_by("number"))
    given = {position: answer for position, answer in answers.items() if is_given(answer)}
    same = next((attempt for attempt in earlier if attempt.number == sheet.number), None)
    if same and same.entered_by_id == by.pk:
        return _repeated(same, sheet, given)
    current = shared_sitting(sheet.sitting.pk)
    if current is None or sheet.form.pk not in {current.form_a_id, current.form_b_id}:
        raise CannotEnterError(_("The quiz was changed meanwhile. Open it anew."))
    check_room(current, earlier)
    if sheet.number != next_number(earlier):
        raise CannotEnterError(_("Another attempt of this learner was entered meanwhile. Look at it first."))
    attempt = _create(sheet, by, now)
    Response.objects.bulk_create(
        Response(attempt=attempt, position=position, answer=answer, sequence=1, event=uuid4(), saved_at=now)
        for position, answer in given.items()
    )
    share_keys(sheet.form.lesson_id)
    score_answers(attempt=attempt, answers=given, now=now)
    note_change(by=by, verb="enter from paper", row=attempt, now=now, n_answers=len(given))
    return attempt


def _repeated(stored: Attempt, sheet: Sheet, given: Mapping[int, Any]) -> Attempt:
    if stored.form_id == sheet.form.pk and dict(stored.responses.values_list("position", "answer")) == given:
        return stored
    raise CannotEnterError(
        _("This sheet is stored, with other answers. To change them, declare the attempt void and enter it again.")
    )


def next_number(earlier: list[Attempt]) -> int:
    """Return the number of a learner's next attempt."""
    return max((attempt.number for attempt in earlier), default=0) + 1


def check_room(sitting: Sitting, earlier: list[Attempt]) -> None:
    """Raise CannotEnterError when a learner with these ``earlier`` attempts may have no other."""
    if any(attempt.is_open for attempt in earlier):
        raise CannotEnterError(_("This learner has an attempt under way. It must be sent, or declared void, first."))
    if sum(attempt.voided_at is None for attempt in earlier) >= sitting.attempts_allowed:
        raise CannotEnterError(_("This learner has used every attempt."))


def _create(sheet: Sheet, by: User, now: datetime) -> Attempt:
    if sheet.sitting.form_b_id:
        # A crossed sitting must know which form the learner has seen.
        Allocation.objects.get_or_create(
            sitting=sheet.sitting, enrolment=sheet.enrolment, defaults={"form": sheet.form}
        )
    return Attempt.objects.create(
        sitting=sheet.sitting,
        enrolment=sheet.enrolment,
        number=sheet.number,
        form=sheet.form,
        seed=0,
        started_at=now,
        submitted_at=now,
        close_reason=Attempt.CloseReason.PAPER,
        receipt=get_random_string(RECEIPT_LENGTH, CODE_ALPHABET),
        entered_by=by,
    )
