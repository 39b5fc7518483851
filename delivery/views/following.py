"""Pages that follow a class: the class screen, a learner's page, and how to join."""

import re

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from courses.qr import way_in
from delivery.access.classes import get_class_now, get_followed_delivery, get_joined_delivery, get_taught_delivery
from delivery.forms.joining import WifiForm
from delivery.kept import kept
from delivery.reports.following import follow_page, new_scenes, way_back
from delivery.reports.live import live_of
from delivery.reports.scenes import scenes_of
from delivery.state import on_screen
from delivery.transport.tickets import Audience
from delivery.views.voting import cookie_of

WIFI = "delivery_wifi"
NUMBERS = re.compile(r"[0-9]{1,15}")
LONGEST_KNOWN = 4000


@never_cache
@require_safe
@login_required
@vary_on_headers("HX-Request")
def screen(request, pk):
    """The class screen: what the room sees, and nothing else; for htmx what belongs to the items of the plan."""
    delivery = get_taught_delivery(request.user, pk)
    live = live_of(delivery, user=request.user, audience=Audience.SCREEN, now=timezone.now())
    context = {
        "delivery": delivery,
        "lesson": delivery.lesson,
        "scenes": scenes_of(delivery),
        "live": live,
        "state": live.state,
        "showing": on_screen(live.state),
        "join": way_in(request, delivery.cohort),
        "wifi": request.session.get(WIFI),
    }
    return render(request, "delivery/screen.html#scenes" if request.htmx else "delivery/screen.html", context)


@never_cache
@require_safe
@login_required
def follow(request, pk):
    """A class as a learner follows it on a phone."""
    delivery, seat = get_joined_delivery(request.user, pk)
    context = follow_page(delivery, seat, now=timezone.now(), wanted=request.GET.get("item", ""))
    return render(request, "delivery/follow.html", context)


@never_cache
@require_safe
@login_required
def scenes(request, pk):
    """What the class has reached since a learner's page was loaded: ``known`` are the items that it has."""
    row = get_followed_delivery(request.user, pk)
    known = frozenset(map(int, NUMBERS.findall(request.GET.get("known", "")[:LONGEST_KNOWN])))

    def make():
        delivery = get_joined_delivery(request.user, pk)[0]
        context = {"scenes": new_scenes(delivery, known), "lesson": delivery.lesson}
        return render_to_string("delivery/follow_new.html", context, request)

    return HttpResponse(kept((pk, row.rev, get_language(), known), make))


@never_cache
@require_safe
@login_required
@vary_on_headers("HX-Request")
def class_now(request, pk):
    """The part of the pages of a run that leads back to the class: empty when none goes on. Without htmx, the class."""
    delivery, seat = get_class_now(request.user, pk)
    if not request.htmx:
        return redirect("delivery:follow", delivery.pk) if delivery else redirect("home")
    if delivery is None:
        return HttpResponse("")
    way = way_back(delivery, seat, cookie=cookie_of(request), now=timezone.now())
    return render(request, "delivery/way_back.html", {"way": way})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def class_join(request, pk):
    """How phones come in: address, code, QR codes; made to be shown or printed."""
    delivery = get_taught_delivery(request.user, pk)
    form = WifiForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        request.session[WIFI] = form.network()
        return redirect("delivery:class-join", pk)
    context = {
        "delivery": delivery,
        "join": way_in(request, delivery.cohort),
        "wifi": request.session.get(WIFI),
        "form": form,
    }
    return render(request, "delivery/class_join.html", context, status=422 if form.errors else 200)


@require_safe
@login_required
def gone(request):
    """Where a page goes that follows a class which is no longer there."""
    return render(request, "delivery/gone.html")
