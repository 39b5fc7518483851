"""Holds those who may do much to a second step when they sign in."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from courses.access import lacks_second_step


class SecondStepMiddleware:
    """Lead directors and administrators without a second step to the page that sets one up, where it is required.

    Nothing else opens for them meanwhile, the administration pages included. Who has not even a password is signed out:
    there is nothing that a second step could come after.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        user = request.user
        if not settings.REQUIRE_SECOND_FACTOR or not user.is_authenticated or not lacks_second_step(user):
            return None
        request.lacks_second_step = True  # type: ignore[attr-defined]  # said on the page that sets one up
        if request.resolver_match is not None and request.resolver_match.route.startswith("account/"):
            return None
        if user.has_usable_password():
            return _go(request, reverse("mfa_index"))
        logout(request)
        messages.warning(request, _("You may do more now. Ask for a one-time link, set a password with it, sign in."))
        return _go(request, reverse("account_login"))


def _go(request: HttpRequest, target: str) -> HttpResponse:
    return HttpResponseClientRedirect(target) if getattr(request, "htmx", False) else redirect(target)
