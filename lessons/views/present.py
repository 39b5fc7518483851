"""Pages of an instructor who presents a lesson from one device."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from lessons.access import get_taught_lesson
from lessons.deck import deck_of, parts_of


@require_safe
@login_required
@vary_on_headers("HX-Request")
def desk(request, slug, key="topic"):
    """The instructor's page: this frame and the next, with everything to say."""
    lesson = get_taught_lesson(request.user, slug)
    deck = deck_of(lesson)
    place = next((index for index, step in enumerate(deck) if step.frame.key == key), None)
    if place is None:
        raise Http404("The lesson has no such frame.")
    context = {
        "lesson": lesson,
        "deck": deck,
        "planned_seconds": deck[-1].ends_at,
        "step": deck[place],
        "position": place + 1,
        "parts": parts_of(deck),
        "previous": deck[place - 1] if place else None,
        "following": deck[place + 1] if place + 1 < len(deck) else None,
    }
    return render(request, "lessons/desk.html#stage" if request.htmx else "lessons/desk.html", context)


@require_safe
@login_required
def screen(request, slug):
    """The class screen: every frame on one page, so that a class goes on when the network does not."""
    lesson = get_taught_lesson(request.user, slug)
    frames = [step.frame for step in deck_of(lesson)]
    return render(request, "lessons/screen.html", {"lesson": lesson, "frames": frames})
