"""Says that something changed for a cohort, to whoever follows its class at this moment."""

from functools import partial

from django.db import connection, transaction

CHANNEL = "fieldschool_cohort"


def ring(cohort_id: int) -> None:
    """Wake whoever follows cohort ``cohort_id``, once the transaction is committed. Call it inside the change's own.

    PostgreSQL carries it to every process. On SQLite there is nothing to do: followers look at the version of the file.
    """
    if connection.vendor == "postgresql":
        transaction.on_commit(partial(_notify, cohort_id), robust=True)


def _notify(cohort_id: int) -> None:
    """Ring. Within the transaction PostgreSQL would let one commit after the other to the disk, of all classes.

    A bell that is lost here delays followers until they look by themselves.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(cohort_id)])
