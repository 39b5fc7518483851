"""Pages to prepare a class, and to adjust its plan."""

import secrets
from dataclasses import replace
from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.access import get_taught_cohort
from delivery.access.classes import get_taught_delivery, get_taught_item
from delivery.actions.ending import rehearse as rehearse_class
from delivery.actions.orders import ClassOverError
from delivery.actions.planning import (
    PastItemError,
    QuizGoneError,
    Wish,
    add_activity,
    add_break,
    add_question,
    create_delivery,
    move_item,
    remove_item,
    renew_frames,
    set_item_core,
    set_item_hidden,
    set_items_seconds,
    set_plan,
)
from delivery.forms.preparing import MinutesForm, MoveForm, NewItemForm, PrepareForm, SettingsForm
from delivery.models import PlanItem
from delivery.plan import activity_item
from delivery.reports.plans import actual_times, last_class, more_activities, plan_page, plan_sheet
from delivery.reports.upcoming import classes_of, lessons_of
from lessons.deck import deck_of

TOKEN_BYTES = 24
QUIZ_GONE = gettext_lazy("This quiz has just been deleted. Choose another one, or none.")


@never_cache
@require_safe
@login_required
def classes(request, cohort_pk):
    """The classes of a cohort, and the lessons that one can prepare."""
    cohort = get_taught_cohort(request.user, cohort_pk)
    context = {"cohort": cohort, "classes": classes_of(cohort, request.user), "lessons": lessons_of(cohort)}
    return render(request, "delivery/classes.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def prepare(request, cohort_pk, lesson_slug):
    """Prepare a class of one lesson. Sent twice, one class is prepared."""
    cohort = get_taught_cohort(request.user, cohort_pk)
    lesson = next((each for each in lessons_of(cohort) if each.slug == lesson_slug), None)
    if lesson is None:
        raise Http404("The course has no such lesson.")
    usual = {"total_minutes": f"{lesson.total_minutes.normalize():f}", "token": secrets.token_urlsafe(TOKEN_BYTES)}
    form = PrepareForm(request.POST or None, cohort, lesson, initial=usual)
    before = last_class(cohort, lesson)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        about = {"cohort": cohort, "wish": _wish(given, lesson, before), "token": given["token"]}
        try:
            new = create_delivery(**about, by=request.user, now=timezone.now())
        except QuizGoneError:
            form.add_error("opens_after", QUIZ_GONE)
        else:
            return redirect("delivery:class", new.pk)
    context = {"cohort": cohort, "lesson": lesson, "form": form, "before": before}
    return render(request, "delivery/prepare.html", context, status=422 if form.is_bound else 200)


def _wish(given, lesson, before):
    is_like_before = given["is_like_last_time"] and before
    return Wish(
        lesson=lesson,
        total_minutes=given["total_minutes"],
        activities=list(given["activities"].select_related("plan_of")),
        privacy=given["privacy"],
        times=actual_times(before, timezone.now()) if is_like_before else {},
        opens_after=given["opens_after"],
    )


@never_cache
@require_safe
@login_required
def plan(request, pk):
    """The plan of a class with its sums, and the buttons to begin or to rehearse it."""
    return _page(request, get_taught_delivery(request.user, pk))


def _page(request, delivery, *, refused="", said="", status=200, **more):
    """Answer with the plan, or for htmx with its part. Minutes that were typed and are not set stay in their boxes."""
    page = plan_page(delivery, timezone.now())
    if delivery.ended_at is None:
        page = replace(page, sheet=page.sheet.with_times(_typed(request)))
    if page.sheet.refused:
        status = max(status, 409 if page.sheet.overtaken else 422)
    context = {"page": page, "delivery": delivery, "lesson": delivery.lesson, "refused": refused, "said": said}
    context |= {"form": SettingsForm.of(delivery), "is_over": delivery.ended_at is not None, **more}
    template = "delivery/class.html#plan" if request.htmx else "delivery/class.html"
    return render(request, template, context, status=status)


def _typed(request, *, but=None):
    """Return the minutes that were typed for items of a plan, but for the item with the key ``but``."""
    form = MinutesForm(request.POST)
    form.is_valid()
    return {item: time for item, time in form.times.items() if item != but}


def _changed(request, shown, change=None, /, *, but=None, **given):
    """Carry out a change of the plan with the minutes that were typed, and answer with the plan or with why not.

    What could not be set of them is in the answer.
    """
    both = {"times": _typed(request, but=but), "change": partial(change, **given) if change else None}
    try:
        set_items_seconds(delivery=shown, **both)
    except PastItemError:
        newest = get_taught_delivery(request.user, shown.pk)
        return _page(request, newest, refused=_("The class has passed this item."), status=409)
    except ClassOverError:
        newest = get_taught_delivery(request.user, shown.pk)
        return _page(request, newest, refused=_("The class is over. Its plan no longer changes."), status=409)
    answer = _page(request, get_taught_delivery(request.user, shown.pk), said=_("The plan was changed."))
    return answer if request.htmx or answer.status_code != 200 else redirect("delivery:class", shown.pk)


@require_POST
@login_required
def class_settings(request, pk):
    """Minutes, names, and the quiz at the end."""
    delivery = get_taught_delivery(request.user, pk)
    form = SettingsForm(request.POST, delivery.cohort)
    if not form.is_valid():
        return _page(request, delivery, form=form, status=422)
    try:
        return _changed(request, delivery, set_plan, delivery=delivery, **form.cleaned_data)
    except QuizGoneError:
        form.add_error("opens_after", QUIZ_GONE)
        return _page(request, delivery, form=form, status=422)


@require_POST
@login_required
def renew_slides(request, pk):
    """Bring the slides of the plan up to date with the lesson."""
    delivery = get_taught_delivery(request.user, pk)
    return _changed(request, delivery, renew_frames, delivery=delivery)


@require_POST
@login_required
def minutes(request, pk):
    """How long items should take in this class: all that were typed, at once."""
    return _changed(request, get_taught_delivery(request.user, pk))


@require_POST
@login_required
def item_place(request, pk, item_pk):
    """Where an item stands in the order."""
    item = get_taught_item(request.user, pk, item_pk)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _page(request, get_taught_delivery(request.user, pk), refused=_("There is no such place."), status=422)
    return _changed(request, item.delivery, move_item, item=item, place=form.cleaned_data["to"])


# Buttons of an item that need nothing else.
CHANGES = {
    "hide": (set_item_hidden, {"is_hidden": True}),
    "show": (set_item_hidden, {"is_hidden": False}),
    "optional": (set_item_core, {"is_core": False}),
    "core": (set_item_core, {"is_core": True}),
    "remove": (remove_item, {}),
}


@require_POST
@login_required
def item_change(request, pk, item_pk, change):
    """Leave an item out or take it in, say how much it matters, or remove it. Pressed twice, it is done once."""
    if change not in CHANGES:
        raise Http404("There is no such change.")
    delivery = get_taught_delivery(request.user, pk)
    if change == "remove" and not delivery.items.filter(pk=item_pk).exists():
        return _changed(request, delivery, but=item_pk)
    item = get_taught_item(request.user, pk, item_pk)
    verb, given = CHANGES[change]
    return _changed(request, delivery, verb, item=item, **given)


@never_cache
@require_safe
@login_required
def activities(request, pk):
    """The activities that the plan does not have yet, to choose one. For htmx a part of the plan's page."""
    delivery = get_taught_delivery(request.user, pk)
    sheet = plan_sheet(delivery, deck_of(delivery.lesson))
    context = {
        "delivery": delivery,
        "lesson": delivery.lesson,
        "sheet": sheet,
        "is_over": delivery.ended_at is not None,
    }
    context |= {"activities": more_activities(sheet, delivery.lesson)}
    template = "delivery/class_activities.html#offer" if request.htmx else "delivery/class_activities.html"
    return render(request, template, context)


@require_POST
@login_required
def item_add(request, pk):
    """Put a question, a break or an activity into the plan."""
    delivery = get_taught_delivery(request.user, pk)
    form = NewItemForm(request.POST, delivery.lesson)
    if not form.is_valid():
        return _page(request, delivery, refused=_("Choose what to add."), status=422)
    given = form.cleaned_data
    where = {"delivery": delivery, "place": given["place"]}
    if given["kind"] == PlanItem.Kind.QUESTION:
        return _changed(request, delivery, add_question, question=given["question"], **where)
    if given["kind"] == PlanItem.Kind.ACTIVITY:
        return _changed(request, delivery, add_activity, item=activity_item(given["activity"]), **where)
    return _changed(request, delivery, add_break, title=_("Break"), **where)


@require_POST
@login_required
def rehearse(request, pk):
    """Try the plan out: a class that learners do not see and that leaves no trace."""
    delivery = get_taught_delivery(request.user, pk)
    if delivery.is_rehearsal:
        return redirect("delivery:console", delivery.pk)
    trial = rehearse_class(delivery=delivery, by=request.user, now=timezone.now())
    return redirect("delivery:console", trial.pk)
