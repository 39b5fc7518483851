"""The instructor's console."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from delivery.access.classes import get_taught_delivery
from delivery.devices import device_of
from delivery.reports.console import console_of


@never_cache
@require_safe
@login_required
@vary_on_headers("HX-Request")
def console(request, pk):
    """Everything to give a class with: where it stands, what to say, what comes."""
    return render_console(request, get_taught_delivery(request.user, pk))


def render_console(request, delivery, *, refused="", status=200):
    """Answer with the console of ``delivery``, or its part for htmx. ``refused`` says why an order was not taken."""
    page = console_of(delivery, user=request.user, device=device_of(request.session), now=timezone.now())
    context = {"console": page, "delivery": delivery, "lesson": delivery.lesson, "refused": refused}
    context |= {"state": page.live.state, "step": page.current.step if page.current else None}
    template = "delivery/console.html#part" if request.htmx else "delivery/console.html"
    return render(request, template, context, status=status)
