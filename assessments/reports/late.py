"""Answers that came after the time was over, or after sending, for the person who decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assessments.choices import shown_answer
from assessments.models import LateResponse, Mark, Response, Sitting
from assessments.sheets import SheetItem, sheet_of
from assessments.stems import shown_stem


@dataclass(frozen=True)
class LateRow:
    """A late answer beside what is stored.

    ``ended_at`` is when the answers were sent, for one that came in time but after that; else when the time was over,
    None without a limit.
    """

    late: LateResponse
    item: SheetItem
    stored: Response | None
    is_marked: bool
    ended_at: datetime | None

    @property
    def shown_stem(self) -> str:
        return shown_stem(self.item)

    @property
    def shown_answer(self) -> list[str]:
        return shown_answer(self.item, self.late.answer)

    @property
    def shown_stored(self) -> list[str]:
        return shown_answer(self.item, self.stored.answer) if self.stored else []

    @property
    def is_superseded(self) -> bool:
        """Whether a newer answer is stored, so that accepting this one would change nothing."""
        return self.stored is not None and self.stored.sequence >= self.late.sequence

    @property
    def was_typed_in_time(self) -> bool | None:
        """Whether the device says so; None when nobody can tell."""
        if self.late.typed_at is None or self.ended_at is None:
            return None
        return self.late.typed_at <= self.ended_at


def late_rows(sitting: Sitting) -> Sequence[LateRow]:
    """Return the late answers of a sitting, those without a decision first, in a constant number of queries."""
    late = LateResponse.objects.filter(attempt__sitting=sitting).select_related(
        "attempt__form", "attempt__enrolment__user", "decided_by"
    )
    rows = sorted(late, key=lambda row: (row.is_accepted is not None, row.received_at, row.pk))
    attempts = {row.attempt_id for row in rows}
    stored = {(row.attempt_id, row.position): row for row in Response.objects.filter(attempt__in=attempts)}
    marks = Mark.objects.in_force().filter(attempt__in=attempts, is_final=True)
    marked = set(marks.values_list("attempt", "position"))
    for row in rows:
        row.attempt.sitting = sitting
    return [
        LateRow(row, sheet_of(row.attempt.form)[row.position], stored.get(place), place in marked, _end(row))
        for row in rows
        for place in [(row.attempt_id, row.position)]
    ]


def _end(late: LateResponse) -> datetime | None:
    return late.attempt.submitted_at if late.came_after_sending else late.attempt.ends_at
