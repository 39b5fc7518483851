"""The instructor's guide: everything to say and to do, on paper or to read before a class."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from activities.access.plans import get_taught_activities
from activities.reports.guides import guide_of


@require_safe
@login_required
def guide(request, slug):
    """What the lesson is about, and the parts of the guide with their times."""
    lesson, activities = get_taught_activities(request.user, slug)
    outcomes = lesson.outcomes.filter(is_retired=False)
    context = {"lesson": lesson, "outcomes": outcomes, "guide": guide_of(lesson, activities)}
    return render(request, "activities/guide.html", context)


@require_safe
@login_required
def guide_part(request, slug, number):
    """The notes pages of one part."""
    lesson, activities = get_taught_activities(request.user, slug)
    guide = guide_of(lesson, activities)
    beside = {part.number: part for part in guide.parts}
    if number not in beside:
        raise Http404("The guide has no such part.")
    context = {"lesson": lesson, "guide": guide, "part": beside[number]}
    context |= {"previous": beside.get(number - 1), "following": beside.get(number + 1)}
    return render(request, "activities/guide_part.html", context)


@require_safe
@login_required
def guide_whole(request, slug):
    """The whole guide as one document, to print: as long as its authors made it."""
    lesson, activities = get_taught_activities(request.user, slug)
    context = {
        "lesson": lesson,
        "outcomes": lesson.outcomes.filter(is_retired=False),
        "guide": guide_of(lesson, activities),
        "questions": lesson.common_questions.all(),
        "references": lesson.references.all(),
    }
    return render(request, "activities/guide_whole.html", context)
