"""Pages of somebody who studies a lesson alone."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from lessons.access import can_teach, get_readable_lesson, get_readable_media, get_readable_slide
from lessons.actions import mark_slide_read
from lessons.models import Reference
from lessons.reports import lesson_map, study_page, vocabulary_of
from lessons.views.closed import while_reading_is_open


@require_safe
@login_required
@while_reading_is_open
def lesson(request, slug):
    """What the lesson is about, its map, and where to go on."""
    lesson = get_readable_lesson(request.user, slug)
    context = {
        "lesson": lesson,
        "outcomes": lesson.outcomes.filter(is_retired=False),
        "map": lesson_map(lesson=lesson, reader=request.user),
        "can_teach": can_teach(request.user, lesson),
    }
    return render(request, "lessons/lesson.html", context)


@require_safe
@login_required
@vary_on_headers("HX-Request")
@while_reading_is_open
def slide(request, slug, slide_slug):
    """One slide with its reading text; its key message after it was read."""
    slide = get_readable_slide(request.user, slug, slide_slug)
    page = study_page(slide=slide, reader=request.user)
    return render(request, "lessons/slide.html", {"lesson": slide.lesson, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@while_reading_is_open
def slide_read(request, slug, slide_slug):
    """Note that a slide was read, and show its key message. Whoever comes back here from signing in sees the slide."""
    slide = get_readable_slide(request.user, slug, slide_slug)
    if request.method != "POST":
        return redirect("lessons:slide", slug, slide_slug)
    mark_slide_read(user=request.user, slide=slide, now=timezone.now())
    if not request.htmx:
        return redirect("lessons:slide", slug, slide_slug)
    page = study_page(slide=slide, reader=request.user)
    return render(request, "lessons/slide.html#after", {"lesson": slide.lesson, "page": page})


@require_safe
@login_required
@while_reading_is_open
def summary(request, slug):
    """What to remember, by learning outcome."""
    lesson = get_readable_lesson(request.user, slug)
    outcomes = lesson.outcomes.filter(is_retired=False).exclude(summary="")
    return render(request, "lessons/summary.html", {"lesson": lesson, "outcomes": outcomes})


@require_safe
@login_required
@while_reading_is_open
def words(request, slug):
    """The glossary: key words first, then every acronym and body."""
    lesson = get_readable_lesson(request.user, slug)
    terms = sorted(lesson.terms.all(), key=lambda term: (not term.is_key, term.term.casefold()))
    return render(request, "lessons/words.html", {"lesson": lesson, "terms": terms})


@require_safe
@login_required
@while_reading_is_open
def common_questions(request, slug):
    """Questions that people in class often ask."""
    lesson = get_readable_lesson(request.user, slug)
    terms = list(lesson.terms.all())
    questions = list(lesson.common_questions.all())
    vocabulary = vocabulary_of(terms)
    used = set(vocabulary.found_in(question.answer for question in questions))
    context = {
        "lesson": lesson,
        "questions": questions,
        "vocabulary": vocabulary,
        "terms": [term for term in terms if term.slug in used],
    }
    return render(request, "lessons/common_questions.html", context)


@require_safe
@login_required
@while_reading_is_open
def references(request, slug):
    """What to read further, and the document the lesson was made from."""
    lesson = get_readable_lesson(request.user, slug)
    groups: dict[str, list[Reference]] = {kind: [] for kind in Reference.Kind.values}
    for reference in lesson.references.all():
        groups[reference.kind].append(reference)
    context = {"lesson": lesson, "groups": groups, "can_teach": can_teach(request.user, lesson)}
    return render(request, "lessons/references.html", context)


@require_safe
@login_required
@while_reading_is_open
@cache_control(private=True, max_age=60 * 60 * 24 * 30, immutable=True)
def media(request, slug, digest):
    """A picture. Its address changes when its bytes do, so that devices may keep it."""
    media = get_readable_media(request.user, slug, digest)
    headers = {
        # A drawing may style itself, and can do nothing else even when it is opened by itself.
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(bytes(media.content), content_type=media.media_type, headers=headers)
