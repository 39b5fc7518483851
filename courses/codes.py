"""Join codes and PINs: made at random, typed by people."""

import string
import unicodedata

from django.conf import settings
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

# No letter or digit that looks like another one on a classroom wall: no 0 O 1 I L, no B 8, S 5, Z 2.
CODE_ALPHABET = "34679ACDEFGHJKMNPQRTUVWXY"
CODE_LETTERS = frozenset(string.ascii_uppercase + string.digits)
CODE_LENGTH = 6
PIN_LENGTH = 6


def new_join_code() -> str:
    """Return a random join code such as ``7KQ4MP``."""
    return get_random_string(CODE_LENGTH, CODE_ALPHABET)


def clean_join_code(typed: str) -> str:
    """Return ``typed`` as codes are stored: upper case, letters and digits only."""
    folded = unicodedata.normalize("NFKC", typed).upper()
    return "".join(letter for letter in folded if letter in CODE_LETTERS)[:20]


def grouped(code: str) -> str:
    """Return a code or PIN in two halves, as it is easier to read and type: ``7KQ 4MP``."""
    half = (len(code) + 1) // 2
    return f"{code[:half]} {code[half:]}"


def new_pin() -> str:
    """Return a random PIN of six digits."""
    return get_random_string(PIN_LENGTH, "0123456789")


def clean_pin(typed: str) -> str:
    """Return the digits of ``typed`` as ASCII, whatever script they were typed in."""
    return "".join(str(unicodedata.digit(letter)) for letter in typed if letter.isdigit())[:20]


def pin_digest(*, seat: int, pin: str, key: str | None = None) -> str:
    """Return the keyed hash under which the PIN of seat ``seat`` is stored.

    A keyed hash costs microseconds, so a whole class can come back at once; guessing is stopped by the
    limit on failed tries and by the key, which is not in the database.
    """
    return salted_hmac("courses.pin", f"{seat}:{pin}", secret=key, algorithm="sha256").hexdigest()


def is_pin_right(*, seat: int, pin: str, digest: str) -> bool:
    """Return whether ``pin`` belongs to ``digest``, under this secret key or a former one."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    matches = [constant_time_compare(pin_digest(seat=seat, pin=pin, key=key), digest) for key in keys]
    return bool(digest) and any(matches)
