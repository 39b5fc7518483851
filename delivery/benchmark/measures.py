"""What a server holds: memory of its processes, and connections to the database. Read from Linux's /proc."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.db import connection

PROC = Path("/proc")


def memory_of(pids: Sequence[int]) -> float | None:
    """Return the megabytes of processes and everything they started, or None where they cannot be read."""
    if not pids:
        return None
    try:
        return sum(_resident(each) for pid in pids for each in _family(pid)) / 1024
    except (OSError, StopIteration):
        return None


def database_connections(pids: Sequence[int]) -> int | None:
    """Return how many connections to the database servers have open, or None where they cannot be counted."""
    if connection.vendor == "postgresql":
        return _backends()
    name = str(connection.settings_dict["NAME"])
    try:
        return sum(_open_files(each, name) for pid in pids for each in _family(pid)) if pids else None
    except OSError:
        return None


def _backends() -> int:
    """Return the connections to this database, without our own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def _open_files(pid: int, name: str) -> int:
    return sum(_target(link) == name for link in (PROC / str(pid) / "fd").iterdir())


def _target(link: Path) -> str:
    try:
        return os.readlink(link)  # noqa: PTH115  # Path.readlink() would make a path of "socket:[1]"
    except FileNotFoundError:
        return ""


def _family(pid: int) -> Iterator[int]:
    yield pid
    for child in (PROC / str(pid) / "task" / str(pid) / "children").read_text().split():
        yield from _family(int(child))


def _resident(pid: int) -> int:
    lines = (PROC / str(pid) / "status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
