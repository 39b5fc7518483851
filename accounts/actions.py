"""Changes to accounts. What decides who gets in is logged, with the keys of accounts and nothing that was typed."""

import logging
from collections.abc import Iterable
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.crypto import get_random_string, salted_hmac

from accounts.access import new_password_path
from accounts.agents import device_of
from accounts.models import FailedTry, SignIn, User

logger = logging.getLogger(__name__)
LEARNER_PREFIX = "learner-"
PASSWORD = "password"  # noqa: S105 - the kind of try
PASSWORD_TRIES = 5  # at one name from one address
PASSWORD_CAP = 30  # at one name from everywhere: above what one address can reach


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
def create_staff_account(*, username: str, name: str) -> User:
    """Return a new account that waits for its password, which a one-time link sets."""
    return User.objects.create(username=username, name=name, password=make_password(None))


def give_password_link(*, user: User, by: User | None) -> str:
    """Return the path of a one-time link with which ``user`` sets a password. Nothing is written before it is used."""
    logger.info("password link: for %s, by %s", user.pk, by.pk if by else "the terminal")
    return new_password_path(user)


@transaction.atomic
def set_account_open(*, user: User, is_open: bool, by: User) -> bool:
    """Let ``user`` sign in, or not any more: open sessions end at once. Return False when it was so already."""
    if not User.objects.filter(pk=user.pk, is_active=not is_open).update(is_active=is_open):
        return False
    if not is_open:
        end_sessions(user=user)  # or they would go on when the account is opened again
    logger.info("account %s: %s, by %s", "opened" if is_open else "closed", user.pk, by.pk)
    return True


@transaction.atomic
def remove_second_step(*, user: User, by: User) -> bool:
    """Forget the authenticator app, passkeys and recovery codes of ``user``, and end their sessions.

    Return False when there is nothing to forget; sessions end all the same.
    """
    n_forgotten, _rows = Authenticator.objects.filter(user=user).delete()
    end_sessions(user=user)
    if n_forgotten:
        logger.info("second step removed: of %s, by %s", user.pk, by.pk)
    return bool(n_forgotten)


@transaction.atomic
def note_sign_in(*, user: User, session: SessionBase, agent: str, now: datetime) -> None:
    """Remember on what device a session was begun, so that its owner can end it from another one."""
    if not session.session_key:
        session.save()
    row = {"user": user, "device": device_of(agent), "at": now}
    SignIn.objects.update_or_create(session_key=session.session_key, defaults=row)


@transaction.atomic
def follow_session(*, before: str | None, session: SessionBase) -> None:
    """Let the device be known by the new key of its session. Safe to repeat."""
    if before and session.session_key and session.session_key != before:
        SignIn.objects.filter(session_key=before).update(session_key=session.session_key)


@transaction.atomic
def renew_session(*, session: SessionBase) -> None:
    """Give a session another key: whoever knew the one before it was confirmed who is there knows nothing now."""
    before = session.session_key
    session.cycle_key()
    follow_session(before=before, session=session)


@transaction.atomic
def end_sign_in(*, sign_in: SignIn) -> None:
    """End the session that was begun on another device. Safe to repeat."""
    Session.objects.filter(session_key=sign_in.session_key).delete()
    SignIn.objects.filter(pk=sign_in.pk).delete()


@transaction.atomic
def end_sessions(*, user: User) -> bool:
    """End every session of ``user``, on whatever device; return whether any was known. Safe to repeat."""
    user.sessions_stamp = get_random_string(32)
    user.save(update_fields=["sessions_stamp"])
    Session.objects.filter(session_key__in=user.sign_ins.values("session_key")).delete()
    n_ended, _rows = user.sign_ins.all().delete()
    return bool(n_ended)


@transaction.atomic
def record_failed_try(*, scope: str, key: str, address: str, now: datetime) -> None:
    """Count one wrong guess at ``key`` from ``address``, and forget those that count no more."""
    FailedTry.objects.outdated(now).delete()
    FailedTry.objects.create(scope=scope, key=_digest(key), address=_digest(address), at=now)


def begin_try(*, scope: str, key: str, address: str, now: datetime) -> FailedTry | None:
    """Count a try at a password before it is known to be wrong; return None when there were too many.

    Not one transaction: tries at the same moment must see each other. forget_try() takes back one that was right.
    """
    FailedTry.objects.outdated(now).delete()
    attempt = FailedTry.objects.create(scope=scope, key=digest_of_name(key), address=_digest(address), at=now)
    tries = FailedTry.objects.counting(scope=scope, now=now).filter(key=attempt.key)
    if tries.filter(address=attempt.address).count() > PASSWORD_TRIES or tries.count() > PASSWORD_CAP:
        attempt.delete()
        return None
    return attempt


@transaction.atomic
def forget_try(*, attempt: FailedTry) -> None:
    """Take back a try that was right after all. Safe to repeat."""
    FailedTry.objects.filter(pk=attempt.pk).delete()


@transaction.atomic
def forget_failed_tries(*, scope: str, key: str) -> None:
    """Clear the count of ``key`` from every address. Safe to repeat."""
    FailedTry.objects.filter(scope=scope, key=_digest(key)).delete()


@transaction.atomic
def unlock_password(*, user: User, by: User | None) -> bool:
    """Let ``user`` try passwords again, from every address. Return False when nobody has tried a wrong one."""
    n_forgotten, _rows = FailedTry.objects.filter(scope=PASSWORD, key=digest_of_name(user.username)).delete()
    if n_forgotten:
        logger.info("unlocked: %s, by %s", user.pk, by.pk if by else "the terminal")
    return bool(n_forgotten)


def is_limit_reached(*, scope: str, key: str, address: str, limit: int, now: datetime) -> bool:
    """Return whether ``limit`` guesses at ``key`` came from ``address`` within ``FailedTry.WINDOW``."""
    tries = FailedTry.objects.recent(scope=scope, key=_digest(key), address=_digest(address), now=now)
    return tries.count() >= limit


def keys_at_limit(*, scope: str, keys: Iterable[str], limit: int, now: datetime) -> set[str]:
    """Return those of ``keys`` that some address may try no more at ``now``, with one query for any number."""
    digests = {_digest(key): key for key in keys}
    tries = FailedTry.objects.counting(scope=scope, now=now)
    return {digests[found] for found in tries.keys_at_limit(digests, limit=limit)}


def locked_users(users: Iterable[User], *, now: datetime) -> set[int]:
    """Return the keys of those ``users`` whose password some address, or everybody, may try no more at ``now``."""
    digests = {digest_of_name(user.username): user.pk for user in users}
    tries = FailedTry.objects.counting(scope=PASSWORD, now=now)
    found = tries.keys_at_limit(digests, limit=PASSWORD_TRIES) | tries.keys_over_cap(digests, cap=PASSWORD_CAP)
    return {digests[key] for key in found}


def digest_of_name(username: str) -> str:
    """Return under what tries at the password of ``username`` are counted, however it is typed."""
    return _digest(username.strip().casefold())


def _digest(text: str) -> str:
    return salted_hmac("accounts.failed-try", text, algorithm="sha256").hexdigest()
