"""The questions of a form as it is taken, kept in this process: a frozen form never changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from assessments.models import AssessmentForm, FormItem


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


def sheet_of(form: AssessmentForm) -> Sheet:
    """Return the questions of a form by position, without a query when it is frozen and this process knows it."""
    return kept_sheet(form.pk, form.label, form.frozen_at) if form.is_frozen else _read(form.pk)


@lru_cache(maxsize=64)
def kept_sheet(form: int, _label: str, _frozen_at: datetime | None) -> Sheet:
    """Return the questions of a frozen form. Label and time tell forms apart when a database is replaced."""
    return _read(form)


def _read(form: int) -> Sheet:
    items = FormItem.objects.filter(form=form).select_related("version").order_by("position")
    return {item.position: _sheet_item(item) for item in items}


def _sheet_item(item: FormItem) -> SheetItem:
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
