"""Changes to assessment forms. A draft can be changed; a frozen form never is."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext

from accounts.models import User
from assessments.actions.audit import note_change
from assessments.coverage import form_sheet
from assessments.models import AssessmentForm, BlueprintRow, FormItem, Question, QuestionVersion
from lessons.models import LearningOutcome, Lesson

OUT_OF_THE_WAY = 10_000  # beyond every position, while questions exchange theirs

type Needs = Mapping[LearningOutcome, tuple[int, int]]


class FormRefusedError(Exception):
    """The change is not possible. ``reasons`` say why, in words."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


@transaction.atomic
def create_form(
    *,
    lesson: Lesson,
    label: str,
    by: User,
    now: datetime,
    versions: Sequence[QuestionVersion] = (),
    needs: Needs | None = None,
) -> AssessmentForm:
    """Return a new draft with ``versions`` on it. Without ``needs`` it must cover every outcome once.

    Safe to repeat: a draft of this label with just these questions is the same form.
    Raises FormRefusedError when the label is taken.
    """
    form, is_new = AssessmentForm.objects.get_or_create(lesson=lesson, label=label, defaults={"created_at": now})
    if not is_new:
        if form.is_frozen or list(form.items.values_list("version", flat=True)) != [each.pk for each in versions]:
            raise FormRefusedError(gettext("This lesson has a form of this name. Choose another name."))
        return form
    FormItem.objects.bulk_create(
        FormItem(form=form, position=position, version=version, points=version.points)
        for position, version in enumerate(versions)
    )
    if needs is None:
        needs = dict.fromkeys(lesson.outcomes.filter(is_retired=False), (1, 0))
    _write_blueprint(form, needs)
    note_change(by=by, verb="create", row=form, now=now, questions=[each.question_id for each in versions])
    return form


@transaction.atomic
def add_item(*, form: AssessmentForm, question: Question, by: User, now: datetime) -> bool:
    """Put the newest version of a question at the end of a draft. Return False when the question is on it already."""
    draft = _lock_draft(form)
    version = question.versions.keyed().order_by("number").last()
    if version is None or question.lesson_id != draft.lesson_id:
        raise FormRefusedError(gettext("This question cannot be put on this form."))
    if draft.items.filter(version__question=question).exists():
        return False
    FormItem.objects.create(form=draft, position=draft.items.count(), version=version, points=version.points)
    note_change(by=by, verb="add question", row=draft, now=now, question=question.pk, version=version.number)
    return True


@transaction.atomic
def remove_item(*, form: AssessmentForm, question: Question, by: User, now: datetime) -> bool:
    """Take a question off a draft. Return False when it is not on it."""
    draft = _lock_draft(form)
    if not draft.items.filter(version__question=question).delete()[0]:
        return False
    _write_order(draft, list(draft.items.values_list("pk", flat=True)))
    note_change(by=by, verb="remove question", row=draft, now=now, question=question.pk)
    return True


@transaction.atomic
def move_item(*, form: AssessmentForm, question: Question, to: int, by: User, now: datetime) -> bool:
    """Put a question of a draft at place ``to``, counted from 0. Return False when it stands there or is not on it."""
    draft = _lock_draft(form)
    item = draft.items.filter(version__question=question).first()
    order = list(draft.items.values_list("pk", flat=True))
    to = max(0, min(to, len(order) - 1))
    if item is None or item.position == to:
        return False
    order.remove(item.pk)
    order.insert(to, item.pk)
    _write_order(draft, order)
    note_change(by=by, verb="move question", row=draft, now=now, question=question.pk, to=to)
    return True


@transaction.atomic
def set_blueprint(*, form: AssessmentForm, needs: Needs, by: User, now: datetime) -> bool:
    """Let a draft need so many questions, and so many machine-scored ones, per outcome. Return False when it does."""
    draft = _lock_draft(form)
    if _blueprint_of(draft) == {outcome.pk: need for outcome, need in needs.items()}:
        return False
    draft.blueprint.all().delete()
    _write_blueprint(draft, needs)
    note_change(
        by=by, verb="set blueprint", row=draft, now=now, needs={outcome.slug: need for outcome, need in needs.items()}
    )
    return True


@transaction.atomic
def freeze_form(*, form: AssessmentForm, by: User, now: datetime) -> bool:
    """Freeze a draft, so that it can be offered and no longer changes. Return False when it is frozen already.

    Raises FormRefusedError when it is empty, leaves a need of its blueprint open, or holds an enemy pair, a
    retired question, or one without a key.
    """
    locked = _lock(form)
    if locked.is_frozen:
        return False
    if problems := form_sheet(locked).problems:
        raise FormRefusedError(*problems)
    AssessmentForm.objects.filter(pk=locked.pk, frozen_at=None).update(frozen_at=now)
    note_change(by=by, verb="freeze", row=locked, now=now, questions=locked.items.count())
    return True


@transaction.atomic
def copy_form(*, form: AssessmentForm, label: str, by: User, now: datetime) -> AssessmentForm:
    """Return a new draft with the questions and the blueprint of ``form``, each question in its newest version.

    Safe to repeat. Raises FormRefusedError when the label is taken.
    """
    questions = list(form.items.values_list("version__question", flat=True))
    newest = {each.question_id: each for each in QuestionVersion.objects.newest().filter(question__in=questions)}
    rows = form.blueprint.select_related("outcome")
    return create_form(
        lesson=form.lesson,
        label=label,
        by=by,
        now=now,
        versions=[newest[question] for question in questions],
        needs={row.outcome: (row.least_questions, row.least_machine_scored) for row in rows},
    )


@transaction.atomic
def discard_form(*, form: AssessmentForm, by: User, now: datetime) -> None:
    """Delete a draft."""
    draft = _lock_draft(form)
    note_change(by=by, verb="discard", row=draft, now=now, label=draft.label)
    draft.items.all().delete()
    draft.delete()


def _lock(form: AssessmentForm) -> AssessmentForm:
    locked = AssessmentForm.objects.select_for_update().filter(pk=form.pk).first()
    if locked is None:
        raise FormRefusedError(gettext("Somebody has deleted this draft."))
    return locked


def _lock_draft(form: AssessmentForm) -> AssessmentForm:
    locked = _lock(form)
    if locked.is_frozen:
        raise FormRefusedError(gettext("This form is frozen. Make a copy and change that."))
    return locked


def _write_order(draft: AssessmentForm, order: Sequence[int]) -> None:
    """Number the items as in ``order``. The positions are unique, so they all move out of the way first."""
    draft.items.update(position=F("position") + OUT_OF_THE_WAY)
    draft.items.bulk_update([FormItem(pk=pk, position=place) for place, pk in enumerate(order)], ["position"])


def _blueprint_of(form: AssessmentForm) -> dict[int, tuple[int, int]]:
    return {row.outcome_id: (row.least_questions, row.least_machine_scored) for row in form.blueprint.all()}


def _write_blueprint(form: AssessmentForm, needs: Needs) -> None:
    BlueprintRow.objects.bulk_create(
        BlueprintRow(form=form, outcome=outcome, least_questions=questions, least_machine_scored=scored)
        for outcome, (questions, scored) in needs.items()
    )
