"""A learner joins a cohort: code, then name, then PIN when the name is taken. One field at a time."""

import secrets
from functools import wraps

from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actions import is_limit_reached, note_sign_in, record_failed_try
from courses.access import find_cohort_to_join, find_reordered, has_joined_namesake, has_waiting_seat
from courses.actions import (
    CannotJoinError,
    PasswordNeededError,
    PinNeededError,
    TooManyTriesError,
    return_to_seat,
    take_seat,
)
from courses.forms import CodeForm, NameForm, PinForm
from courses.shown_pins import forget_pin, keep_pin, kept_pin

BACKEND = "django.contrib.auth.backends.ModelBackend"
LEARNER_SESSION_SECONDS = 60 * 60 * 24 * 60  # a learner's own device stays signed in for the length of a course
# Wrong codes from one address. A whole class may sit behind it, and one prankster must not keep the others out;
# at this pace the codes of fifty cohorts still outlast a month of guessing.
CODE_TRIES = 1000
# Questions whether somebody has the same words in another order, to one cohort from one address: a class twice over.
ORDER_TRIES = 200


def _for_cohort(view):
    """Give ``view`` the cohort of the code in its address, and count a code that is none."""

    @wraps(view)
    def guarded(request, code):
        attempt = _code_attempt(request)
        if is_limit_reached(**attempt, limit=CODE_TRIES):
            return _refuse(request, "code")
        cohort = find_cohort_to_join(code)
        if cohort is None:
            record_failed_try(**attempt)
            raise Http404("No cohort has this code.")
        return view(request, cohort)

    return guarded


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request):
    """Ask for the class code."""
    form = CodeForm(request.POST or None)
    if request.method != "POST":
        return render(request, "courses/join.html", {"form": form})
    attempt = _code_attempt(request)
    if is_limit_reached(**attempt, limit=CODE_TRIES):
        return _refuse(request, "code")
    if form.is_valid():
        return redirect(_with_query(request, reverse("courses:join-name", args=[form.cleaned_data["code"]])))
    if "code" in form.data and form.data["code"].strip():
        record_failed_try(**attempt)
    return render(request, "courses/join.html", {"form": form}, status=422)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_for_cohort
def join_name(request, cohort):
    """Ask for the name, and give a seat. The QR code of a class leads here."""
    form = NameForm(request.POST or None, initial={"join_token": _new_token()})
    context = {"cohort": cohort, "form": form}
    if not form.is_valid():
        return render(request, "courses/join_name.html", context, status=422 if form.is_bound else 200)
    if meant := _meant(request, cohort, **form.cleaned_data):
        return render(request, "courses/join_order.html", {**context, **meant})
    form.cleaned_data.pop("is_another")
    try:
        taken = take_seat(cohort=cohort, now=timezone.now(), **form.cleaned_data)
    except PinNeededError:
        request.session["joining_as"] = form.cleaned_data["name"]
        return redirect(_with_query(request, reverse("courses:join-pin", args=[cohort.join_code])))
    except CannotJoinError:
        form.add_error("name", _("This name is not on the list of this class. Check it with your instructor."))
        return render(request, "courses/join_name.html", context, status=422)
    except PasswordNeededError:
        return render(request, "courses/password_needed.html", context, status=422)
    _sign_in(request, taken.enrolment.user)
    keep_pin(request.session, pin=taken.pin, seat=taken.enrolment.pk, now=timezone.now())
    return redirect("courses:joined")


def _meant(request, cohort, *, name, join_token, is_another, **_said):
    """Return what asks whether somebody is the learner whose name has the same words in another order; else None.

    Each question is counted: beyond ``ORDER_TRIES`` names go on as they were typed.
    """
    other = None if is_another else find_reordered(cohort, name)
    attempt = {**_code_attempt(request), "scope": "order", "key": str(cohort.pk)}
    if other is None or is_limit_reached(**attempt, limit=ORDER_TRIES):
        return None
    record_failed_try(**attempt)
    yes = NameForm(initial={"name": other, "join_token": join_token}, auto_id=False)
    no = NameForm(initial={"name": name, "join_token": join_token, "is_another": True}, auto_id=False)
    return {"other": other, "name": name, "yes": yes, "no": no}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_for_cohort
def join_pin(request, cohort):
    """Ask for the PIN of somebody who comes back, or who comes first with a printed slip."""
    name = request.session.get("joining_as")
    if not name:
        return redirect("courses:join-name", cohort.join_code)
    form = PinForm(request.POST or None, is_on_slip=not has_joined_namesake(cohort, name))
    if form.is_valid():
        attempt = {"name": name, "address": request.META["REMOTE_ADDR"], "now": timezone.now()}
        try:
            seat = return_to_seat(cohort=cohort, **attempt, **form.cleaned_data)
        except TooManyTriesError:
            return _refuse(request, "pin")
        except PasswordNeededError:
            return render(request, "courses/password_needed.html", {"cohort": cohort}, status=422)
        if seat:
            _sign_in(request, seat.user)
            return redirect(_page_left(request))
        form.add_error("pin", _("This is not the PIN of this name. Your instructor can give you a new one."))
    first_time = NameForm(initial={"name": name, "join_token": _new_token(), "has_no_pin": True}, auto_id=False)
    context = {"cohort": cohort, "form": form, "name": name, "first_time": first_time}
    context["has_waiting_seat"] = has_waiting_seat(cohort, name)
    return render(request, "courses/join_pin.html", context, status=422 if form.is_bound else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def joined(request):
    """Show the new PIN until its owner has written it down, or for ``shown_pins.LIFE``."""
    if request.method == "POST":
        forget_pin(request.session)
    pin = kept_pin(request.session, now=timezone.now())
    return render(request, "courses/joined.html", {"pin": pin}) if pin else redirect("home")


def _code_attempt(request):
    return {"scope": "code", "key": "", "address": request.META["REMOTE_ADDR"], "now": timezone.now()}


def _refuse(request, scope):
    return render(request, "courses/too_many_tries.html", {"scope": scope}, status=429)


def _new_token():
    return secrets.token_urlsafe(24)


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
    agent = request.META.get("HTTP_USER_AGENT", "")
    note_sign_in(user=user, session=request.session, agent=agent, now=timezone.now())
