"""A temporary installation: a data folder, and a database on PostgreSQL when its address is given."""

import os
import secrets
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from psycopg import sql

# The benchmark only ever fills an installation that it has made itself, and knows it by this file.
MARK = "made-by-bench-assessment"
LIMIT_SECONDS = 1800


def run_aside(
    arguments: Sequence[str], database_url: str, *, say: Callable[[str], object], within: Path | None = None
) -> int:
    """Run a management command in a temporary installation, and return its exit code. Its lines go to ``say``.

    It is ended when it takes longer than LIMIT_SECONDS.
    """
    with (
        temporary_installation(database_url, within) as environment,
        subprocess.Popen(  # noqa: S603  # our own program, no shell
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process,
    ):
        return _follow(process, say)


def _follow(process: subprocess.Popen[str], say: Callable[[str], object]) -> int:
    """Pass on what ``process`` says until it ends; it is asked to end when that takes too long, or on Ctrl-C."""
    limit = threading.Timer(LIMIT_SECONDS, process.terminate)
    limit.start()
    try:
        for line in process.stdout or ():
            say(line.rstrip("\n"))
        return process.wait()
    finally:
        limit.cancel()
        process.terminate()
        process.wait()


@contextmanager
def temporary_installation(database_url: str, within: Path | None = None) -> Iterator[dict[str, str]]:
    """Yield the environment of a new, empty installation. It is deleted afterwards.

    ``database_url`` names the PostgreSQL server on which a database is made, and dropped again; empty is SQLite.
    The data folder lies in ``within``, or where the system keeps temporary files.
    """
    with tempfile.TemporaryDirectory(prefix="fieldschool-bench-", dir=within) as folder:
        (Path(folder) / MARK).touch()
        if database_url:
            with temporary_database(database_url) as url:
                yield environment_of(folder, url)
        else:
            yield environment_of(folder, "")


def environment_of(folder: str, database_url: str) -> dict[str, str]:
    """Return the environment of processes of the installation in ``folder``, without this one's settings."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("FIELDSCHOOL_", "DJANGO_"))}
    return inherited | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "FIELDSCHOOL_DATA_DIR": folder,
        "FIELDSCHOOL_DATABASE_URL": database_url,
        "FIELDSCHOOL_HOSTS": "127.0.0.1",
        "FIELDSCHOOL_HTTPS": "off",
        "FIELDSCHOOL_LOG_LEVEL": "ERROR",
        "FIELDSCHOOL_SECRET_KEY": secrets.token_urlsafe(60),
    }


@contextmanager
def temporary_database(url: str) -> Iterator[str]:
    """Yield the address of a new database beside that of ``url``, and drop it afterwards."""
    parts = urlsplit(url)
    name = f"{parts.path.strip('/')}_bench_{secrets.token_hex(4)}"
    # geturl() would lose the empty host of an address that has its socket's folder in the query.
    head, query = f"{parts.scheme}://{parts.netloc}", f"?{parts.query}" if parts.query else ""
    admin = f"{head}/postgres{query}"
    _execute(admin, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield f"{head}/{name}{query}"
    finally:
        _execute(admin, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _execute(url: str, statement: sql.Composed) -> None:
    with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
        connection.execute(statement)
