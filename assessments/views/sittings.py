"""Pages of sittings, for those who look after a cohort."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HTMX_STOP_POLLING

from assessments.access.sittings import get_taught_sitting
from assessments.actions.sittings import (
    SittingRefusedError,
    change_sitting,
    close_now,
    create_sitting,
    delete_sitting,
    open_now,
    release_now,
    reopen,
    set_accommodation,
    set_clock,
    set_release,
    take_in,
    withdraw_release,
)
from assessments.forms.sittings import ClockForm, ReleaseForm, SittingForm, TimeForm
from assessments.lesson_keys import prepare_scoring
from assessments.models import Sitting
from assessments.reports.offers import warnings_of
from assessments.reports.paper import named_forms
from assessments.reports.sittings import Stage, sitting_rows, sitting_status
from courses.access import get_taught_cohort, get_taught_seat

# What a button of the page of a sitting does.
CHANGES = {
    "open": open_now,
    "close": close_now,
    "take-in": take_in,
    "reopen": reopen,
    "release": release_now,
    "withdraw": withdraw_release,
}
OPENING = {"open", "reopen"}


@never_cache
@require_safe
@login_required
def sittings(request, pk):
    """The quizzes of a cohort."""
    cohort = get_taught_cohort(request.user, pk)
    context = {"cohort": cohort, "rows": sitting_rows(cohort, timezone.now()), "kinds": Sitting.Kind}
    return render(request, "assessments/sittings.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def sitting_create(request, pk, kind):
    """Offer a form to the cohort, with what is usual for its kind filled in."""
    cohort = get_taught_cohort(request.user, pk)
    if kind not in Sitting.Kind:
        raise Http404("There is no such kind of quiz.")
    form = SittingForm(request.POST or None, cohort, kind)
    if request.method == "POST" and form.is_valid():
        try:
            new = create_sitting(cohort=cohort, offer=form.offer, by=request.user, now=timezone.now())
        except SittingRefusedError as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("assessments:sitting", new.pk)
    context = {
        "cohort": cohort,
        "form": form,
        "kind": Sitting.Kind(kind),
        "lessons": cohort.course.lessons.filter(is_retired=False),
    }
    return render(request, "assessments/sitting_create.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def sitting_edit(request, pk):
    """Everything about a quiz that nobody has begun, to correct it."""
    sitting = get_taught_sitting(request.user, pk)
    form = SittingForm(request.POST or None, sitting.cohort, sitting.kind, sitting)
    if request.method == "POST" and form.is_valid():
        try:
            change_sitting(sitting=sitting, offer=form.offer, by=request.user, now=timezone.now())
        except SittingRefusedError as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("assessments:sitting", pk)
    return _edit_page(request, sitting, form)


def _edit_page(request, sitting, form, *, refused=""):
    context = {
        "sitting": sitting,
        "cohort": sitting.cohort,
        "form": form,
        "refused": refused,
        "is_begun": sitting.attempts.exists(),
    }
    return render(request, "assessments/sitting_edit.html", context, status=422 if form.errors or refused else 200)


@require_POST
@login_required
def sitting_delete(request, pk):
    """Delete a quiz that nobody has begun."""
    sitting = get_taught_sitting(request.user, pk)
    try:
        delete_sitting(sitting=sitting, by=request.user, now=timezone.now())
    except SittingRefusedError as refused:
        form = SittingForm(None, sitting.cohort, sitting.kind, sitting)
        return _edit_page(request, sitting, form, refused=str(refused))
    return redirect("assessments:sittings", sitting.cohort_id)


@require_POST
@login_required
def sitting_release(request, pk):
    """What learners see of their result, at any time."""
    sitting = get_taught_sitting(request.user, pk)
    form = ReleaseForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _page(request, sitting, release=form, status=422)
    set_release(sitting=sitting, rules=form.cleaned_data, by=request.user, now=timezone.now())
    return redirect("assessments:sitting", pk)


@never_cache
@vary_on_headers("HX-Request")
@require_safe
@login_required
def sitting(request, pk):
    """How a sitting stands and who has sent. The part that is asked for again stops when it is closed."""
    sitting = get_taught_sitting(request.user, pk)
    if request.htmx:
        status = sitting_status(sitting, timezone.now())
        code = HTMX_STOP_POLLING if status.stage is Stage.CLOSED else 200
        return render(request, "assessments/sitting.html#who", {"status": status, "sitting": sitting}, status=code)
    return _page(request, sitting)


def _page(request, sitting, *, form=None, status=200, **more):
    now = timezone.now()
    context = {
        "sitting": sitting,
        "status": sitting_status(sitting, now),
        "form": form or _clock_form(sitting),
        "release": ReleaseForm(label_suffix="", initial=vars(sitting)),
        "warnings": warnings_of(sitting, now),
        "forms": named_forms(sitting),
        "is_begun": sitting.attempts.exists(),
    }
    return render(request, "assessments/sitting.html", context | more, status=status)


def _clock_form(sitting, posted=None):
    times = {"opens_at": sitting.opens_at, "closes_at": sitting.closes_at}
    return ClockForm(posted, label_suffix="", initial=times)


@require_POST
@login_required
def sitting_change(request, pk, change):
    """Open, close, take in, reopen, release or withdraw. Pressed twice, it is done once."""
    sitting = get_taught_sitting(request.user, pk)
    if change not in CHANGES:
        raise Http404("There is no such change.")
    CHANGES[change](sitting=sitting, by=request.user, now=timezone.now())
    if change in OPENING:
        for form in filter(None, (sitting.form_a, sitting.form_b)):
            prepare_scoring(form)  # rather now than when the first learner sends
    return redirect("assessments:sitting", pk)


@require_POST
@login_required
def sitting_clock(request, pk):
    """When it opens and closes."""
    sitting = get_taught_sitting(request.user, pk)
    form = _clock_form(sitting, request.POST)
    if not form.is_valid():
        return _page(request, sitting, form=form, status=422)
    set_clock(sitting=sitting, by=request.user, now=timezone.now(), **form.cleaned_data)
    return redirect("assessments:sitting", pk)


@require_POST
@login_required
def sitting_time(request, pk, seat_pk):
    """Extra time of one learner, in every quiz of the cohort."""
    sitting = get_taught_sitting(request.user, pk)
    seat = get_taught_seat(request.user, sitting.cohort_id, seat_pk)
    time = TimeForm(request.POST)
    if not time.is_valid():
        return _page(request, sitting, time_error=_("Type a whole number of minutes, 0 for none."), status=422)
    minutes = time.cleaned_data["extra_minutes"]
    set_accommodation(enrolment=seat, extra_minutes=minutes, by=request.user, now=timezone.now())
    if request.htmx:
        context = {"sitting": sitting, "seat": seat, "extra_minutes": minutes, "is_saved": True}
        return render(request, "assessments/sitting_time.html#time", context)
    return redirect(reverse("assessments:sitting", args=[pk], fragment="time"))
