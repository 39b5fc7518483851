"""People, the devices they are signed in on, and the failed tries that limit guessing."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Count
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """One person. What they may do is said by their enrolments, not here.

    Learners have no password: they come in through a cohort's code and return with a PIN. ``is_staff``
    only opens the administration pages. ``sessions_stamp`` is empty until somebody signs out everywhere;
    a new value ends every session that was begun before it.
    """

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=150)
    sessions_stamp = models.CharField(max_length=32, blank=True, editable=False, default="", db_default="")

    REQUIRED_FIELDS = ["name", "email"]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what a session must hold to count. Empty stamps leave the hash as Django makes it."""
        made = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        if not self.sessions_stamp:
            return made
        return salted_hmac(
            "accounts.sessions", f"{made}{self.sessions_stamp}", secret=secret, algorithm="sha256"
        ).hexdigest()


class SignIn(models.Model):
    """One session that somebody began, and on what device. The row outlives the session until it is looked at."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.device} at {self.at:%Y-%m-%d %H:%M}"


class FailedTryQuerySet(models.QuerySet["FailedTry"]):
    def recent(self, *, scope: str, key: str, address: str, now: datetime) -> Self:
        """Tries at this key from this address that still count at ``now``."""
        return self.counting(scope=scope, now=now).filter(key=key, address=address)

    def counting(self, *, scope: str, now: datetime) -> Self:
        """Tries of this kind that still count at ``now``."""
        return self.filter(scope=scope, at__gt=now - FailedTry.WINDOW)

    def outdated(self, now: datetime) -> Self:
        """Tries that count no more."""
        return self.filter(at__lte=now - FailedTry.WINDOW)

    def keys_at_limit(self, keys: Iterable[str], *, limit: int) -> set[str]:
        """Return those of ``keys`` with ``limit`` tries from one address."""
        per_address = self.filter(key__in=list(keys)).values("key", "address").annotate(n=Count("pk"))
        return set(per_address.filter(n__gte=limit).values_list("key", flat=True))

    def keys_over_cap(self, keys: Iterable[str], *, cap: int) -> set[str]:
        """Return those of ``keys`` with ``cap`` tries from all addresses together."""
        per_key = self.filter(key__in=list(keys)).values("key").annotate(n=Count("pk"))
        return set(per_key.filter(n__gte=cap).values_list("key", flat=True))


class FailedTry(models.Model):
    """One wrong code, PIN or password: what was tried, and from which address. Both are digests."""

    WINDOW = timedelta(minutes=10)

    scope = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    at = models.DateTimeField()

    objects = FailedTryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["scope", "key", "address", "at"], name="failed_try_by_key")]
        verbose_name_plural = "failed tries"

    def __str__(self) -> str:
        return f"{self.scope} at {self.at:%Y-%m-%d %H:%M}"
