"""Pages made for paper."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lessons.access import can_teach, get_readable_lesson
from lessons.deck import deck_of
from lessons.models import SlideVisit
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
