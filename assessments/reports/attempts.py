"""Attempts by name: the list of a sitting, and everything about one of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.actions.corrections import CLOSED
from assessments.actions.policies import DROPPED, FULL_CREDIT
from assessments.choices import shown_answer
from assessments.models import Attempt, LateResponse, Mark, Override, Question, Response, Score, Sitting
from assessments.notes import shown_notes, stored_notes
from assessments.points import AttemptPoints, ItemPoints, points_of
from assessments.reports.feedback import keys_of, right_answers
from assessments.scoring.values import Rule
from assessments.sheets import SheetItem, sheet_of
from assessments.stems import shown_stem
from courses.models import AuditRow

# What a rule says to whoever looks at a score.
RULES: Mapping[str, str | Promise] = {
    Rule.UNANSWERED: _("Nothing was answered."),
    Rule.EXACT: _("The key knows this answer."),
    Rule.GLOSSARY: _("The key knows it by another name of the glossary."),
    Rule.TYPO: _("Accepted with a slip of the keyboard."),
    Rule.EXPLAINED: _("The words before the explanation or the examples were judged."),
    Rule.SEVERAL: _("Several answers in one box, and all of them fit."),
    Rule.TWICE: _("One answer was given twice and counts once."),
    Rule.PARTS: _("The parts that were named add up."),
    Rule.QUOTA: _("Each different answer of the kind asked for fills a place."),
    Rule.OTHER_TERM: _("Another body was named than the one asked for."),
    Rule.STRANGER: _("Nothing in it is like an answer that earns something."),
    Rule.LISTED_FOR_REVIEW: _("The key leaves this answer to a person."),
    Rule.SHOTGUN: _("More was named than was asked for, and not all of it is right."),
    Rule.NEGATION: _("It says what the answer is not."),
    Rule.UNRECOGNISED: _("The key does not know it yet."),
    Rule.TRUE_FALSE: _("True or false, as in the key."),
    Rule.OPTION: _("By the options that were chosen."),
    Rule.TOO_MANY: _("More than one option was chosen where one was asked for."),
    Rule.UNREADABLE: _("The machine could not read it."),
    Rule.PERSON: _("People mark written answers."),
    CLOSED: _("A person decided that it is not right."),
    FULL_CREDIT: _("Everybody gets full points for this question."),
    DROPPED: _("The question is out of the total for everybody."),
}


# What the trail says to people. Verbs are those of the actions.
VERBS: Mapping[str, str | Promise] = {
    "start": _("started"),
    "submit": _("sent"),
    "expire": _("closed: the time was over"),
    "enter from paper": _("entered from paper"),
    "mark": _("marked"),
    "undo mark": _("took a mark back"),
    "override": _("set the points by hand"),
    "accept late answer": _("let a late answer count"),
    "refuse late answer": _("refused a late answer"),
    "void": _("declared void"),
}


@dataclass(frozen=True)
class Step:
    """Something that was done to an attempt. ``question`` is the name of the one concerned, empty for the whole."""

    row: AuditRow
    question: str

    @property
    def verb(self) -> str:
        return str(VERBS.get(self.row.verb, self.row.verb))


@dataclass(frozen=True)
class ReviewedItem:
    """One item of an attempt with everything that decided its points, oldest decision first.

    ``name`` is what those who teach call the question.
    """

    name: str
    item: SheetItem
    points: ItemPoints
    answer: Any
    right: Sequence[str]
    marks: Sequence[Mark]
    overrides: Sequence[Override]
    late: Sequence[LateResponse]

    @property
    def shown_stem(self) -> str:
        return shown_stem(self.item)

    @property
    def shown_answer(self) -> list[str]:
        return shown_answer(self.item, self.answer)

    @property
    def score(self) -> Score | None:
        return self.points.score

    @property
    def why(self) -> str:
        """How the machine came to its verdict, in words."""
        return str(RULES.get(self.score.rule, self.score.rule)) if self.score else ""

    @property
    def notes(self) -> list[str]:
        return shown_notes(stored_notes(self.score.detail)) if self.score else []

    @property
    def matches(self) -> list[Mapping[str, Any]]:
        """What was recognised as what, where a box or an option says more than the answer itself."""
        matched = self.score.detail.get("matched", []) if self.score else []
        return [match for match in matched if match["form"] and match["form"].casefold() != match["typed"].casefold()]


@dataclass(frozen=True)
class ReviewedAttempt:
    """An attempt as those see it who answer for its points."""

    attempt: Attempt
    points: AttemptPoints
    items: Sequence[ReviewedItem]
    trail: Sequence[Step]


def reviewed_attempt(attempt: Attempt) -> ReviewedAttempt:
    """Return everything about ``attempt``, in the order of the form, in a constant number of queries."""
    points = points_of([attempt])[attempt.pk]
    keys = keys_of(points.items)
    answers = dict(Response.objects.filter(attempt=attempt).values_list("position", "answer"))
    marks = _by_position(Mark.objects.filter(attempt=attempt).select_related("marker").order_by("at", "pk"))
    overrides = _by_position(
        Override.objects.filter(attempt=attempt).select_related("by", "regrade").order_by("at", "pk")
    )
    late = _by_position(LateResponse.objects.filter(attempt=attempt))
    sheet = sheet_of(attempt.form)
    asked = Question.objects.in_bulk([item.question_id for item in sheet.values()])
    items = [
        ReviewedItem(
            name=asked[sheet[each.position].question_id].name,
            item=sheet[each.position],
            points=each,
            answer=answers.get(each.position),
            right=right_answers(sheet[each.position], keys[each.position]) if each.position in keys else [],
            marks=marks[each.position],
            overrides=overrides[each.position],
            late=late[each.position],
        )
        for each in points.items
    ]
    trail = AuditRow.objects.filter(subject=f"attempt {attempt.pk}").select_related("by")
    names = {each.points.position: each.name for each in items}
    steps = [Step(row, names.get(row.detail.get("position"), "")) for row in trail]
    return ReviewedAttempt(attempt, points, items, steps)


def _by_position[Row: (Mark, Override, LateResponse)](rows: Iterable[Row]) -> defaultdict[int, list[Row]]:
    groups: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.position].append(row)
    return groups


@dataclass(frozen=True)
class AttemptLine:
    """One attempt in the list of a sitting. ``points`` is None while it is open."""

    attempt: Attempt
    points: AttemptPoints | None


def attempt_lines(sitting: Sitting) -> list[AttemptLine]:
    """Return the attempts of a sitting by name, in five queries."""
    by_name = (F("enrolment__erased_at").asc(nulls_first=True), "enrolment__name_key", "enrolment__user__name")
    attempts = list(sitting.attempts.select_related("enrolment__user").order_by(*by_name, "number", "pk"))
    points = points_of([attempt for attempt in attempts if attempt.submitted_at])
    return [AttemptLine(attempt, points.get(attempt.pk)) for attempt in attempts]
