"""A form for paper: the questions in the order of the form, with room to write, and the key beside them."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from django.utils.translation import gettext as _

from assessments.lesson_keys import keys_of
from assessments.models import AssessmentForm, FormItem, Sitting
from assessments.reports.bank import BankEntry
from assessments.reports.mark_card import KeyPart, key_parts
from assessments.reports.quiz import Rules, rules_of
from assessments.sheets import SheetItem, sheet_of
from assessments.stems import shown_stem

# Lines for a written answer, by its points.
LINES_PER_POINT, LEAST_LINES, MOST_LINES = 3, 4, 14


@dataclass(frozen=True)
class PaperQuestion:
    """One question on paper. ``number`` counts from 1; options keep the order of the files."""

    number: int
    item: SheetItem

    @property
    def stem(self) -> str:
        """The stem with a short line for each blank, numbered where there are several. One writes below."""
        return shown_stem(self.item)

    @property
    def n_points(self) -> int:
        """Full points as a whole number, for the grammar of "point" and "points"."""
        return math.ceil(self.item.points)

    @property
    def gaps(self) -> list[str]:
        """What stands before the line of each blank: its number where there are several."""
        numbers = range(1, len(self.blanks) + 1)
        return [f"({number})" for number in numbers] if len(self.blanks) > 1 else [""] * len(self.blanks)

    @property
    def blanks(self) -> Sequence[str]:
        return list(self.item.content.get("blanks", ()))

    @property
    def options(self) -> list[tuple[str, Mapping[str, Any]]]:
        """The options with the letters they have on paper."""
        return list(zip(ascii_uppercase, self.item.content.get("options", ()), strict=False))

    @property
    def parts(self) -> list[Mapping[str, Any]]:
        """The prompts of a written question; one without a prompt when it has no parts."""
        return list(self.item.content.get("parts", ())) or [{"id": "", "prompt": "", "points": self.item.points}]

    @property
    def lines(self) -> list[tuple[str, range]]:
        """Each prompt with its lines to write on; nothing where one ticks."""
        if self.item.type != "narrative":
            return []
        return [(part["prompt"], range(_n_lines(float(part["points"])))) for part in self.parts]


def _n_lines(points: float) -> int:
    return min(MOST_LINES, max(LEAST_LINES, round(LINES_PER_POINT * points)))


@dataclass(frozen=True)
class PaperForm:
    """A form as it is printed. ``letter`` tells two parallel forms apart; empty when there is one."""

    form: AssessmentForm
    letter: str
    questions: Sequence[PaperQuestion]

    @property
    def name(self) -> str:
        """What tells this form from its parallel one; empty when there is one."""
        return form_name(self.form, self.letter)

    @property
    def points(self) -> Any:
        return sum(question.item.points for question in self.questions)

    @property
    def rules(self) -> Rules:
        """How answers are scored, for the learner to read first."""
        return rules_of(sheet_of(self.form))


def lettered_forms(sitting: Sitting) -> list[tuple[AssessmentForm, str]]:
    """Return the one or two forms of a sitting in their order, with the letters they have; "" when there is one."""
    forms = [form for form in (sitting.form_a, sitting.form_b) if form is not None]
    return list(zip(forms, "AB" if len(forms) > 1 else [""], strict=True))


def form_name(form: AssessmentForm, letter: str) -> str:
    """Return the name of one of two forms, the same on sheet, key and screen: "Form A – Partners, second half"."""
    return _("Form %(letter)s – %(label)s") % {"letter": letter, "label": form.label} if letter else ""


def named_forms(sitting: Sitting) -> list[tuple[AssessmentForm, str]]:
    """Return the forms of a sitting in their order, with their names; "" when there is one."""
    return [(form, form_name(form, letter)) for form, letter in lettered_forms(sitting)]


def paper_form(form: AssessmentForm, letter: str = "") -> PaperForm:
    """Return one form as it is printed."""
    questions = [PaperQuestion(number, item) for number, item in enumerate(sheet_of(form).values(), 1)]
    return PaperForm(form, letter, questions)


def paper_forms(sitting: Sitting) -> list[PaperForm]:
    """Return every form of a sitting as it is printed."""
    return [paper_form(form, letter) for form, letter in lettered_forms(sitting)]


@dataclass(frozen=True)
class PaperKey(BankEntry):
    """A question of a form with its key. A written one has the points of the form, which may differ from the bank's."""

    item: FormItem

    @property
    def key_parts(self) -> list[KeyPart]:
        """What is looked for in each part of a written question. Only for one of that type."""
        return key_parts(self.item, self.key)


def answer_key(sitting: Sitting) -> list[tuple[PaperForm, list[tuple[PaperQuestion, PaperKey]]]]:
    """Return the forms with the key of each question, for the marker."""
    return [(paper, list(_entries(paper))) for paper in paper_forms(sitting)]


def _entries(paper: PaperForm) -> Iterator[tuple[PaperQuestion, PaperKey]]:
    keys = keys_of(paper.form.lesson_id)
    items = paper.form.items.select_related("version__question").order_by("position")
    for question, item in zip(paper.questions, items, strict=True):
        _revision, key = keys.key_of(item.version_id)
        yield question, PaperKey(item.version.question, item.version, key, (), item)
