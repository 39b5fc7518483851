"""People, and the failed tries that limit guessing."""

from datetime import datetime, timedelta
from typing import Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """One person. What they may do is said by their enrolments, not here.

    Learners have no password: they come in through a cohort's code and return with a PIN. ``is_staff``
    only opens the administration pages.
    """

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=150)

    REQUIRED_FIELDS = ["name", "email"]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class FailedTryQuerySet(models.QuerySet["FailedTry"]):
    def recent(self, *, scope: str, key: str, address: str, now: datetime) -> Self:
        """Tries at this key from this address that still count at ``now``."""
        return self.filter(scope=scope, key=key, address=address, at__gt=now - FailedTry.WINDOW)

    def outdated(self, now: datetime) -> Self:
        """Tries that count no more."""
        return self.filter(at__lte=now - FailedTry.WINDOW)


class FailedTry(models.Model):
    """One wrong code or PIN: what was tried, and from which address. Both are digests."""

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
