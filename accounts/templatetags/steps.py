"""Whether the account that is signed in still needs a second step."""

from django import template
from django.template import Context

register = template.Library()


@register.simple_tag(takes_context=True)
def second_step_is_missing(context: Context) -> bool:
    """Return what the middleware found that led here."""
    return bool(getattr(context["request"], "lacks_second_step", False))
