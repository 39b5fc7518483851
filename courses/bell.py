"""Says that something changed for a cohort, to whoever follows its class at this moment."""

from django.db import connection

CHANNEL = "fieldschool_cohort"


def ring(cohort_id: int) -> None:
    """Wake whoever follows cohort ``cohort_id``, once the transaction is committed. Call it inside the change's own.

    PostgreSQL carries it to every process. On SQLite there is nothing to do: followers look at the version of the file.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(cohort_id)])
