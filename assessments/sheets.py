"""The questions of a form as it is taken, kept in this process: a frozen form never changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assessments.models import AssessmentForm, Attempt, FormItem


@dataclass(frozen=True)
class SheetItem:
    """One question of a form, in the version that everybody who takes it sees."""

    position: int
    points: Decimal
    version_id: int
    question_id: int
    type: str
    stem: str
    content: Mapping[str, Any]
    digest: str


type Sheet = Mapping[int, SheetItem]


_kept: dict[int, Sheet] = {}


def sheet_of(form: AssessmentForm) -> Sheet:
    """Return the questions of a form by position, without a query when it is frozen and this process knows it."""
    return _kept.get(form.pk) or _read(form.pk)


def sheet_of_attempt(attempt: Attempt) -> Sheet:
    """Return the same for the form of an attempt, which need not be loaded."""
    return _kept.get(attempt.form_id) or _read(attempt.form_id)


def forget_sheets() -> None:
    """Forget what this process knows. For tests, whose databases give out the same primary keys again."""
    _kept.clear()


def _read(form: int) -> Sheet:
    """Return the questions of a form from the database, in one query, and keep them when it is frozen."""
    items = list(FormItem.objects.filter(form=form).select_related("version", "form").order_by("position"))
    sheet = {item.position: sheet_item(item) for item in items}
    if items and items[0].form.is_frozen:
        _kept[form] = sheet
    return sheet


def sheet_item(item: FormItem) -> SheetItem:
    """Return an item that comes with its version."""
    version = item.version
    return SheetItem(
        position=item.position,
        points=item.points,
        version_id=version.pk,
        question_id=version.question_id,
        type=version.type,
        stem=version.stem,
        content=version.content,
        digest=version.digest,
    )
