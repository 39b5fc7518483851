"""What a marker gives, and how the marking of a sitting is set up."""

import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from typing import Any

from django import forms
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from assessments.actions.marking import PartMark, newest_of
from assessments.actions.scoring import points_for
from assessments.models import Mark
from assessments.reports.mark_card import MarkCard, PartCard
from assessments.reports.marking import ByPart, Lane

type Posted = Mapping[str, Any] | None

LONGEST_COMMENT = 2000
# With more full points than this, single points would fill the screen.
MOST_SINGLE_POINTS = 20


def point_choices(most: Fraction, amounts: Iterable[Fraction]) -> list[Decimal]:
    """Return the points that can be given, from 0 to ``most``.

    The steps are as large as they can be and yet add up to each of ``amounts``; at most 1 where that does
    not make too many.
    """
    units = [Fraction(1)] if most <= MOST_SINGLE_POINTS else []
    step = reduce(_common_step, [most, *amounts, *units])
    return [points_for(n * step, Decimal(1)) for n in range(int(most / step) + 1)]


def _common_step(first: Fraction, second: Fraction) -> Fraction:
    """Return the largest number of which both are multiples."""
    shared = math.gcd(first.numerator * second.denominator, second.numerator * first.denominator)
    return Fraction(shared, first.denominator * second.denominator)


def plain(points: Decimal) -> str:
    """Return points as a form sends them: ``2``, ``0.5``."""
    return f"{points.normalize():f}"


def shown(points: Decimal) -> str:
    """Return points as a reader of the language writes them, without needless zeros."""
    return str(localize(Decimal(plain(points))))


class KeyPointBoxes(forms.CheckboxSelectMultiple):
    """Checkboxes that know what their key point is worth, so that the page can add up what is ticked."""

    def __init__(self, worth: Mapping[str, Fraction]) -> None:
        super().__init__()
        self.worth = worth

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-worth"] = plain(points_for(self.worth[str(value)], Decimal(1)))
        return option


class PartForm(forms.Form):
    """The mark of one part. The marker's points may differ from what the ticked key points add up to."""

    key_points = forms.MultipleChoiceField(label=_("Key points"), required=False)
    points = forms.TypedChoiceField(
        label=_("Points"),
        coerce=Decimal,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the points, 0 included.")},
    )
    comment = forms.CharField(
        label=_("Comment for the learner"),
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, part: PartCard, posted: Posted, initial: dict[str, Any]) -> None:
        super().__init__(posted, prefix=part.id or None, label_suffix="", initial=initial)
        self.part = part
        worth = {point.id: point.worth for point in part.key_points}
        choices = point_choices(part.max_points, worth.values())
        # Choices follow the widget, or the new one would have none.
        self.fields["key_points"].widget = KeyPointBoxes(worth)
        self.fields["key_points"].choices = [(point.id, point.text) for point in part.key_points]  # type: ignore[attr-defined]
        self.fields["points"].choices = [(plain(points), shown(points)) for points in choices]  # type: ignore[attr-defined]

    def mark(self, misconceptions: list[str]) -> PartMark:
        """Return the mark. Only for a valid form."""
        given = self.cleaned_data
        return PartMark(
            part=self.part.id,
            points=given["points"],
            key_points=given["key_points"],
            suggested=list(self.part.suggested),
            misconceptions=misconceptions,
            comment=given["comment"],
        )


class AnswerForm(forms.Form):
    """What belongs to the answer as a whole: which it is, and what the marker had seen of its marks."""

    answer = forms.CharField(widget=forms.HiddenInput)
    lane = forms.ChoiceField(choices=[(lane.value, lane.value) for lane in Lane], widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    misconceptions = forms.MultipleChoiceField(
        label=_("Wrong ideas in the answer"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, card: MarkCard, posted: Posted, initial: dict[str, Any]) -> None:
        super().__init__(posted, label_suffix="", initial=initial)
        choices = [(each.slug, each.text) for each in card.misconceptions]
        self.fields["misconceptions"].choices = choices  # type: ignore[attr-defined]


class MarkForms:
    """All forms of one answer: one for the whole, and one for each part."""

    def __init__(self, card: MarkCard, posted: Posted = None, *, lane: str = "", before: ByPart | None = None) -> None:
        """``before`` are the marker's own marks that the page starts from, in force or not."""
        marks = before or {}
        whole: dict[str, Any] = {"answer": card.answer.token, "lane": lane, "seen": newest_of(_in_force(marks))}
        whole["misconceptions"] = [slug for mark in marks.values() for slug in mark.misconceptions]
        self.whole = AnswerForm(card, posted, whole)
        self.parts = [PartForm(part, posted, _initial(part, marks.get(part.id))) for part in card.parts]

    def is_valid(self) -> bool:
        # Every form is checked, so that each shows its problems.
        return not [form for form in (self.whole, *self.parts) if not form.is_valid()]

    def marks(self) -> list[PartMark]:
        """Return the marks. Only for valid forms. Wrong ideas are noted once, with the first part."""
        misconceptions = self.whole.cleaned_data["misconceptions"]
        return [form.mark([] if number else misconceptions) for number, form in enumerate(self.parts)]


def _in_force(marks: ByPart) -> list[Mark]:
    return [mark for mark in marks.values() if mark.undone_at is None]


def _initial(part: PartCard, mark: Mark | None) -> dict[str, Any]:
    if mark is None:
        return {"points": "0"} if part.is_empty else {}
    return {"points": plain(mark.points), "key_points": mark.key_points, "comment": mark.comment}


class SecondMarksForm(forms.Form):
    """How many of the answers a second person marks."""

    percent = forms.IntegerField(label=_("Answers marked by two people, in percent"), min_value=0, max_value=100)
