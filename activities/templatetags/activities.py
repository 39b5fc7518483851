"""What other apps show of activities."""

from typing import Any

from django import template

from activities.phases import phases_of
from lessons.models import Slide

register = template.Library()


@register.inclusion_tag("activities/outline.html")
def activity_outline(slide: Slide) -> dict[str, Any]:
    """Show the activity that a slide opens as learners may see it: name, length and phases; nothing without one."""
    activities = slide.lesson.activities.current().select_related("plan_of").filter(slug=slide.activity)
    activity = activities.first() if slide.activity else None
    return {"activity": activity, "phases": phases_of(activity) if activity else [], "lesson": slide.lesson}
