"""Template tags for questions. Drawing a page of forty questions costs more than its queries, so that what
does not depend on the learner is drawn once and kept."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from assessments.forms.marking import shown
from assessments.forms.taking import field_name
from assessments.reports.quiz import Box, QuizItem

register = template.Library()
PAGE = "assessments/question.html"


@register.filter
def points(value: Decimal | Fraction | None) -> str:
    """Show points with at most two decimals, without needless zeros: 1.250 as 1.25, 3.00 as 3. None is nothing."""
    exact = Decimal(value.numerator) / value.denominator if isinstance(value, Fraction) else value
    return "" if exact is None else shown(round(exact, 2))


@register.filter
def points_to(value: Decimal | None, places: int) -> str:
    """Show points with exactly ``places`` decimals, so that a column of them reads in one way. None is nothing."""
    return "" if value is None else str(number_format(round(value, places), places))


@register.filter
def lowest_terms(value: str) -> str:
    """Show a share of a key in its lowest terms: 2/4 as 1/2, 0/1 as 0."""
    return str(Fraction(value))


@register.simple_tag
def question_fields(question: QuizItem) -> SafeString:
    """Draw the choices or boxes of a question with its saved answer."""
    position, marked = question.item.position, question.marked
    kind = "checkbox" if question.item.type == "check-all" else "radio"
    choices = [_choice(kind, position, value, text, value in marked) for value, text in question.choices]
    is_long = question.item.type == "narrative"
    boxes = [_drawer(box)(position, box.part, box.label, box.text, is_long) for box in question.boxes]
    return format_html_join("", "{}", ((each,) for each in [*choices, *boxes]))


# Everything these two draw is in their arguments, the language included: labels come translated.
@lru_cache(maxsize=8192)
def _choice(kind: str, position: int, value: str, text: str, is_marked: bool) -> SafeString:  # noqa: FBT001
    context = {"kind": kind, "name": field_name(position), "value": value, "text": text, "is_marked": is_marked}
    return render_to_string(f"{PAGE}#choice", context)


def _box(position: int, part: str, label: str, text: str, is_long: bool) -> SafeString:  # noqa: FBT001
    context = {"name": field_name(position, part), "position": position, "label": label, "text": text}
    return render_to_string(f"{PAGE}#{'long' if is_long else 'short'}", context | {"part": part})


_empty_box = lru_cache(maxsize=2048)(_box)


def _drawer(box: Box) -> Callable[[int, str, str, str, bool], SafeString]:
    # What somebody has written is kept in no cache.
    return _box if box.text else _empty_box
