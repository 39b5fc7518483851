"""When the container that looks after backups does its work: by the clock on the wall, in a folder of its own."""

import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

NIGHTLY = Path(__file__).parents[2] / "deploy" / "nightly"
EVERY = ["backup --keep 30", "apply_retention", "clearsessions"]
# The clock stands still but for what is slept; past the end of a case, sleeping fails and ends the script.
PROGRAMS = {
    "bin/date": 'exec "$REAL_DATE" -d "@$(cat clock)" "$@"',
    "bin/sleep": 'echo "$(( $(cat clock) + $1 ))" > clock; [ "$(cat clock)" -le "$ENDS" ]',
    ".venv/bin/python": 'shift; echo "$(date "+%a %H:%M") $*" >> done; exit 1',  # what fails keeps nothing else
}


@pytest.fixture
def nightly(tmp_path):
    """A function that runs the script from one moment to another there, and returns what it did and when."""
    for name, text in PROGRAMS.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
    (tmp_path / "deploy").mkdir()
    shutil.copy(NIGHTLY, tmp_path / "deploy")

    def run(begins, ends, zone):
        moments = [datetime.fromisoformat(each).replace(tzinfo=ZoneInfo(zone)) for each in (begins, ends)]
        instants = [str(int(each.timestamp())) for each in moments]
        (tmp_path / "clock").write_text(instants[0])
        (tmp_path / "done").write_text("")
        environment = {
            "PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin",
            "REAL_DATE": shutil.which("date"),
            "ENDS": instants[1],
            "FIELDSCHOOL_TIME_ZONE": zone,
            "FIELDSCHOOL_BACKUP_DIR": str(tmp_path),
        }
        subprocess.run([tmp_path / "deploy" / "nightly"], env=environment, cwd=tmp_path, timeout=60, check=False)
        return (tmp_path / "done").read_text().splitlines()

    return run


def at(moment, more=()):
    return [f"{moment} {work}" for work in [*EVERY, *more]]


@pytest.mark.parametrize(
    ("begins", "ends", "zone", "expected"),
    [
        ("2026-03-10T09:58", "2026-03-10T15:00", "UTC", at("Tue 10:03")),
        ("2026-03-10T22:00", "2026-03-11T06:00", "UTC", at("Tue 22:05") + at("Wed 02:15")),
        ("2026-03-11T02:20", "2026-03-11T06:00", "UTC", at("Wed 02:25")),
        ("2026-03-15T01:00", "2026-03-15T05:00", "Asia/Kathmandu", at("Sun 02:15", more=["verify_backup"])),
        ("2026-03-29T00:00", "2026-03-29T06:00", "Europe/Stockholm", at("Sun 03:00", more=["verify_backup"])),
        ("2026-10-25T00:00", "2026-10-25T06:00", "Europe/Stockholm", at("Sun 02:15", more=["verify_backup"])),
    ],
    ids=["started by day", "night", "started at night", "Sunday", "no 02:15", "two of 02:15"],
)
def test_work_is_done_once_a_day(nightly, begins, ends, zone, expected):
    assert nightly(begins, ends, zone) == expected


def test_a_restart_does_nothing_again_before_the_next_night(nightly):
    assert nightly("2026-03-10T01:00", "2026-03-10T03:00", "UTC") == at("Tue 02:15")
    assert nightly("2026-03-10T09:00", "2026-03-10T19:00", "UTC") == []
    assert nightly("2026-03-11T07:00", "2026-03-11T19:00", "UTC") == at("Wed 07:05")


def test_long_work_does_not_make_the_next_night_later(nightly, tmp_path):
    work = tmp_path / ".venv/bin/python"
    three_hours = 'case "$*" in *keep*) echo "$(( $(cat clock) + 10800 ))" > clock;; esac'
    work.write_text(f"{work.read_text().replace('; exit 1', '')}\n{three_hours}\n")
    assert nightly("2026-03-14T02:00", "2026-03-15T04:00", "Africa/Nairobi") == [
        "Sat 02:15 backup --keep 30",
        "Sat 05:15 apply_retention",
        "Sat 05:15 clearsessions",
        "Sun 02:15 backup --keep 30",
        "Sun 05:15 apply_retention",
        "Sun 05:15 clearsessions",
        "Sun 05:15 verify_backup",
    ]
