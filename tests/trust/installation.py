"""Installations that a trial may do with as it likes, and the trials inside them."""

import json
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assessments.benchmark.installation import environment_of

PROJECT = Path(__file__).parents[2]
LIMIT_SECONDS = 1500
WITHOUT_DATABASE = shutil.ignore_patterns("fieldschool.sqlite3*")


class DrillError(Exception):
    """A trial did not come to its end."""


@dataclass(frozen=True)
class Installation:
    """A data folder, and the address of a PostgreSQL database; without one it is on SQLite."""

    folder: Path
    url: str = ""

    def drill(self, name, *, environment=None, **options):
        """Run a trial in a process of its own and return what it found."""
        with self.drilling(name, environment=environment, **options) as process:
            said, problems = process.communicate(timeout=LIMIT_SECONDS)
        if process.returncode:
            raise DrillError(f"{name}: {said[-3000:]}\n{problems[-6000:]}")
        return json.loads(said.splitlines()[-1])

    @contextmanager
    def drilling(self, name, *, environment=None, **options):
        """Yield the process of a trial while it runs."""
        with subprocess.Popen(
            [sys.executable, "-m", "tests.trust.drills", name, json.dumps(options)],
            cwd=PROJECT,
            env=environment_of(str(self.folder), self.url) | (environment or {}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                yield process
            finally:
                process.terminate()

    def copy_to(self, folder, url=""):
        """Return a copy; on PostgreSQL of the files alone, beside a database that was copied already."""
        ignore = WITHOUT_DATABASE if url else None
        shutil.copytree(self.folder, folder, ignore=ignore, dirs_exist_ok=True)
        return Installation(Path(folder), url)


@contextmanager
def folder_for_data():
    with tempfile.TemporaryDirectory(prefix="fieldschool-trust-") as folder:
        yield Path(folder)
