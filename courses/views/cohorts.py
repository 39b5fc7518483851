"""Pages of those who look after a cohort."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import model_to_dict
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courses.access import (
    directs,
    get_present_seat,
    get_taught_cohort,
    get_taught_course,
    instructors_for_director,
)
from courses.actions import ErasedSeatError, PasswordNeededError, create_cohort, replace_pin, set_cohort, set_study_open
from courses.forms import CohortForm
from courses.qr import way_in
from courses.reports import locked_learners
from courses.shown_pins import forget_pin, keep_pin, kept_pin

ON_A_PAGE = 50


@never_cache
@require_safe
@login_required
def cohort(request, pk):
    """Who is in the cohort, and how others come in. Of an archived one, what was."""
    cohort = get_taught_cohort(request.user, pk)
    learners = list(cohort.enrolments.learners().select_related("user"))
    context = {
        "cohort": cohort,
        "page": Paginator(learners, ON_A_PAGE).get_page(request.GET.get("page")),
        "is_director": directs(request.user, cohort.course),
    }
    if cohort.is_archived:
        return render(request, "courses/cohort_archived.html", context)
    context["n_locked"] = len(locked_learners(cohort, learners, timezone.now()))
    return render(request, "courses/cohort.html", context)


@never_cache
@require_safe
@login_required
def poster(request, pk):
    """The join page for the classroom screen: QR code, address to type, code."""
    cohort = get_taught_cohort(request.user, pk)
    context = {
        "cohort": cohort,
        "n_joined": cohort.enrolments.learners().filter(joined_at__isnull=False).count(),
        "join": way_in(request, cohort),
    }
    return render(request, "courses/poster.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_pin(request, pk, seat_pk):
    """Give a learner a new PIN and show it once: a reload neither shows nor makes another one."""
    seat = get_present_seat(request.user, pk, seat_pk)
    if request.method != "POST":
        pin = kept_pin(request.session, now=timezone.now(), seat=seat.pk)
        if pin is None:
            return redirect("courses:cohort", pk)
        forget_pin(request.session)
        return _show_pin(request, seat, pin)
    try:
        pin = replace_pin(enrolment=seat, by=request.user, now=timezone.now())
    except PasswordNeededError:
        return _show_pin(request, seat, None)
    except ErasedSeatError as error:
        raise Http404("This person was erased just now.") from error
    if request.htmx:
        return _show_pin(request, seat, pin)
    keep_pin(request.session, pin=pin, seat=seat.pk, now=timezone.now())
    return redirect("courses:new-pin", pk, seat.pk)


def _show_pin(request, seat, pin):
    template = "courses/new_pin.html#pin" if request.htmx else "courses/new_pin.html"
    return render(request, template, {"cohort": seat.cohort, "seat": seat, "pin": pin}, status=200 if pin else 422)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def study(request, pk):
    """Open or close the lessons for studying alone."""
    cohort = get_taught_cohort(request.user, pk)
    if request.method == "POST":
        is_open = request.POST.get("open") == "yes"
        set_study_open(cohort=cohort, is_open=is_open, by=request.user, now=timezone.now())
    return redirect("courses:cohort", cohort.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def cohort_new(request, slug):
    """Make a cohort of a course."""
    course = get_taught_course(request.user, slug)
    form = CohortForm(request.POST or None, initial={"is_study_open": False}, label_suffix="", course=course)
    if form.is_valid():
        made = create_cohort(course=course, by=request.user, now=timezone.now(), **form.cleaned_data)
        return redirect("courses:roster", made.pk)
    context = {"course": course, "form": form}
    return render(request, "courses/cohort_settings.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def cohort_settings(request, pk):
    """Name, joining and studying alone."""
    cohort = get_taught_cohort(request.user, pk)
    form = CohortForm(
        request.POST or None, initial=model_to_dict(cohort), label_suffix="", course=cohort.course, cohort=cohort
    )
    if form.is_valid():
        set_cohort(cohort=cohort, by=request.user, now=timezone.now(), **form.cleaned_data)
        return redirect("courses:cohort", pk)
    instructors = instructors_for_director(request.user, cohort)
    context = {"course": cohort.course, "cohort": cohort, "form": form, "instructors": instructors}
    return render(request, "courses/cohort_settings.html", context, status=422 if form.is_bound else 200)
