"""Pages of those who look after a cohort."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.access import get_taught_cohort, get_taught_seat
from courses.actions import give_new_pin, set_study_open
from courses.qr import is_loopback, qr_data_uri


@never_cache
@require_safe
@login_required
def cohort(request, pk):
    """Who is in the cohort, and how others come in."""
    cohort = get_taught_cohort(request.user, pk)
    learners = cohort.enrolments.learners().select_related("user")
    return render(request, "courses/cohort.html", {"cohort": cohort, "learners": learners})


@never_cache
@require_safe
@login_required
def poster(request, pk):
    """The join page for the classroom screen: QR code, address to type, code."""
    cohort = get_taught_cohort(request.user, pk)
    base = settings.PUBLIC_ADDRESS or f"{request.scheme}://{request.get_host()}"
    context = {
        "cohort": cohort,
        "n_joined": cohort.enrolments.learners().filter(joined_at__isnull=False).count(),
        "address": base.removeprefix("http://"),  # its start page asks for the code
        "qr": qr_data_uri(base + reverse("courses:join-name", args=[cohort.join_code])),
        "is_loopback": is_loopback(base),
    }
    return render(request, "courses/poster.html", context)


@require_POST
@login_required
def new_pin(request, pk, seat_pk):
    """Give a learner a new PIN and show it once."""
    seat = get_taught_seat(request.user, pk, seat_pk)
    pin = give_new_pin(enrolment=seat)
    template = "courses/new_pin.html#pin" if request.htmx else "courses/new_pin.html"
    return render(request, template, {"cohort": seat.cohort, "seat": seat, "pin": pin})


@require_POST
@login_required
def study(request, pk):
    """Open or close the lessons for studying alone."""
    cohort = get_taught_cohort(request.user, pk)
    set_study_open(cohort=cohort, is_open=request.POST.get("open") == "yes")
    return redirect("courses:cohort", cohort.pk)
