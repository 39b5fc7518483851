"""The trail of who changed what. Whatever is not for strangers' eyes stays out of it, and names but one."""

from datetime import datetime
from typing import Any

from django.db import models

from accounts.models import User
from courses.models import AuditRow, Cohort, Course, Enrolment


def note_change(
    *,
    by: User | None,
    verb: str,
    row: models.Model,
    now: datetime,
    cohort: int | None = None,
    course: int | None = None,
    **detail: Any,
) -> None:
    """Add an audit row about ``row``. Call it inside the transaction of the change; ``by`` is None for the clock.

    ``cohort`` and ``course`` are keys of where it belongs. Rows of this app say it themselves.
    """
    if cohort is None and course is None:
        cohort, course = _place_of(row)
    AuditRow.objects.create(
        by=by,
        verb=verb,
        subject=f"{row._meta.model_name} {row.pk}",
        detail=detail,
        at=now,
        cohort_id=cohort,
        course_id=course,
    )


def _place_of(row: models.Model) -> tuple[int | None, int | None]:
    """Return the keys of cohort and course that ``row`` belongs to."""
    if isinstance(row, Cohort):
        return row.pk, None
    if isinstance(row, Course):
        return None, row.pk
    if isinstance(row, Enrolment):
        return row.cohort_id, row.course_id
    return getattr(row, "cohort_id", None), None
