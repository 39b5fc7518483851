"""What devices ask and say without a stream: where the class stands, and that somebody is in the room."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from delivery.access.classes import check_follows, get_followed_seat, get_ordered_delivery
from delivery.actions.attendance import note_attendance, note_followers
from delivery.state import fingerprint, presences_of, states_of


@never_cache
@require_safe
def state(request, pk):
    """Where a class stands, for its learners and whoever teaches it. 304 when only the clock has moved.

    Its console asks with ``?console``, and hears besides who follows.
    """
    if not request.user.is_authenticated:
        return _signed_out()
    is_console = "console" in request.GET
    (get_ordered_delivery if is_console else check_follows)(request.user, pk)
    moment = timezone.now()
    now = states_of([pk], moment).get(pk)
    if now is None:
        raise Http404("This rehearsal has just ended.")
    if is_console:
        now |= presences_of([pk], moment).get(pk, {})
    etag = quote_etag(fingerprint(now))
    response = JsonResponse(now)
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response)


@never_cache
@require_POST
def here(request, pk):
    """Note that a learner is in the room, while the class runs. A script gets no page for it."""
    is_form = request.accepts("text/html")
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("delivery:follow", args=[pk])) if is_form else _signed_out()
    delivery, seat = get_followed_seat(request.user, pk)
    is_noted = note_attendance(delivery=delivery, seat=seat, now=timezone.now())
    if is_form:
        return redirect("delivery:follow", pk)
    return HttpResponse(status=204 if is_noted else 409)


@never_cache
@require_POST
def screen_here(request, pk):
    """Note that a class screen is open whose word is not heard at the address of its stream."""
    if not request.user.is_authenticated:
        return _signed_out()
    delivery = get_ordered_delivery(request.user, pk)
    now = timezone.now()
    note_followers(learners={}, screens={delivery.pk: now}, now=now)
    return HttpResponse(status=204)


def _signed_out():
    return JsonResponse({"error": "signed out"}, status=401)
