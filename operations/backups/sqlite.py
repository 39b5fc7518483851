"""SQLite: saved with ``VACUUM INTO``, never by copying the file, which loses answers while somebody writes."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from config.queued_sqlite.base import WriterQueue
from operations.backups.archive import sync_folder
from operations.backups.aside import aside_of
from operations.backups.stores import Contents, StoreError

WAIT_SECONDS = 20.0
COMPANIONS = ("-wal", "-shm", "-journal")


class SqliteStore:
    """One database file."""

    engine = "sqlite"

    def __init__(self, file: Path) -> None:
        self.file = file

    def dump(self, target: Path) -> Contents:
        with _reading(self.file) as source:
            source.execute("VACUUM INTO ?", (str(target),))
        target.chmod(0o600)
        check_whole(target)
        return contents_of(target)

    def contents(self) -> Contents:
        return contents_of(self.file) if self.file.exists() else Contents(sqlite3.sqlite_version, [], {})

    def n_others(self) -> int:
        return 0  # they hold the lock of the data folder

    def replace_with(self, database: Path, now: datetime) -> str:
        check_whole(database)
        queue = WriterQueue(self.file, WAIT_SECONDS)
        queue.enter()
        try:
            return self._exchange(database, now)
        finally:
            queue.leave()

    def _exchange(self, database: Path, now: datetime) -> str:
        aside = aside_of(self.file, now)
        is_there = self.file.exists()
        if is_there:
            self._fold_journal()
            for suffix in COMPANIONS:  # of a file that cannot be read; they must not be taken for those of the new one
                companion = Path(f"{self.file}{suffix}")
                if companion.exists():
                    companion.rename(f"{aside}{suffix}")
            os.link(self.file, aside)
        database.replace(self.file)
        sync_folder(self.file.parent)
        return str(aside) if is_there else ""

    def _fold_journal(self) -> None:
        """Bring what stands in a journal into the file, where it can still be read."""
        try:
            with closing(sqlite3.connect(self.file, timeout=WAIT_SECONDS)) as old:
                old.execute("PRAGMA journal_mode=DELETE").fetchall()
        except sqlite3.DatabaseError:
            return


def check_whole(file: Path) -> None:
    """Raise StoreError unless every page and every reference of a database file is sound."""
    with _reading(file) as connection:
        said = [row[0] for row in connection.execute("PRAGMA integrity_check(5)")]
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    if said != ["ok"]:
        raise StoreError(f"The database {file.name} is damaged: {'; '.join(said)}. Restore a backup.")
    if broken:
        tables = ", ".join(sorted({row[0] for row in broken}))
        raise StoreError(f"Rows of {tables} point to rows that do not exist. Restore a backup.")


def contents_of(file: Path) -> Contents:
    """Return what is in a database file. Raises StoreError."""
    with _reading(file) as connection:
        names = [
            row[0]
            for row in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
            )
        ]
        rows = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in sorted(names)}  # noqa: S608  # names of its own tables
        applied = "SELECT app || '.' || name FROM django_migrations ORDER BY id"
        migrations = [row[0] for row in connection.execute(applied)] if "django_migrations" in rows else []
    return Contents(sqlite3.sqlite_version, migrations, rows)


@contextmanager
def _reading(file: Path) -> Iterator[sqlite3.Connection]:
    """Yield a connection to a file that must exist. Raises StoreError when SQLite cannot do what was asked."""
    try:
        # rw, although nothing is written: a journal left by a crash has to be rolled back first.
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=WAIT_SECONDS)) as found:
            found.isolation_level = None
            yield found
    except sqlite3.Error as problem:
        raise StoreError(f"SQLite cannot read {file}: {problem}.") from problem
