"""Those who begin share a sitting, and who changes or deletes it waits for them: no attempt falls in between.

Without it an attempt begins by what the sitting was, just after a change has looked for attempts: PostgreSQL looks
at foreign keys only when the attempt is committed. On SQLite one writes at a time anyway.
"""

from assessments.actions.key_lock import EXCLUSIVE, SHARED, lock
from assessments.models import Sitting

SITTINGS = 0x53697474


def shared_sitting(pk: int) -> Sitting | None:
    """Return a sitting as it stays until the transaction ends, or None when it was deleted meanwhile."""
    lock(SHARED, SITTINGS, pk)
    return Sitting.objects.select_related("form_a__lesson", "form_b", "crosses", "cohort").filter(pk=pk).first()


def exclude_starts(pk: int) -> None:
    """Wait until nobody is about to begin in a sitting, and let nobody begin until the transaction ends."""
    lock(EXCLUSIVE, SITTINGS, pk)
