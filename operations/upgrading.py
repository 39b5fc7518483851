"""What has to hold before the tables of an installation are changed."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from operations.backups.making import Made, make_backup, store_of_installation

# Read without models: the tables may be older than the program.
OPEN_ATTEMPTS = """
    SELECT count(*) FROM assessments_attempt
    JOIN assessments_sitting ON assessments_sitting.id = assessments_attempt.sitting_id
    WHERE submitted_at IS NULL AND voided_at IS NULL
    AND (deadline IS NULL OR deadline > %s) AND (closes_at IS NULL OR closes_at > %s)
"""


def is_in_a_file() -> bool:
    """Return whether the database is a file of SQLite, which changes its tables for everybody at once."""
    return connection.vendor == "sqlite" and Path(connection.settings_dict["NAME"]).exists()


def n_open_attempts(now: datetime) -> int:
    """Return how many quizzes are being taken: 0 also where there are no such tables yet."""
    with connection.cursor() as cursor:
        if "assessments_attempt" not in connection.introspection.table_names(cursor):
            return 0
        moment = connection.ops.adapt_datetimefield_value(now)
        cursor.execute(OPEN_ATTEMPTS, [moment, moment])
        return int(cursor.fetchone()[0])


def save_before_upgrade(now: datetime) -> Made | None:
    """Make a backup of a SQLite file that holds data, and return it; None where there is nothing to save."""
    if not is_in_a_file() or store_of_installation().contents().is_empty:
        return None
    return make_backup(folder=settings.BACKUP_DIR, now=now)
