"""Which cohorts somebody wants to see side by side, as the address says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.dateparse import parse_date

from assessments.forms.numbers import whole_number
from courses.models import Cohort, Enrolment


@dataclass(frozen=True)
class Chosen:
    """What the address asks for: cohorts of one instructor, held between two days. None is everybody, or any time."""

    instructor: int | None
    since: date | None
    until: date | None
    page: str

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Chosen":
        return cls(
            instructor=whole_number(query.get("instructor", "")),
            since=_day(query.get("since", "")),
            until=_day(query.get("until", "")),
            page=query.get("page", "1"),
        )

    def cohorts(self, cohorts: QuerySet[Cohort]) -> QuerySet[Cohort]:
        """Return those of ``cohorts``, which have ``held_at``, that are asked for."""
        if self.instructor is not None:
            taught = Enrolment.objects.filter(user=self.instructor, role=Enrolment.Role.INSTRUCTOR)
            cohorts = cohorts.filter(pk__in=taught.values("cohort"))
        ends = {"held_at__date__gte": self.since, "held_at__date__lte": self.until}
        return cohorts.filter(**{name: day for name, day in ends.items() if day})

    def address(self, **changes: Any) -> str:
        """Return the query of an address with these changes."""
        values = {"instructor": self.instructor, "since": self.since, "until": self.until}
        return "?" + urlencode({name: value for name, value in (values | changes).items() if value is not None})

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return (self.instructor, self.since, self.until) == (None, None, None)


def _day(typed: str) -> date | None:
    """Return the day that ``typed`` is, or None when it is none."""
    try:
        return parse_date(typed)
    except ValueError:
        return None
