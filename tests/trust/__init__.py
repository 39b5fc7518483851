"""What is promised, tried for real: servers that are killed, disks that lose power, networks that lose replies.

Each module tries one promise of docs/reliability.md, and beside it a control: the same trial of a variant that must
break the promise. Trials run in installations of their own, on SQLite and on PostgreSQL. Their short form is part of
``make test`` and asserts counts alone; ``make test-trust`` runs them in full.
"""

import os

IS_FULL = os.environ.get("FIELDSCHOOL_TEST_TRUST") == "full"


def in_full(full, short):
    """Return how much is tried: as much as is promised in full, less of the same in the short form."""
    return full if IS_FULL else short
