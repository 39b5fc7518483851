"""Codes of guests who rate: made at random, typed by people, kept as keyed digests only."""

import secrets

from django.conf import settings
from django.utils.crypto import get_random_string, salted_hmac

from courses.codes import CODE_ALPHABET, clean_join_code

CODE_LENGTH = 8


def new_guest_code() -> str:
    """Return a random code of eight letters and digits that look like no others."""
    return get_random_string(CODE_LENGTH, CODE_ALPHABET)


def clean_guest_code(typed: str) -> str:
    """Return ``typed`` as codes are compared: upper case, letters and digits only."""
    return clean_join_code(typed)


def new_device() -> str:
    """Return a random value that a guest's browser keeps."""
    return secrets.token_urlsafe(32)


def code_digests(code: str) -> list[str]:
    """Return the digests of a code under this secret key, first, and under former ones."""
    return _digests("activities.guest-code", clean_guest_code(code))


def device_digests(device: str, guest: int) -> list[str]:
    """Return the digests of a device for the pass of key ``guest``, in the same order."""
    return _digests("activities.guest-device", f"{guest}:{device}")


def _digests(salt: str, text: str) -> list[str]:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [salted_hmac(salt, text, secret=key, algorithm="sha256").hexdigest() for key in keys]
