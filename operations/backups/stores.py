"""What backing up asks of a database, whichever it is."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

# Tables that fill by themselves: an installation with rows in no others holds nothing that could be missed.
FILLED_BY_ITSELF = ("django_", "auth_", "cache", "operations_")


class StoreError(Exception):
    """The database cannot be saved or replaced; the message says why and what to do."""


class Contents(NamedTuple):
    """What is in a database: rows of every table, and the migrations that were applied, in order."""

    engine_version: str
    migrations: list[str]
    rows: dict[str, int]

    @property
    def is_empty(self) -> bool:
        return not any(n for table, n in self.rows.items() if not table.startswith(FILLED_BY_ITSELF))


class Store(Protocol):
    """The database of an installation."""

    engine: str

    def dump(self, target: Path) -> Contents:
        """Save the database as it is at one moment to ``target``, beside a running server. Raises StoreError."""

    def contents(self) -> Contents:
        """Return what is in the database now. Raises StoreError when it cannot be read."""

    def n_others(self) -> int:
        """Return how many programs are connected besides this one, 0 where that cannot be told."""

    def replace_with(self, database: Path, now: datetime) -> str:
        """Put ``database``, which ``dump`` made, into the place of what is there, all of it or nothing.

        Return where the former data are kept, "" when there were none. Raises StoreError.
        """


def differences(expected: Contents, found: Contents) -> list[str]:
    """Return where ``found`` holds something else than ``expected``, in words; empty when nowhere."""
    return [
        *(f"The migration {name} is missing." for name in _missing(expected.migrations, found.migrations)),
        *(f"The migration {name} should not be there." for name in _missing(found.migrations, expected.migrations)),
        *(
            f"The table {table} has {_rows(found.rows.get(table))}, the backup has {_rows(expected.rows.get(table))}."
            for table in sorted(expected.rows.keys() | found.rows)
            if expected.rows.get(table) != found.rows.get(table)
        ),
    ]


def _missing(names: Iterable[str], among: Iterable[str]) -> list[str]:
    known = set(among)
    return [name for name in names if name not in known]


def _rows(n: int | None) -> str:
    return "no such table" if n is None else f"{n} rows"
