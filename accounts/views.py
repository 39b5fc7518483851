"""What a person chooses for their device, and their password."""

from allauth.account import views as allauth_views
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from accounts.context_processors import THEMES

A_YEAR = 60 * 60 * 24 * 365


@login_required
def password_change(request):
    """Change one's password. Learners have none."""
    if not request.user.has_usable_password():
        raise Http404("This account has no password.")
    return allauth_views.password_change(request)


@require_http_methods(["GET", "HEAD", "POST"])
def theme(request):
    """Keep the chosen colour theme on this device and go back to the page."""
    if request.method != "POST":
        return redirect("home")
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    chosen = request.POST.get("theme")
    if chosen in THEMES:
        response.set_cookie(
            "theme", chosen, max_age=A_YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )
    return response
