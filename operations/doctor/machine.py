"""The machine: its disk, its clock, who may read the data folder, and the packages the program is built on."""

import os
import re
import stat
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from assessments.models import Response
from operations.doctor.findings import Finding, advice, well, wrong
from operations.models import Backup, Heartbeat
from operations.readiness import MIN_FREE_BYTES, free_bytes

LOW_BYTES = 4 * MIN_FREE_BYTES
TOLERATED = timedelta(minutes=2)
EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
PRIVATE = 0o077
PIN = re.compile(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==([^ ;\\]+)([^\\\n]*)", re.MULTILINE)


def disk(_now: datetime) -> Iterable[Finding]:
    """Look at the room that is left."""
    free = free_bytes()
    says = f"The disk of the data folder has {free / 1_000_000_000:.1f} GB left."
    if free < MIN_FREE_BYTES:
        yield wrong("disk", says, "Delete what is not needed, or move FIELDSCHOOL_DATA_DIR to a larger disk.")
    elif free < LOW_BYTES:
        yield advice("disk", says, "Make room before the next class.")
    else:
        yield well("disk", says)


def data_folder(_now: datetime) -> Iterable[Finding]:
    """Look whether the data folder is there, can be written, and is closed to others."""
    folder = Path(settings.DATA_DIR)
    if not folder.is_dir():
        yield wrong("data folder", f"There is no folder {folder}.", f"Make it: mkdir -m 700 {folder}")
        return
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        owner = f"sudo chown -R {os.getuid()} {folder}"
        yield wrong("data folder", f"{folder} cannot be written by this user.", f"Give it to the user: {owner}")
        return
    too_open = [path.name for path in _secrets(folder) if stat.S_IMODE(path.stat().st_mode) & PRIVATE]
    if stat.S_IMODE(folder.stat().st_mode) & PRIVATE:
        yield wrong("data folder", f"{folder} is open to other users of the machine.", f"Close it: chmod 700 {folder}")
    elif too_open:
        names = ", ".join(too_open)
        yield wrong("data folder", f"Other users may read {names}.", f"Close them: chmod 600 {folder}/{too_open[0]}")
    else:
        yield well("data folder", f"{folder} is for its owner only.")


def _secrets(folder: Path) -> Iterator[Path]:
    names = ("secret_key", "demo-sign-ins.json")
    return (folder / name for name in names if (folder / name).exists())


def clock(now: datetime) -> Iterable[Finding]:
    """Compare the clock with everything here that has a time: the program's files, rows, other nodes, PostgreSQL."""
    remedy = "Set the clock: sudo timedatectl set-ntp true. Deadlines are read from it."
    if now < EARLIEST:
        yield wrong("clock", f"The clock says {now:%Y-%m-%d}, which is before this program was written.", remedy)
        return
    known = [*_times_of_files(), *_times_of_rows()]
    ahead = [(name, at) for name, at in known if at > now + TOLERATED]
    if ahead:
        name, at = max(ahead, key=lambda each: each[1])
        yield wrong("clock", f"The clock says {now:%Y-%m-%d %H:%M} UTC, but {name} is of {at:%Y-%m-%d %H:%M}.", remedy)
    elif (off := _off_postgresql()) > TOLERATED:
        yield wrong("clock", f"This clock and that of PostgreSQL differ by {off.total_seconds():.0f} seconds.", remedy)
    else:
        yield well("clock", f"The clock says {now:%Y-%m-%d %H:%M:%S} UTC, and nothing here is younger.")


def _times_of_files() -> Iterator[tuple[str, datetime]]:
    for file in (settings.BASE_DIR / "pyproject.toml", Path(settings.STATIC_ROOT) / "staticfiles.json"):
        if file.exists():
            yield file.name, datetime.fromtimestamp(file.stat().st_mtime, UTC)


def _times_of_rows() -> Iterator[tuple[str, datetime]]:
    sources = [
        ("an answer", Response.objects.order_by("-saved_at").values_list("saved_at", flat=True)),
        ("a backup", Backup.objects.order_by("-made_at").values_list("made_at", flat=True)),
        ("the heartbeat of a node", Heartbeat.objects.order_by("-at").values_list("at", flat=True)),
    ]
    for name, times in sources:
        try:
            newest = times.first()
        except DatabaseError:  # told by the check of the database
            return
        if newest is not None:
            yield name, newest


def _off_postgresql() -> timedelta:
    """Return how far this clock is from that of PostgreSQL; nothing on SQLite, which has no clock of its own."""
    if connection.vendor != "postgresql":
        return timedelta(0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs: datetime = cursor.fetchone()[0]
    return abs(datetime.now(UTC) - theirs)


def packages(_now: datetime) -> Iterable[Finding]:
    """Look whether the packages are those that this version of the program was tried with."""
    pins = PIN.findall((settings.BASE_DIR / "requirements" / "run.txt").read_text(encoding="utf-8"))
    other = [name for name, pinned, condition in pins if "win32" not in condition and _version_of(name) != pinned]
    if other:
        names = ", ".join(other[:3]) + (" and others" if len(other) > 3 else "")
        remedy = "Bring them: .venv/bin/pip install --require-hashes -r requirements/run.txt, and restart."
        yield wrong("packages", f"{len(other)} packages are missing or of another version: {names}.", remedy)
    else:
        yield well("packages", "The packages are those that this version was tried with.")


def _version_of(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
