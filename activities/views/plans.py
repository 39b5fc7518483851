"""Pages about the plans of activities."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from activities.access.plans import get_taught_activities
from activities.models import Activity


@require_safe
@login_required
def activities(request, slug):
    """Every activity of a lesson with its plan, for the instructor; made for paper too."""
    lesson, activities = get_taught_activities(request.user, slug)
    context = {
        "lesson": lesson,
        "learning": [each for each in activities if each.use == Activity.Use.LEARNING],
        "evaluation": [each for each in activities if each.use == Activity.Use.EVALUATION],
    }
    return render(request, "activities/activities.html", context)
