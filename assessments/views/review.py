"""The page of answers that were not yet recognised."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from assessments.access.marking import attempts_in_view, get_taught_regrade
from assessments.actions.regrading import LaterRegradeError, undo_regrade
from assessments.actions.reviewing import RulingHasNoEffectError, close_answers, rule_answer
from assessments.forms.review import RulingForm
from assessments.reports.review import review_queue
from lessons.access import get_taught_lesson


@never_cache
@require_safe
@login_required
def review(request, slug):
    """Answers that no key knows yet, question by question, identical ones together."""
    return _show(request, get_taught_lesson(request.user, slug))


def _show(request, lesson, problems=None, ruled=None, message=""):
    """Show the queue. ``problems`` is a form with errors; ``ruled`` the question that was just decided on."""
    misconceptions = list(lesson.misconceptions.filter(is_retired=False))
    reviews = _reviews(request, lesson)
    context = {
        "lesson": lesson,
        "rows": [(each, _forms(each, misconceptions, problems)) for each in reviews if each.groups or each.last_run],
        "n_waiting": sum(each.n_waiting for each in reviews),
        "problems": problems,
        "ruled": ruled,
        "message": message,
    }
    template = "assessments/review.html#queue" if request.htmx else "assessments/review.html"
    return render(request, template, context, status=422 if problems or message else 200)


def _reviews(request, lesson):
    return review_queue(lesson, attempts_in_view(request.user))


def _forms(review, misconceptions, problems):
    """Return each group with its form."""
    place = problems and (problems.data.get("version"), problems.data.get("group"))
    return [
        (
            group,
            problems if place == (str(review.version.pk), group.id) else _form(review, group, number, misconceptions),
        )
        for number, group in enumerate(review.groups)
    ]


def _form(review, group, number, misconceptions, posted=None):
    return RulingForm(
        name=f"{review.version.pk}_{number}",
        fills=group.fills,
        misconceptions=misconceptions,
        initial={"version": review.version.pk, "group": group.id, "credit": "1/2"},
        posted=posted,
    )


def _review(request, lesson):
    """Return the question that a form names, or None when nothing of it waits any more."""
    version = request.POST.get("version")
    return next((each for each in _reviews(request, lesson) if str(each.version.pk) == version), None)


@require_POST
@login_required
def review_rule(request, slug):
    """Decide on an answer for everybody who gave it."""
    lesson = get_taught_lesson(request.user, slug)
    review = _review(request, lesson)
    group = review and review.find(request.POST.get("group", ""))
    if not group:
        return _after(request, lesson, review)  # decided already, perhaps by the same button
    number = review.groups.index(group)
    form = _form(review, group, number, lesson.misconceptions.all(), request.POST)
    if not form.is_valid():
        return _show(request, lesson, problems=form)
    try:
        rule_answer(
            version=review.version,
            blank=group.blank,
            text=group.text,
            decision=form.decision,
            by=request.user,
            now=timezone.now(),
        )
    except RulingHasNoEffectError:
        form.add_error(None, _("No key can settle this answer for everybody. Decide on each single answer."))
        return _show(request, lesson, problems=form)
    return _after(request, lesson, review)


def _after(request, lesson, review):
    if request.htmx:
        return _show(request, lesson, ruled=review and review.version.pk)
    place = f"#question-{review.version.pk}" if review else ""
    return redirect(reverse("assessments:review", args=[lesson.slug]) + place)


@require_POST
@login_required
def review_close(request, slug):
    """Say that all answers to a question that still wait are not right."""
    lesson = get_taught_lesson(request.user, slug)
    review = _review(request, lesson)
    if review is None:
        raise Http404("Nothing waits at this question.")
    close_answers(version=review.version, places=review.places, by=request.user, now=timezone.now())
    return _after(request, lesson, review)


@require_POST
@login_required
def regrade_undo(request, slug, pk):
    """Take back a ruling or a correction of a key."""
    lesson, run = get_taught_regrade(request.user, slug, pk)
    is_correction = request.POST.get("from") == "key"
    try:
        undo_regrade(run=run, by=request.user, now=timezone.now())
    except LaterRegradeError:
        return _show(request, lesson, message=_("A later decision on this question is in force. Undo that one first."))
    if is_correction:
        return redirect("assessments:key", lesson.slug, run.version_id)
    return redirect("assessments:review", lesson.slug)
