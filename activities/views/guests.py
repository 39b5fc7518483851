"""Guests rate with a code from a slip, without an account. The code works on one device."""

from functools import wraps

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actions import is_limit_reached, record_failed_try
from activities.access.ratings import find_guest, get_rated_group
from activities.actions.ratings import OtherDeviceError, open_pass
from activities.forms.ratings import GuestCodeForm
from activities.guest_codes import device_digests, new_device
from activities.reports.ratings import turns_of
from activities.views.ratings import rating_form

COOKIE = "guest_device"
A_DAY = 60 * 60 * 24
CODE_TRIES = 200  # wrong codes from one address, behind which all guests of a class may be


def _for_guest(view):
    """Give ``view`` the pass of the code in its address, and count a code that is none."""

    @wraps(view)
    def guarded(request, code, **kwargs):
        attempt = _attempt(request)
        if is_limit_reached(**attempt, limit=CODE_TRIES):
            return _refuse(request)
        guest = find_guest(code)
        if guest is None:
            record_failed_try(**attempt)
            raise Http404("No guest has this code.")
        return view(request, guest, code, **kwargs)

    return guarded


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def guest_code(request):
    """Ask a guest for the code."""
    form = GuestCodeForm(request.POST if request.method == "POST" else None, label_suffix="")
    if not form.is_valid():
        return render(request, "activities/guest_code.html", {"form": form}, status=422 if form.is_bound else 200)
    attempt = _attempt(request)
    if is_limit_reached(**attempt, limit=CODE_TRIES):
        return _refuse(request)
    if find_guest(form.cleaned_data["code"]) is None:
        record_failed_try(**attempt)
        form.add_error("code", _("No guest has this code. Type it again from your slip."))
        return render(request, "activities/guest_code.html", {"form": form}, status=422)
    return redirect("activities:guest", form.cleaned_data["code"])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_for_guest
def guest(request, guest, code):
    """The groups that a guest may rate. The first POST binds the code to the device."""
    device = request.COOKIES.get(COOKIE) or new_device()
    if request.method == "POST":
        try:
            open_pass(guest=guest, device=device, now=timezone.now())
        except OtherDeviceError:
            return _other_device(request)
        response = redirect("activities:guest", code)
        response.set_cookie(
            COOKIE, device, max_age=A_DAY, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )
        return response
    if guest.used_at is None:
        return render(request, "activities/guest_begin.html", {"run": guest.run})
    if not _is_own(request, guest):
        return _other_device(request)
    rated = list(guest.ratings.values_list("group_id", flat=True))
    turns = [
        (turn, reverse("activities:guest-group", args=[code, turn.group.pk]))
        for turn in turns_of(guest.run, rated=rated)
    ]
    return render(request, "activities/rate.html", {"run": guest.run, "turns": turns})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_for_guest
def guest_group(request, guest, code, group_pk):
    """A guest rates a group."""
    if guest.used_at is None:
        return redirect("activities:guest", code)
    if not _is_own(request, guest):
        return _other_device(request)
    group = get_rated_group(guest.run, None, group_pk)
    back = reverse("activities:guest", args=[code])
    return rating_form(request, run=guest.run, group=group, rater=guest, back=back)


def _is_own(request, guest):
    return guest.device_digest in device_digests(request.COOKIES.get(COOKIE, ""), guest.pk)


def _attempt(request):
    return {"scope": "guest", "key": "", "address": request.META["REMOTE_ADDR"], "now": timezone.now()}


def _refuse(request):
    return render(request, "activities/guest_tries.html", status=429)


def _other_device(request):
    return render(request, "activities/guest_other.html", status=403)
