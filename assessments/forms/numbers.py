"""Numbers, where people can type whatever they like."""

from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

WRONG = ("required", "invalid", "min_value", "max_value")

MOST_DIGITS = 15  # what every database and JavaScript take


def whole_number(typed: str) -> int | None:
    """Return the number that ``typed`` is, or None when it is none, or too long for one."""
    return int(typed) if typed.isdecimal() and len(typed) <= MOST_DIGITS else None


def number_errors(label: str | Promise, least: Any, most: Any, *, may_be_empty: bool = False) -> dict[str, Any]:
    """Return what a field of a number says, whatever is wrong: its name, and what to do."""
    told = _("{field}: type a number from {least} to {most}.")
    if may_be_empty:
        told = _("{field}: type a number from {least} to {most}, or leave it empty.")
    return dict.fromkeys(WRONG, format_lazy(told, field=label, least=least, most=most))
