"""PostgreSQL: saved with ``pg_dump``, at the same moment at which its rows are counted."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from operations.backups.stores import Contents, StoreError

PROGRAMS = Path("/usr/lib/postgresql")  # where Debian and Ubuntu keep each version apart
SCHEMA = "public"
# What a backup is about; the limits of web requests are not for it.
LIBPQ = ("dbname", "user", "password", "host", "port", "sslmode", "sslrootcert", "sslcert", "sslkey")


class PostgresqlStore:
    """One database, reached with ``parameters`` of libpq."""

    engine = "postgresql"

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self.parameters = {name: parameters[name] for name in LIBPQ if parameters.get(name)}

    def dump(self, target: Path) -> Contents:
        with self._connected() as source:
            source.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            source.read_only = True
            (snapshot,) = _row(source, "SELECT pg_export_snapshot()")
            what = ["--format=custom", f"--snapshot={snapshot}", f"--schema={SCHEMA}", "--no-owner", "--no-privileges"]
            self._run("pg_dump", [*what, f"--file={target}", f"--dbname={self._address()}"])
            target.chmod(0o600)
            return _contents(source)

    def contents(self) -> Contents:
        with self._connected() as source:
            return _contents(source)

    def n_others(self) -> int:
        with self._connected() as source:
            (n,) = _row(
                source,
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND backend_type = 'client backend' AND pid <> pg_backend_pid()",
            )
            return int(n)

    def replace_with(self, database: Path, now: datetime) -> str:
        script = database.with_name("script.sql")
        self._run(
            "pg_restore", ["--no-owner", "--no-privileges", f"--schema={SCHEMA}", f"--file={script}", str(database)]
        )
        aside = f"before_{now:%Y%m%dt%H%M%Sz}"
        is_there = bool(self.contents().rows)
        old = f'ALTER SCHEMA {SCHEMA} RENAME TO "{aside}"' if is_there else f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"
        steps = [f"--command={old}", f"--command=CREATE SCHEMA {SCHEMA}", f"--file={script}"]
        quiet = ["--no-psqlrc", "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1"]
        self._run("psql", [*quiet, "--single-transaction", f"--dbname={self._address()}", *steps])
        with self._connected() as restored:
            restored.autocommit = True
            restored.execute("ANALYZE")  # or the first class would be slow
        return f"schema {aside}" if is_there else ""

    def _connected(self) -> psycopg.Connection[Any]:
        try:
            return psycopg.connect(self._address(), password=self.parameters.get("password"), connect_timeout=10)
        except psycopg.Error as problem:
            raise StoreError(f"PostgreSQL cannot be reached: {problem}") from problem

    def _address(self) -> str:
        """Return how to reach the database, without the password: other users of the machine see arguments."""
        return make_conninfo(**{name: value for name, value in self.parameters.items() if name != "password"})

    def _run(self, program: str, arguments: Sequence[str]) -> None:
        environment = {**os.environ, "PGPASSWORD": self.parameters.get("password", "")}
        found = find_program(program, self._server_version())
        done = subprocess.run(  # noqa: S603  # PostgreSQL's own programs, no shell
            [found, *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise StoreError(f"{program} has failed: {_said(done.stderr)}")

    def _server_version(self) -> int:
        with self._connected() as server:
            return server.info.server_version // 10_000


def store_parameters() -> dict[str, Any]:
    """Return how Django reaches the default database, as libpq has it."""
    return dict(connection.get_connection_params())


def find_program(name: str, version: int) -> str:
    """Return the path of a program of PostgreSQL that fits a server of ``version``: the oldest that is not older.

    Raises StoreError when there is none.
    """
    fitting = [folder for folder in PROGRAMS.glob("*/bin") if (folder / name).exists() and _version(folder) >= version]
    if fitting:
        return str(min(fitting, key=_version) / name)
    if PROGRAMS.is_dir() and any(PROGRAMS.glob(f"*/bin/{name}")):
        raise StoreError(f"{name} here is older than the server. Install postgresql-client-{version}.")
    if found := shutil.which(name):
        return found
    raise StoreError(f"{name} is not installed. On Debian and Ubuntu: sudo apt install postgresql-client-{version}")


def _version(folder: Path) -> int:
    found = re.match(r"\d+", folder.parent.name)
    return int(found[0]) if found else 0


def _contents(source: psycopg.Connection[Any]) -> Contents:
    """Return what the transaction of ``source`` sees."""
    found = source.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY tablename", [SCHEMA])
    names = [row[0] for row in found.fetchall()]
    rows = {name: int(_row(source, sql.SQL("SELECT count(*) FROM {}").format(_table(name)))[0]) for name in names}
    applied = sql.SQL("SELECT app || '.' || name FROM {} ORDER BY id").format(_table("django_migrations"))
    migrations = [row[0] for row in source.execute(applied).fetchall()] if "django_migrations" in rows else []
    return Contents(source.info.parameter_status("server_version") or "", migrations, rows)


def _table(name: str) -> sql.Identifier:
    return sql.Identifier(SCHEMA, name)


def _row(source: psycopg.Connection[Any], statement: Any) -> tuple[Any, ...]:
    row: tuple[Any, ...] = source.execute(statement).fetchone() or ()
    return row


def _said(text: str) -> str:
    """Return the first lines of what a program complained about, without rows of tables that it may show."""
    lines = [line for line in text.splitlines() if not line.startswith(("CONTEXT:", "DETAIL:", "LINE "))]
    return " ".join(lines[:5])[:500]
