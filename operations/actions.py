"""Changes of what an installation knows about its own health."""

from datetime import datetime

from django.db import transaction

from operations.models import Backup, Heartbeat


@transaction.atomic
def note_backup(*, name: str, host: str, n_bytes: int, now: datetime) -> Backup:
    """Note that a backup was made, and return its row. Safe to repeat."""
    known = {"host": host, "n_bytes": n_bytes, "made_at": now}
    return Backup.objects.update_or_create(name=name, defaults=known)[0]


@transaction.atomic
def note_verified(*, name: str, now: datetime) -> bool:
    """Note that a backup was restored for a trial without differences; return whether it is known here."""
    return bool(Backup.objects.filter(name=name).update(verified_at=now))


@transaction.atomic
def beat(*, host: str, now: datetime) -> None:
    """Write that ``host`` can write. Safe to repeat."""
    Heartbeat.objects.update_or_create(host=host, defaults={"at": now})
