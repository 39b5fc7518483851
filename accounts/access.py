"""The doors to what belongs to an account. What one may not see does not exist: 404."""

from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import SignIn, User


def for_staff(view: Any) -> Any:
    """Open ``view`` to those who have a password. Learners have none, and for them the page does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and not request.user.has_usable_password():
            raise Http404("This account has no password.")
        return view(request, *args, **kwargs)

    return guarded


def has_second_step(user: User) -> bool:
    """Return whether signing in as ``user`` takes more than a password."""
    types = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user=user, type__in=types).exists()


def own_sign_ins(user: User) -> QuerySet[SignIn]:
    """Sessions of ``user`` that still last, the newest first."""
    alive = Session.objects.filter(expire_date__gt=timezone.now())
    return SignIn.objects.filter(user=user, session_key__in=alive.values("session_key"))


def new_password_path(user: User) -> str:
    """Return the one-time address at which ``user`` sets a password without the former one.

    It works until a password was set with it, until the next sign-in, or for ``PASSWORD_RESET_TIMEOUT``.
    """
    args = [urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)]
    return reverse("account_new_password", args=args)
