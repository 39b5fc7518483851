"""The page of answers that were not yet recognised."""

from itertools import groupby
from operator import itemgetter

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access.marking import attempts_in_view, get_taught_regrade
from assessments.actions.deciding import override_points
from assessments.actions.regrading import LaterRegradeError, undo_regrade
from assessments.actions.reviewing import DecidedMeanwhileError, RulingHasNoEffectError, close_answers, rule_answer
from assessments.forms.deciding import OverrideForm
from assessments.forms.numbers import whole_number
from assessments.forms.review import RulingForm
from assessments.models import Attempt
from assessments.reports.decided import MEANWHILE, decided_otherwise, is_in_view, points_given
from assessments.reports.keys import undone_run
from assessments.reports.review import fills_of, review_queue
from lessons.access import get_taught_lesson

GROUPS_ON_A_PAGE = 12


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
    page = _page(reviews, problems, request.GET.get("page"))
    rows = [
        (each, [_group_form(each, group, misconceptions, problems) for _each, group in groups if group])
        for each, groups in groupby(page, key=itemgetter(0))
    ]
    context = {
        "lesson": lesson,
        "rows": rows,
        "page": page,
        "n_waiting": sum(each.n_waiting for each in reviews),
        "problems": problems,
        "ruled": ruled if ruled in {each.version.pk for each, _groups in rows} else None,
        "message": message,
        "undone": undone_run(lesson, whole_number(request.GET.get("undone", ""))),
    }
    template = "assessments/review.html#queue" if request.htmx else "assessments/review.html"
    return render(request, template, context, status=422 if problems or message else 200)


def _reviews(request, lesson):
    return review_queue(lesson, attempts_in_view(request.user))


def _page(reviews, problems, number):
    """Return a page of questions with their groups, one by one; the page of ``problems`` where there are any.

    What was decided makes room, so whoever works through the queue stays on the first page.
    """
    rows = [(each, group) for each in reviews for group in each.groups or [None] if group or each.last_run]
    pages = Paginator(rows, GROUPS_ON_A_PAGE)
    if problems:
        place = next((place for place, row in enumerate(rows) if _is_of(problems, *row)), 0)
        number = 1 + place // GROUPS_ON_A_PAGE
    return pages.get_page(number)


def _is_of(form, review, group):
    """Return whether ``form`` was sent about a group."""
    return group is not None and (form.data.get("version"), form.data.get("group")) == (
        str(review.version.pk),
        group.id,
    )


def _group_form(review, group, misconceptions, problems):
    """Return a group with its form."""
    if problems and _is_of(problems, review, group):
        return group, problems
    return group, _form(review, group, review.groups.index(group), misconceptions)


def _form(review, group, number, misconceptions, posted=None):
    return RulingForm(
        name=f"{review.version.pk}_{number}",
        fills=group.fills,
        misconceptions=misconceptions,
        initial={"version": review.version.pk, "group": group.id, "credit": "1/2"},
        posted=posted,
    )


def _review(request, lesson, version):
    """Return the question that a form or an address names, or None when nothing of it waits any more."""
    return next((each for each in _reviews(request, lesson) if str(each.version.pk) == version), None)


@require_POST
@login_required
def review_rule(request, slug):
    """Decide on an answer for everybody who gave it."""
    lesson = get_taught_lesson(request.user, slug)
    review = _review(request, lesson, request.POST.get("version"))
    group = review and review.find(request.POST.get("group", ""))
    if not group:
        message = _decided_otherwise(request, lesson, review)
        return _show(request, lesson, message=message) if message else _after(request, lesson, review)
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
            seen=review.key,
        )
    except DecidedMeanwhileError:
        return _decide_again(request, lesson)
    except RulingHasNoEffectError:
        form.add_error(None, _("No key can settle this answer for everybody. Decide on each single answer."))
        return _show(request, lesson, problems=form)
    return _after(request, lesson, review)


def _decide_again(request, lesson):
    """Say what somebody else did between reading the page and deciding."""
    review = _review(request, lesson, request.POST.get("version"))
    message = _decided_otherwise(request, lesson, review)
    if not message and review and review.find(request.POST.get("group", "")):
        message = _("The key has changed meanwhile. Look at the answer again, and decide.")
    return _show(request, lesson, message=message) if message else _after(request, lesson, review)


def _decided_otherwise(request, lesson, review):
    """Return how somebody decided meanwhile on what is sent; empty when just so, perhaps by the same button."""
    name = request.POST.get("group", "")
    if review is None:
        return MEANWHILE
    if any(group.id == name for group in review.groups):
        return ""  # it waits, and no one decision can serve everybody
    blank, _colon, _form = name.partition(":")
    fills, ideas = fills_of(review.key, blank), lesson.misconceptions.all()
    form = RulingForm(name="", fills=fills, misconceptions=ideas, posted=request.POST)
    decision = form.decision if form.is_valid() else None
    return decided_otherwise(review.version, review.key, name, decision, review.last_run)


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
    review = _review(request, lesson, request.POST.get("version"))
    if review is None or not review.places:
        return _after(request, lesson, review)  # decided already, perhaps by the same button
    if request.POST.get("seen") != review.state:
        message = _(
            "Other answers came in, or were decided, since you looked. Look again before you close the question."
        )
        return _show(request, lesson, message=message)
    close_answers(version=review.version, places=review.places, by=request.user, now=timezone.now())
    return _after(request, lesson, review)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def review_answer(request, slug, version, token):
    """One answer that waits, without its learner's name, and the points that a person gives for it."""
    lesson = get_taught_lesson(request.user, slug)
    review = _review(request, lesson, str(version))
    boxes = review.boxes_of(token) if review else []
    if not boxes:
        is_seen = is_in_view(attempts_in_view(request.user), version, token)
        if request.method == "POST" and is_seen and not _has_decided_so(request, version, token):
            return _show(request, lesson, message=MEANWHILE)
        return _after(request, lesson, review)
    answer = boxes[0].answer
    attempt, position = answer.place
    form = OverrideForm(position=position, max_points=answer.item.points, posted=request.POST or None)
    if request.method == "POST" and form.is_valid():
        override_points(attempt=Attempt(pk=attempt), by=request.user, now=timezone.now(), **form.given)
        return _after(request, lesson, review)
    context = {"lesson": lesson, "review": review, "answer": answer, "boxes": boxes, "form": form}
    return render(request, "assessments/review_answer.html", context, status=422 if form.errors else 200)


def _has_decided_so(request, version, token):
    """Return whether the same person has decided the same before, perhaps by the same button."""
    given = points_given(request.user, version, token)
    if given is None:
        return False
    form = OverrideForm(position=given.position, max_points=given.points, posted=request.POST)
    return form.is_valid() and (form.given["points"], form.given["reason"]) == (given.points, given.reason)


def _later(run):
    at = date_format(timezone.localtime(run.at), "SHORT_DATETIME_FORMAT")
    return _("A later decision on this question is in force: “%(reason)s” (%(name)s, %(at)s). Undo that one first.") % {
        "reason": run.reason,
        "name": run.by,
        "at": at,
    }


@require_POST
@login_required
def regrade_undo(request, slug, pk):
    """Take back a ruling or a correction of a key. The page that it was pressed on says what that did."""
    lesson, run = get_taught_regrade(request.user, slug, pk)
    is_correction = request.POST.get("from") == "key"
    try:
        undo_regrade(run=run, by=request.user, now=timezone.now())
    except LaterRegradeError as refused:
        return _show(request, lesson, message=_later(refused.later))
    name, place = ("key", [run.version_id]) if is_correction else ("review", [])
    return redirect(reverse(f"assessments:{name}", args=[lesson.slug, *place], query={"undone": run.pk}))
