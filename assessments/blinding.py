"""Codes that stand for learners while their answers are marked, and who is marked twice.

All of it follows from a keyed hash, so that it is the same every time and tells nobody who is who. A
learner has another code for each question: a good first answer must not colour the next.
"""

from django.utils.crypto import salted_hmac

from courses.codes import CODE_ALPHABET

TOKEN_LENGTH, CODE_LENGTH = 24, 4


def answer_token(*, attempt: int, version: int) -> str:
    """Return what names an answer in addresses and forms. Sorted by it, answers are in no order of people."""
    return _hash("assessments.blinding.answer", attempt, version)[:TOKEN_LENGTH]


def shown_code(token: str) -> str:
    """Return the short code that a marker reads, such as ``M-7KQ4``. Two answers may share one; tokens never do."""
    number, letters = int(token, 16), ""
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, len(CODE_ALPHABET))
        letters += CODE_ALPHABET[place]
    return f"M-{letters}"


def is_in_sample(*, attempt: int, version: int, percent: int) -> bool:
    """Return whether an answer is among the ``percent`` that a second person marks.

    A larger percentage keeps the answers of a smaller one.
    """
    return int(_hash("assessments.blinding.sample", attempt, version), 16) % 100 < percent


def _hash(salt: str, attempt: int, version: int) -> str:
    return salted_hmac(salt, f"{attempt}:{version}", algorithm="sha256").hexdigest()
