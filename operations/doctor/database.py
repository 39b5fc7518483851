"""The database: can it be written, does it fit the program, and is it set up so that nothing is lost."""

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from config.sqlite import is_wal_safe
from operations.backups.postgresql import PostgresqlStore, store_parameters
from operations.backups.sqlite import check_whole
from operations.backups.stores import StoreError
from operations.doctor.findings import Finding, advice, well, wrong
from operations.readiness import unapplied_migrations

DATABASE = "database"
MIN_POSTGRESQL = 14
PATIENCE_SECONDS = 3.0
POOL = 10  # connections of one process
RESERVED = 15  # for listeners, backups and people
SAFE = {("wal", 2), ("delete", 3)}  # journal mode and synchronous: FULL and EXTRA
NAMES = {0: "OFF", 1: "NORMAL", 2: "FULL", 3: "EXTRA"}


def reached(_now: datetime) -> Iterable[Finding]:
    """Look whether the database answers, and whether its tables are those of this program."""
    try:
        if _is_postgresql():  # directly: the pool would try for ten seconds, and not say why it failed
            PostgresqlStore(store_parameters()).n_others()
        connection.ensure_connection()
        missing = unapplied_migrations()
    except (DatabaseError, StoreError) as problem:
        remedy = "Is it running, and is FIELDSCHOOL_DATABASE_URL right?" if _is_postgresql() else "Restore a backup."
        yield wrong(DATABASE, f"The database cannot be read: {str(problem).splitlines()[0]}", remedy)
        return
    yield well(DATABASE, "The database answers.")
    if missing:
        yield wrong(
            "migrations", f"Migrations are not applied ({len(missing)}).", "Make a backup, then: manage.py migrate"
        )
    else:
        yield well("migrations", "The tables are those of this program.")
    if "cache" not in connection.introspection.table_names():
        yield wrong("cache table", "The table of the cache is missing.", "Make it: manage.py createcachetable")


def sqlite(_now: datetime) -> Iterable[Finding]:
    """Look at the version of SQLite, how it writes, whether the file is whole, and whether writers take turns."""
    file = Path(settings.DATABASES["default"]["NAME"])
    if _is_postgresql() or not file.exists():
        return
    yield from _version()
    try:
        check_whole(file)
    except StoreError as problem:
        yield wrong("database file", str(problem), "Stop the server, then: manage.py restore FILE --replace")
        return
    yield well("database file", f"Every page of {file.name} is sound.")
    yield from _journal()
    yield from _writers(file)


def _version() -> Iterable[Finding]:
    version = sqlite3.sqlite_version
    if is_wal_safe(sqlite3.sqlite_version_info):
        yield well("SQLite", f"SQLite {version} writes ahead safely.")
    else:
        says = f"SQLite {version} has a fault in its write-ahead log, which is therefore not used: saving is slower."
        yield advice("SQLite", says, "Nothing is lost. SQLite 3.51.3 or newer is faster.")


def _journal() -> Iterable[Finding]:
    with connection.cursor() as cursor:
        mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        level = cursor.execute("PRAGMA synchronous").fetchone()[0]
    says = f"journal_mode={mode}, synchronous={NAMES.get(level, level)}."
    if (mode, level) in SAFE:
        yield well("journal", says)
    else:
        remedy = "Take out what changes OPTIONS of DATABASES in your settings, and restart."
        yield wrong("journal", f"A power cut may lose answers: {says}", remedy)


def _writers(file: Path) -> Iterable[Finding]:
    """Look whether the lock of the writers' queue can be had: one who never lets go stops everybody."""
    lock = file.with_name(f"{file.name}.queue")
    if not lock.exists():
        return
    if not os.access(lock, os.R_OK | os.W_OK):
        yield wrong("writers' lock", f"{lock.name} cannot be opened by this user.", f"sudo chown {os.getuid()} {lock}")
        return
    if _can_be_had(lock):
        yield well("writers' lock", "Writers take turns, and nobody holds them up.")
    else:
        remedy = f"Find out who holds it and end that program: sudo fuser -v {lock}"
        yield wrong("writers' lock", f"Somebody has held up all writers for {PATIENCE_SECONDS:.0f} seconds.", remedy)


def _can_be_had(lock: Path) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    with lock.open("r+b") as door:
        while True:
            try:
                fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    return False
                time.sleep(0.01)
            else:
                return True


def postgresql(_now: datetime) -> Iterable[Finding]:
    """Look at version and settings of PostgreSQL."""
    if not _is_postgresql():
        return
    try:
        shown = {name: _show(name) for name in ("server_version_num", "synchronous_commit", "fsync", "max_connections")}
    except DatabaseError:  # told above
        return
    version = int(shown["server_version_num"]) // 10_000
    if version < MIN_POSTGRESQL:
        remedy = f"Move to PostgreSQL {MIN_POSTGRESQL} or newer."
        yield wrong("PostgreSQL", f"PostgreSQL {version} is too old.", remedy)
    else:
        yield well("PostgreSQL", f"PostgreSQL {version}.")
    yield from _durability(shown)
    yield from _connections(int(shown["max_connections"]))


def _durability(shown: dict[str, str]) -> Iterable[Finding]:
    unsafe = [name for name in ("synchronous_commit", "fsync") if shown[name] in {"off", "local"}]
    for name in unsafe:
        remedy = f"Set {name} = on in postgresql.conf, and take it out of FIELDSCHOOL_DATABASE_URL. Restart PostgreSQL."
        yield wrong("durability", f"A power cut may lose answers: {name} is {shown[name]}.", remedy)
    if not unsafe:
        yield well("durability", "What is saved survives a power cut (synchronous_commit and fsync are on).")


def _connections(limit: int) -> Iterable[Finding]:
    n_processes = (limit - RESERVED) // POOL
    says = f"max_connections is {limit}: room for {max(0, n_processes)} processes of {POOL} connections each."
    if n_processes < 2:
        yield wrong("connections", says, "Set max_connections = 100 or more in postgresql.conf, and restart it.")
    else:
        yield well("connections", says)


def writes(_now: datetime) -> Iterable[Finding]:
    """Look whether a row can be written: a full disk or a read-only standby lets everything else look well."""
    try:
        with transaction.atomic():
            connection.cursor().execute("CREATE TABLE operations_doctor_was_here (id integer)")
            transaction.set_rollback(True)
    except DatabaseError as problem:
        remedy = "Is the disk full, the file read-only, or this a standby? It has to be a database that takes rows."
        yield wrong("writing", f"Nothing can be written: {str(problem).splitlines()[0]}.", remedy)
    else:
        yield well("writing", "Rows can be written.")


def _show(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"
