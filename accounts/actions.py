"""Changes to accounts."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.crypto import get_random_string, salted_hmac

from accounts.models import FailedTry, User

LEARNER_PREFIX = "learner-"


@transaction.atomic
def create_learner_account(*, name: str) -> User:
    """Return a new account without password or e-mail address, for somebody who joins by code."""
    return create_learner_accounts(names=[name])[0]


@transaction.atomic
def create_learner_accounts(*, names: Iterable[str]) -> list[User]:
    """Return new accounts of these names, in their order, with the same number of queries for any number of them."""
    return User.objects.bulk_create(
        User(
            username=LEARNER_PREFIX + get_random_string(16, "abcdefghijkmnpqrstuvwxyz23456789"),
            name=name,
            password=make_password(None),
        )
        for name in names
    )


@transaction.atomic
def record_failed_try(*, scope: str, key: str, address: str, now: datetime) -> None:
    """Count one wrong guess at ``key`` from ``address``, and forget those that count no more."""
    FailedTry.objects.outdated(now).delete()
    FailedTry.objects.create(scope=scope, key=_digest(key), address=_digest(address), at=now)


@transaction.atomic
def forget_failed_tries(*, scope: str, key: str) -> None:
    """Clear the count of ``key`` from every address. Safe to repeat."""
    FailedTry.objects.filter(scope=scope, key=_digest(key)).delete()


def is_limit_reached(*, scope: str, key: str, address: str, limit: int, now: datetime) -> bool:
    """Return whether ``limit`` guesses at ``key`` came from ``address`` within ``FailedTry.WINDOW``."""
    tries = FailedTry.objects.recent(scope=scope, key=_digest(key), address=_digest(address), now=now)
    return tries.count() >= limit


def _digest(text: str) -> str:
    return salted_hmac("accounts.failed-try", text, algorithm="sha256").hexdigest()
