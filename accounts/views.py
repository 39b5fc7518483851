"""What a person chooses for their device, their password, and where they are signed in."""

from allauth.account import views as allauth_views
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import for_staff, own_sign_ins
from accounts.actions import end_sessions, end_sign_in, follow_session, note_sign_in
from accounts.context_processors import THEMES
from accounts.forms import NewPasswordForm

A_YEAR = 60 * 60 * 24 * 365


@login_required
@for_staff
def password_change(request):
    """Change one's password. Learners have none."""
    before = request.session.session_key
    response = allauth_views.password_change(request)
    follow_session(before=before, session=request.session)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request):
    """Ask whether to sign out, and warn of answers that this device keeps. Its script clears what was sent."""
    return allauth_views.logout(request)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def switch(request):
    """Somebody else takes this device: sign out, and go where people sign in."""
    if request.method != "POST":
        return render(request, "account/switch.html")
    was_staff = request.user.is_authenticated and request.user.has_usable_password()
    logout(request)
    return redirect("account_login" if was_staff else "courses:join")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def devices(request):
    """Where one is signed in, and signing out there."""
    mine = own_sign_ins(request.user)
    others = mine.exclude(session_key=request.session.session_key)
    if request.method != "POST":
        here = mine.filter(session_key=request.session.session_key).first()
        return render(request, "account/devices.html", {"here": here, "others": others})
    if "everywhere" in request.POST:
        end_sessions(user=request.user)
        update_session_auth_hash(request, request.user)
        agent = request.META.get("HTTP_USER_AGENT", "")
        note_sign_in(user=request.user, session=request.session, agent=agent, now=timezone.now())
        messages.success(request, _("You are signed out everywhere else."))
    else:
        wanted = request.POST.get("end", "")
        for sign_in in others.filter(pk=int(wanted)) if wanted.isdecimal() and len(wanted) < 10 else []:
            end_sign_in(sign_in=sign_in)
    return redirect("account_devices")


class NewPassword(PasswordResetConfirmView):
    """Set a password with a one-time link that an administrator or a course director gave."""

    template_name = "account/new_password.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("account_login")

    def form_valid(self, form):
        response = super().form_valid(form)
        end_sessions(user=form.user)
        logout(self.request)  # whoever was signed in on this device before
        messages.success(self.request, _("Your password is set. Sign in with it."))
        return response


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
