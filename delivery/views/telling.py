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

from delivery.access.classes import check_follows, get_followed_seat
from delivery.actions.attendance import note_attendance
from delivery.state import fingerprint, states_of


@never_cache
@require_safe
def state(request, pk):
    """Where a class stands, for its learners and whoever teaches it. 304 when only the clock has moved."""
    if not request.user.is_authenticated:
        return _signed_out()
    check_follows(request.user, pk)
    now = states_of([pk], timezone.now()).get(pk)
    if now is None:
        raise Http404("This rehearsal has just ended.")
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


def _signed_out():
    return JsonResponse({"error": "signed out"}, status=401)
