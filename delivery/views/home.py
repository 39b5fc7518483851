"""The start page."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.forms import CodeForm
from courses.shown_pins import kept_pin
from delivery.today import today_of


@never_cache
@require_safe
def home(request):
    """What to do now; for somebody unknown, how to come in."""
    if not request.user.is_authenticated:
        return render(request, "delivery/welcome.html", {"form": CodeForm(auto_id="id_%s")})
    now = timezone.now()
    context = {"today": today_of(request.user, now), "has_new_pin": kept_pin(request.session, now=now) is not None}
    return render(request, "delivery/home.html", context)
