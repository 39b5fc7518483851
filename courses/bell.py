"""Says that something changed for a cohort, to whoever follows its class at this moment."""

from collections.abc import Callable
from functools import partial

from django.db import connection, transaction

CHANNEL = "fieldschool_cohort"

_nearby: set[Callable[[], object]] = set()


def hear(poke: Callable[[], object]) -> None:
    """Let ``poke`` be called whenever something has changed by this process: it need not be noticed from outside."""
    _nearby.add(poke)


def hear_no_more(poke: Callable[[], object]) -> None:
    """Call ``poke`` no more. Safe to repeat."""
    _nearby.discard(poke)


def ring(cohort_id: int) -> None:
    """Wake whoever follows cohort ``cohort_id``, once the transaction is committed. Call it inside the change's own.

    PostgreSQL carries it to every process. On SQLite the others look at the version of the file.
    """
    if _nearby or connection.vendor == "postgresql":
        transaction.on_commit(partial(_notify, cohort_id), robust=True)


def _notify(cohort_id: int) -> None:
    """Ring. Within the transaction PostgreSQL would let one commit after the other to the disk, of all classes.

    A bell that is lost here delays followers until they look by themselves.
    """
    for poke in tuple(_nearby):
        poke()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(cohort_id)])
