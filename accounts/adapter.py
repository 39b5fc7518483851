"""How django-allauth is set up for staff."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class AccountAdapter(DefaultAccountAdapter):
    """Nobody makes a staff account for themselves, and nobody keeps somebody else from signing in."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("User name and password do not belong together. Type both again."),
        "too_many_login_attempts": _("Too many wrong passwords for this name. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - allauth's signature
        return reverse("home")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count this try by name and address, and by name alone up to a cap that no single address reaches."""
        super().pre_authenticate(request, **credentials)
        by_name = ratelimit.consume(
            request,
            app="allauth.account",
            action="login_failed_by_name",
            key=super()._get_login_attempts_cache_key(request, **credentials),
        )
        if not by_name:
            raise self.validation_error("too_many_login_attempts")
        # Given back together with the first count when the password turns out to be right.
        self._login_failed_rl_usage.usage.extend(by_name.usage)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{ratelimit.get_ip(request)}"
