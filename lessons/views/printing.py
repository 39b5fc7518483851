"""Pages made for paper."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lessons.access import can_teach, get_readable_lesson, get_taught_lesson
from lessons.deck import deck_of
from lessons.models import SlideVisit
from lessons.reports import guide_parts
from lessons.views.closed import while_reading_is_open


@require_safe
@login_required
@while_reading_is_open
def handout(request, slug):
    """Slides with room to write. A learner's copy has the key messages of the slides already read."""
    lesson = get_readable_lesson(request.user, slug)
    visits = SlideVisit.objects.filter(user=request.user, slide__lesson=lesson)
    context = {
        "lesson": lesson,
        "outcomes": lesson.outcomes.filter(is_retired=False),
        "steps": [step for step in deck_of(lesson) if step.frame.kind in {"slide", "activity"}],
        "read": set(visits.values_list("slide__slug", flat=True)),
        "shows_all": can_teach(request.user, lesson),
    }
    return render(request, "lessons/handout.html", context)


@require_safe
@login_required
def guide(request, slug):
    """The instructor's guide: what the lesson is about, and its parts with their times."""
    lesson = get_taught_lesson(request.user, slug)
    outcomes = lesson.outcomes.filter(is_retired=False)
    context = {"lesson": lesson, "outcomes": outcomes, "parts": guide_parts(deck_of(lesson))}
    return render(request, "lessons/guide.html", context)


@require_safe
@login_required
def guide_part(request, slug, number):
    """The notes pages of one part."""
    lesson = get_taught_lesson(request.user, slug)
    beside = {part.number: part for part in guide_parts(deck_of(lesson))}
    if number not in beside:
        raise Http404("The guide has no such part.")
    context = {"lesson": lesson, "part": beside[number]}
    context |= {"previous": beside.get(number - 1), "following": beside.get(number + 1)}
    return render(request, "lessons/guide_part.html", context)


@require_safe
@login_required
def guide_whole(request, slug):
    """The whole guide as one document, to print: as long as its authors made it."""
    lesson = get_taught_lesson(request.user, slug)
    context = {
        "lesson": lesson,
        "outcomes": lesson.outcomes.filter(is_retired=False),
        "steps": deck_of(lesson),
        "questions": lesson.common_questions.all(),
        "references": lesson.references.all(),
    }
    return render(request, "lessons/guide_whole.html", context)
