"""Template filters for prose and durations."""

from decimal import Decimal

from django import template
from django.utils.safestring import SafeString

from lessons.prose import Vocabulary, plain_line, render_block, render_item, render_line, render_prose

register = template.Library()


@register.filter
def prose(text: str, vocabulary: Vocabulary | None = None) -> SafeString:
    """Show Markdown; with a vocabulary, link its terms to their definitions on the page."""
    return render_prose(text, vocabulary)


@register.filter
def item(text: str) -> SafeString:
    """Show Markdown as an item of a list whose class is ``items``."""
    return render_item(text)


@register.filter
def block(text: str) -> SafeString:
    """Show Markdown by itself, with no more around it than it needs."""
    return render_block(text)


@register.filter
def line(text: str) -> SafeString:
    """Show Markdown in a heading or a legend."""
    return render_line(text)


@register.filter
def plain(text: str) -> str:
    """Show Markdown without its marks, where nothing but text may stand."""
    return plain_line(text)


@register.filter
def minutes(value: Decimal) -> str:
    """Show a number of minutes without needless zeros: 2.50 as 2.5, 3.00 as 3."""
    return f"{value.normalize():f}"


@register.filter
def clock(seconds: int) -> str:
    """Show seconds as minutes and seconds: 95 as 1:35."""
    return f"{seconds // 60}:{seconds % 60:02d}"
