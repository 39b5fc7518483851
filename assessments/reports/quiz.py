"""What the pages of taking an assessment show: the introduction, the quiz, the overview before sending."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.answers import is_given
from assessments.choices import boxes_of, choices_of, marked, shown_answer, written
from assessments.models import Accommodation, Attempt, KeyRevision, Response, Sitting
from assessments.ordering import option_order, question_order
from assessments.sheets import Sheet, SheetItem, sheet_of
from assessments.stems import shown_stem
from courses.models import Enrolment

HINTS = {
    "blanks": gettext_lazy("Fill in what is missing"),
    "true-false": gettext_lazy("True or false?"),
    "check-one": gettext_lazy("Check one"),
    "check-all": gettext_lazy("Check all that apply"),
    "narrative": gettext_lazy("Two or three sentences are enough"),
}


@dataclass(frozen=True)
class Box:
    """One box to write in: a blank, a part of a written question, or all of it."""

    part: str
    label: str
    text: str


@dataclass(frozen=True)
class QuizItem:
    """One question as one learner sees it. ``answer`` is None and ``sequence`` 0 until one was saved.

    ``place`` is its number in words. What a page has of each question is text: numbers cost a template, which
    writes them in the way of each language, more than all the rest.
    """

    number: int
    item: SheetItem
    options: Sequence[Mapping[str, Any]]
    answer: Any
    sequence: int
    place: str = ""

    @property
    def key(self) -> str:
        """The position of the question on the form, as the names of its fields have it."""
        return str(self.item.position)

    @property
    def saved_as(self) -> str:
        return str(self.sequence)

    @property
    def hint(self) -> str:
        """What to do with the question."""
        if self.item.content.get("order") == "any":
            return _("Fill in what is missing, in any order")
        return str(HINTS[self.item.type])

    @property
    def shown_stem(self) -> str:
        return shown_stem(self.item)

    @property
    def is_answered(self) -> bool:
        return is_given(self.answer)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Value and text of each choice, in the order of this attempt; empty where one writes."""
        return choices_of(self.item, self.options)

    @property
    def marked(self) -> set[str]:
        """The values of the choices that were made."""
        return marked(self.answer)

    @property
    def boxes(self) -> list[Box]:
        """The boxes to write in; none where one chooses."""
        return [Box(part, label, written(self.answer, part)) for part, label in boxes_of(self.item)]

    @property
    def shown_answer(self) -> list[str]:
        """The answer in words, a line for each choice or box; empty when there is none."""
        return shown_answer(self.item, self.answer)


@dataclass(frozen=True)
class Rules:
    """How answers are scored, for the learner to know before answering: what kinds there are, and the policies."""

    types: frozenset[str]
    policies: frozenset[str]

    @property
    def has_typing(self) -> bool:
        return "blanks" in self.types

    @property
    def has_writing(self) -> bool:
        return "narrative" in self.types


@dataclass(frozen=True)
class Quiz:
    """An attempt as the learner sees it."""

    attempt: Attempt
    items: Sequence[QuizItem]
    rules: Rules
    is_over: bool

    @property
    def n_answered(self) -> int:
        return sum(item.is_answered for item in self.items)

    @property
    def unanswered(self) -> list[QuizItem]:
        return [item for item in self.items if not item.is_answered]

    @property
    def next_sequence(self) -> int:
        """One more than the server has: what a form without JavaScript sends."""
        return max((item.sequence for item in self.items), default=0) + 1


def known_answers(attempt: Attempt, now: datetime) -> tuple[dict[int, Any], int]:
    """Return the newest answers by position and the highest sequence, after the end with those that came too late."""
    fields = ("position", "sequence", "answer")
    rows = list(attempt.responses.values_list(*fields))
    if attempt.is_over(now):
        rows += attempt.late_responses.values_list(*fields)
    rows.sort(key=itemgetter(1))
    return {position: answer for position, _sequence, answer in rows}, rows[-1][1] if rows else 0


def quiz_of(attempt: Attempt, now: datetime) -> Quiz:
    """Return the questions of ``attempt`` in its own order, on paper the printed one, with the saved answers."""
    sheet = sheet_of(attempt.form)
    saved = {row.position: row for row in Response.objects.filter(attempt=attempt)}
    is_shuffled = attempt.sitting.is_shuffled and attempt.entered_by_id is None
    order = question_order(sheet, seed=attempt.seed, is_shuffled=is_shuffled)
    place = _("Question %(n)s of %(total)s")
    return Quiz(
        attempt=attempt,
        items=[
            QuizItem(
                number=number,
                place=place % {"n": number, "total": len(order)},
                item=sheet[position],
                options=option_order(
                    sheet[position].content.get("options", ()),
                    position=position,
                    seed=attempt.seed,
                    is_shuffled=is_shuffled,
                ),
                answer=saved[position].answer if position in saved else None,
                sequence=saved[position].sequence if position in saved else 0,
            )
            for number, position in enumerate(order, start=1)
        ],
        rules=rules_of(sheet),
        is_over=attempt.is_over(now),
    )


def rules_of(sheet: Sheet) -> Rules:
    """Return what a learner must know about the scoring of a form."""
    versions = [item.version_id for item in sheet.values() if item.type == "check-all"]
    newest = KeyRevision.objects.filter(version__in=versions).order_by("number")
    policies = dict(newest.values_list("version", "key__policy"))
    return Rules(frozenset(item.type for item in sheet.values()), frozenset(policies.values()))


@dataclass(frozen=True)
class Introduction:
    """What a learner knows before starting.

    ``minutes`` is None without a limit; ``n_questions`` and ``points`` are None until it is known which of two
    forms the learner gets.
    """

    sitting: Sitting
    n_questions: int | None
    points: Decimal | None
    minutes: int | None
    rules: Rules
    attempts: Sequence[Attempt]
    is_open: bool
    is_closed: bool
    now: datetime

    @property
    def n_points(self) -> int | None:
        """The points as a whole number, for the grammar of "point" and "points"."""
        return None if self.points is None else math.ceil(self.points)

    @property
    def running(self) -> Attempt | None:
        """The attempt to go on with."""
        return next((attempt for attempt in self.attempts if attempt.is_open), None)

    @property
    def is_over(self) -> bool:
        """Whether the time of the running attempt is over, and nobody has closed it yet."""
        return self.running is not None and self.running.is_over(self.now)

    @property
    def finished(self) -> list[Attempt]:
        return [attempt for attempt in self.attempts if not attempt.is_open]

    @property
    def n_left(self) -> int:
        """How many attempts may still be started."""
        return self.sitting.attempts_allowed - sum(attempt.voided_at is None for attempt in self.attempts)


def introduction_of(sitting: Sitting, seat: Enrolment, now: datetime) -> Introduction:
    """Return what a learner knows about a sitting before starting."""
    sheet = sheet_of(sitting.form_a)
    known = _own_sheet(sitting, seat)
    extra = Accommodation.objects.filter(enrolment=seat).values_list("extra_minutes", flat=True).first()
    return Introduction(
        sitting=sitting,
        n_questions=None if known is None else len(known),
        points=None if known is None else sum((item.points for item in known.values()), Decimal(0)),
        minutes=None if sitting.minutes is None else sitting.minutes + (extra or 0),
        rules=rules_of(sheet),
        attempts=list(sitting.attempts.filter(enrolment=seat)),
        is_open=sitting.is_open(now),
        is_closed=sitting.is_closed(now),
        now=now,
    )


def _own_sheet(sitting: Sitting, seat: Enrolment) -> Sheet | None:
    """Return the questions that a learner gets, or None while one of two forms is still to be given."""
    if sitting.form_b_id is None:
        return sheet_of(sitting.form_a)
    given = sitting.allocations.filter(enrolment=seat).select_related("form").first()
    return sheet_of(given.form) if given else None


def preview_of(sheet: Sheet) -> list[QuizItem]:
    """Return the questions of a form as a learner gets them who has answered nothing, in the order of the form."""
    return [
        QuizItem(number=number, item=item, options=item.content.get("options", ()), answer=None, sequence=0)
        for number, item in enumerate(sheet.values(), start=1)
    ]
