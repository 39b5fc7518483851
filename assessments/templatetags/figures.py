"""Template filters for the figures of results. What is not known is a dash."""

from bisect import bisect_right
from typing import Literal

from django import template
from django.utils.formats import number_format

from assessments.evaluation.forest import Bar, Scale
from assessments.evaluation.showing import BANDS
from assessments.evaluation.wording import signed as with_sign
from assessments.statistics import Estimate

register = template.Library()
DASH = "–"


@register.filter
def percent(value: float | None) -> str:
    """Show a number of 100 as whole percent."""
    return DASH if value is None else f"\u2066{number_format(round(value))} %\u2069"


@register.filter
def share(value: float | None) -> str:
    """Show a share in [0, 1] as whole percent."""
    return percent(None if value is None else 100 * value)


@register.filter
def signed(value: float | None) -> str:
    """Show a whole number with its sign."""
    return DASH if value is None else with_sign(round(value))


@register.filter
def signed_share(value: float | None) -> str:
    """Show a difference of shares in points of 100, with its sign."""
    return signed(None if value is None else 100 * value)


@register.filter
def two(value: float | Literal[""] | None) -> str:
    """Show a coefficient with two decimals, in the way of the language. What is 0 when rounded has no sign.

    A template hands over an empty text for the figure of an estimate that is not there.
    """
    return (
        DASH
        if value is None or value == ""
        else f"\u2066{number_format(round(value, 2) + 0.0, 2)}\u2069".replace("-", "−")
    )


@register.filter
def chance(value: float | None) -> str:
    """Show a p with three decimals, never as 0."""
    if value is None:
        return DASH
    return f"\u2066< {number_format(0.001, 3)}\u2069" if value < 0.001 else f"\u2066{number_format(value, 3)}\u2069"


@register.filter
def bar(gain: Estimate | None, scale: Scale) -> Bar | None:
    """Return the drawing of a gain on a scale that was made for it."""
    return scale.bar(gain) if gain else None


@register.filter
def band(value: float | None) -> str:
    """Return the band of BANDS in which a percent lies, 0 to 4; empty where there is none."""
    return "" if value is None else str(bisect_right(BANDS, round(value)))
