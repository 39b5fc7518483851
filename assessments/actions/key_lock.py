"""Those who score share the keys of a lesson, and who corrects one waits for them: no answer falls in between.

Without it, a submission that has read the old key commits just after a correction has looked for all submissions,
and keeps the wrong points. On SQLite one writes at a time anyway.
"""

from django.db import connection
from django.db.models import CharField, F, Func, IntegerField, Value
from django.db.models.functions import Cast

from assessments.models.attempts import AttemptQuerySet

# The first of the two numbers that name such a lock. Those of sittings have another one.
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
    lock(SHARED, KEYS, lesson)


def exclude_scoring(lesson: int) -> None:
    """Wait until nobody scores answers to the lesson, and let nobody score any until the transaction ends."""
    lock(EXCLUSIVE, KEYS, lesson)


def lock(function: str, name: int, row: int) -> None:
    """Take the lock of what ``name`` and the primary key ``row`` stand for, until the transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s, %s)", [name, row % 2**31])  # one of two functions
