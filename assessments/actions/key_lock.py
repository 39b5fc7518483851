"""Those who score share the keys of a lesson, and who corrects one waits for them: no answer falls in between.

Without it, a submission that has read the old key commits just after a correction has looked for all submissions,
and keeps the wrong points. On SQLite one writes at a time anyway.
"""

from django.db import connection
from django.db.models import CharField, F, Func, IntegerField, Value
from django.db.models.functions import Cast

from assessments.models.attempts import AttemptQuerySet

# The first of the two numbers that name such a lock. Nothing else here uses advisory locks.
KEYS = 0x4B657973
SHARED, EXCLUSIVE = "pg_advisory_xact_lock_shared", "pg_advisory_xact_lock"


def sharing_keys(attempts: AttemptQuerySet) -> AttemptQuerySet:
    """Return ``attempts`` as a query that also does what ``share_keys`` does, for their lessons."""
    if connection.vendor != "postgresql":
        return attempts
    lesson = Cast(F("form__lesson_id") % 2**31, IntegerField())
    return attempts.annotate(keys=Func(Value(KEYS), lesson, function=SHARED, output_field=CharField()))


def share_keys(lesson: int) -> None:
    """Let no key of the lesson with this primary key be corrected until the transaction ends."""
    _lock(SHARED, lesson)


def exclude_scoring(lesson: int) -> None:
    """Wait until nobody scores answers to the lesson, and let nobody score any until the transaction ends."""
    _lock(EXCLUSIVE, lesson)


def _lock(function: str, lesson: int) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s, %s)", [KEYS, lesson % 2**31])  # one of two names
