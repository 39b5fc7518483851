"""What somebody wants to see of results, as the address says it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.evaluation.rows import LearnerRow, QuestionRow
from assessments.forms.numbers import whole_number
from courses.names import name_key

type Rank = Callable[[Any], Any]


def learner_gain(row: LearnerRow) -> tuple[bool, int]:
    return (row.change is None, -(row.change or 0))


def _score(side: str) -> Rank:
    def rank(row: LearnerRow) -> tuple[bool, int]:
        percent = getattr(row, side).percent
        return (percent is None, -(percent or 0))

    return rank


def _figure(name: str) -> Rank:
    def rank(row: QuestionRow) -> tuple[bool, float]:
        value = getattr(row, name)
        return (value is None, value or 0)

    return rank


# How tables can be sorted: label, order. The first is the usual one; nothing known stands last.
LEARNERS: Mapping[str, tuple[str | Promise, Rank]] = {
    "change": (_("Change"), learner_gain),
    "name": (_("Learner"), lambda row: name_key(row.name)),
    "before": (_("Before"), _score("before")),
    "after": (_("After"), _score("after")),
}
QUESTIONS: Mapping[str, tuple[str | Promise, Rank]] = {
    "number": (_("Question"), lambda row: row.number),
    "before": (_("Right before"), _figure("facility_before")),
    "after": (_("Right after"), _figure("facility_after")),
    "gain": (_("Change"), _figure("gain")),
    "r": (_("Separates strong from weak"), _figure("r")),
}
DOWN = {"change", "before", "after"}
USUAL = {"sort": next(iter(LEARNERS)), "order": next(iter(QUESTIONS))}


@dataclass(frozen=True)
class Heading:
    """The heading of a column that can be sorted: where its link goes, and how the column stands now."""

    label: str | Promise
    address: str
    aria_sort: str
    is_number: bool


@dataclass(frozen=True)
class Wanted:
    """What the address asks for. What it does not know is as usual; ``pre``, ``post``, ``group`` are keys or None."""

    pre: int | None
    post: int | None
    group: int | None
    sort: str
    order: str
    page: str
    questions_page: str

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Wanted":
        return cls(
            pre=whole_number(query.get("pre", "")),
            post=whole_number(query.get("post", "")),
            group=whole_number(query.get("group", "")),
            sort=_known(query.get("sort", ""), LEARNERS),
            order=_known(query.get("order", ""), QUESTIONS),
            page=query.get("page", "1"),
            questions_page=query.get("questions", "1"),
        )

    def address(self, **changes: Any) -> str:
        """Return the query of an address with these changes, without what is as usual. Another order begins anew."""
        values = {"pre": self.pre, "post": self.post, "group": self.group, "sort": self.sort, "order": self.order}
        said = {name: value for name, value in (values | changes).items() if value not in {None, USUAL.get(name)}}
        return "?" + urlencode(said)

    def learners(self, rows: Iterable[LearnerRow]) -> list[LearnerRow]:
        return sorted(rows, key=LEARNERS[self.sort][1])

    def questions(self, rows: Iterable[QuestionRow]) -> list[QuestionRow]:
        return sorted(rows, key=QUESTIONS[self.order][1])

    @property
    def learner_headings(self) -> dict[str, Heading]:
        return {
            name: Heading(
                label,
                f"{self.address(sort=name)}#learners",
                self._aria(name, self.sort, falls=name in DOWN),
                name != "name",
            )
            for name, (label, _rank) in LEARNERS.items()
        }

    @property
    def question_headings(self) -> dict[str, Heading]:
        return {
            name: Heading(
                label,
                f"{self.address(order=name)}#questions",
                self._aria(name, self.order, falls=False),
                name != "number",
            )
            for name, (label, _rank) in QUESTIONS.items()
        }

    def _aria(self, name: str, now: str, *, falls: bool) -> str:
        if name != now:
            return "none"
        return "descending" if falls else "ascending"


def _known(name: str, among: Mapping[str, Any]) -> str:
    return name if name in among else next(iter(among))
