"""Forms put together by the exact search."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from assessments.actions.forms import FormRefusedError, Needs, create_form
from assessments.assembly import Need, Plan, Refusal, TypeCount, assemble
from assessments.candidates import candidates, enemy_pairs
from assessments.coverage import bank_lines
from assessments.models import AssessmentForm
from assessments.stems import TYPE_NAMES
from lessons.models import Lesson


def assemble_forms(
    *,
    lesson: Lesson,
    labels: Sequence[str],
    counts: Mapping[str, int],
    needs: Needs,
    points: Decimal | None,
    seed: int,
    by: User,
    now: datetime,
) -> list[AssessmentForm]:
    """Return new drafts: one for each of the one or two ``labels``, the two without a common question.

    ``counts`` are by type; a type that is left out has no question. Safe to repeat: the same ``seed`` finds the
    same questions. Raises FormRefusedError with the reason when there are no such forms, or a label is taken.
    """
    lines = bank_lines(lesson)
    plan = Plan(
        counts=tuple(TypeCount(kind, str(name), counts.get(kind, 0)) for kind, name in TYPE_NAMES.items()),
        needs=tuple(Need(outcome.code, *need) for outcome, need in needs.items()),
        points=points,
        n_forms=len(labels),
    )
    # Outside of the transaction: a search holds up nobody who saves an answer meanwhile.
    found = assemble(bank=candidates(lesson, lines), enemies=enemy_pairs(lines), plan=plan, seed=seed)
    if isinstance(found, Refusal):
        raise FormRefusedError(found.reason)
    versions = {line.version.pk: line.version for line in lines}
    with transaction.atomic():
        return [
            create_form(lesson=lesson, label=label, by=by, now=now, versions=[versions[pk] for pk in form], needs=needs)
            for label, form in zip(labels, found.forms, strict=True)
        ]
