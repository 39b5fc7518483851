"""How django-allauth is set up for staff: who gets in, how often one may guess, and second steps."""

import base64
import logging
import time
from hashlib import sha256
from io import BytesIO
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.actions import PASSWORD, begin_try, forget_try, note_sign_in, renew_session
from accounts.models import User

logger = logging.getLogger(__name__)
ISSUER = "Fieldschool"


class AccountAdapter(DefaultAccountAdapter):
    """Nobody makes a staff account for themselves, and nobody keeps somebody else from signing in."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("User name and password do not belong together. Type both again."),
        "incorrect_password": _("This is not your password. Type it again."),
        "too_many_login_attempts": _(
            "Too many wrong tries for this name. Wait ten minutes, or ask an administrator or your course director."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - allauth's signature
        return reverse("home")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count this try by name and address, and by name alone up to a cap that no single address reaches.

        It is counted before the password is looked at, so that guesses sent at the same moment do not slip through.
        """
        name, address = credentials.get("username", ""), self.get_client_ip(request)
        self._try = begin_try(scope=PASSWORD, key=name, address=address, now=timezone.now())
        if self._try is None:
            logger.warning("too many passwords tried for one name from one address")
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        if user is not None and self._try is not None:
            forget_try(attempt=self._try)
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ARG002 - allauth's
        logger.info("password refused")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password again, unless it was typed a moment ago."""
        request = context.request
        times = [each["at"] for each in get_authentication_records(request, request.user)]
        is_fresh = bool(times) and time.time() - max(times) < REAUTHENTICATION_TIMEOUT
        return not is_fresh and super().is_reauthentication_required(app=app, **kwargs)

    def reauthenticate(self, user: Any, password: str) -> bool:
        """Return whether this is the password, and give the session another key when it is."""
        is_right = super().reauthenticate(user, password)
        if is_right:
            renew_session(session=context.request.session)
        return is_right

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        logger.info("signed in: %s", user.pk)
        note_sign_in(user=user, session=request.session, agent=self.get_http_user_agent(request), now=timezone.now())


class SecondStepAdapter(DefaultMFAAdapter):
    """Authenticator apps, passkeys and recovery codes of staff."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Wait for the next one and type it."),
        "cannot_generate_recovery_codes": _("Set up an authenticator app or a passkey first."),
    }

    def get_totp_issuer(self) -> str:
        return ISSUER

    def build_totp_svg(self, url: str) -> str:
        """Return a QR code, drawn as every other one here."""
        drawn = BytesIO()
        segno.make(url, error="m").save(drawn, kind="svg", scale=6, border=2, dark="#08161E", light="#FFFFFF")
        return drawn.getvalue().decode()

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _now("Passkey {number}").format(number=number)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": ISSUER}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        return super().get_public_key_credential_user_entity(user) | {"name": user.username}

    def encrypt(self, text: str) -> str:
        """Return ``text`` as the database may hold it: whoever copies the database alone cannot make codes."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return what ``encrypt`` was given. Under another secret key it is a text that fits no code."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(sha256(encrypted_text.encode()).digest()).decode()


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [salted_hmac("accounts.second-step", "", secret=key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
