"""A learner joins a cohort: code, then name, then PIN when the name is taken. One field at a time."""

import secrets

from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actions import is_limit_reached, record_failed_try
from courses.access import get_cohort_to_join
from courses.actions import CannotJoinError, PinNeededError, TooManyTriesError, return_to_seat, take_seat
from courses.forms import CodeForm, NameForm, PinForm

BACKEND = "django.contrib.auth.backends.ModelBackend"
LEARNER_SESSION_SECONDS = 60 * 60 * 24 * 60  # a learner's own device stays signed in for the length of a course
CODE_TRIES = 100  # from one address: a whole class may sit behind it


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request):
    """Ask for the class code."""
    form = CodeForm(request.POST or None)
    if request.method != "POST":
        return render(request, "courses/join.html", {"form": form})
    attempt = {"scope": "code", "key": "", "address": request.META["REMOTE_ADDR"], "now": timezone.now()}
    if is_limit_reached(**attempt, limit=CODE_TRIES):
        return render(request, "courses/too_many_tries.html", status=429)
    if form.is_valid():
        return redirect("courses:join-name", form.cleaned_data["code"])
    if "code" in form.data and form.data["code"].strip():
        record_failed_try(**attempt)
    return render(request, "courses/join.html", {"form": form}, status=422)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join_name(request, code):
    """Ask for the name, and give a seat. The QR code of a class leads here."""
    cohort = get_cohort_to_join(code)
    form = NameForm(request.POST or None, initial={"join_token": secrets.token_urlsafe(24)})
    context = {"cohort": cohort, "form": form}
    if not form.is_valid():
        return render(request, "courses/join_name.html", context, status=422 if form.is_bound else 200)
    try:
        taken = take_seat(cohort=cohort, now=timezone.now(), **form.cleaned_data)
    except PinNeededError:
        request.session["joining_as"] = form.cleaned_data["name"]
        return redirect(_with_query(request, reverse("courses:join-pin", args=[cohort.join_code])))
    except CannotJoinError:
        form.add_error("name", _("This name is not on the list of this class. Check it with your instructor."))
        return render(request, "courses/join_name.html", context, status=422)
    _sign_in(request, taken.enrolment.user)
    request.session["new_pin"] = taken.pin
    return redirect("courses:joined")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join_pin(request, code):
    """Ask for the PIN of somebody who comes back."""
    cohort = get_cohort_to_join(code)
    name = request.session.get("joining_as")
    if not name:
        return redirect("courses:join-name", cohort.join_code)
    form = PinForm(request.POST or None)
    context = {"cohort": cohort, "form": form, "name": name}
    if form.is_valid():
        try:
            seat = return_to_seat(
                cohort=cohort, name=name, address=request.META["REMOTE_ADDR"], now=timezone.now(), **form.cleaned_data
            )
        except TooManyTriesError:
            return render(request, "courses/too_many_tries.html", status=429)
        if seat:
            _sign_in(request, seat.user)
            return redirect(_page_left(request))
        form.add_error("pin", _("This is not the PIN of this name. Your instructor can give you a new one."))
    return render(request, "courses/join_pin.html", context, status=422 if form.is_bound else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def joined(request):
    """Show the new PIN until its owner has written it down."""
    if request.method == "POST":
        request.session.pop("new_pin", None)
    pin = request.session.get("new_pin")
    return render(request, "courses/joined.html", {"pin": pin}) if pin else redirect("home")


def _with_query(request, address):
    query = request.META["QUERY_STRING"]
    return f"{address}?{query}" if query else address


def _page_left(request):
    """Return the page on which somebody was signed out, which asked for this sign-in; else the start page."""
    target = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if is_ours else reverse("home")


def _sign_in(request, user):
    login(request, user, backend=BACKEND)
    request.session.set_expiry(LEARNER_SESSION_SECONDS)
