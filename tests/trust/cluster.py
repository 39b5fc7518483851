"""A PostgreSQL server that writes as a real one does, and that can be crashed."""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60


class Cluster:
    """A server in ``folder`` that listens on a socket there and on no port."""

    def __init__(self, programs, folder, options=""):
        self.programs, self.folder, self.options = programs, folder, options
        self._as_owner = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self._as_owner:  # PostgreSQL refuses to run as root
            shutil.chown(folder, "postgres")
        more = ["--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8"]
        self._run("initdb", "--pgdata", "cluster", *more)
        self.start()

    def url(self, name, options=""):
        more = f"&options={options}" if options else ""
        return f"postgresql://postgres@/{name}?host={self.folder}{more}"

    def start(self):
        options = f"-k {self.folder} -c listen_addresses='' {self.options}"
        self._run("pg_ctl", "--pgdata", "cluster", "--silent", "start", "--log", "log", "--wait", "--options", options)
        self._pid = int((self.folder / "cluster" / "postmaster.pid").read_text().split()[0])

    def crash(self):
        """End it as a crash does: nothing that is still in memory is written."""
        # To the process itself: pg_ctl would look for it on a disk that may have lost its power.
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGQUIT)
            deadline = time.monotonic() + PATIENCE_SECONDS
            while time.monotonic() < deadline:
                os.kill(self._pid, 0)
                time.sleep(0.05)
            raise TimeoutError(f"PostgreSQL, process {self._pid}, does not end.")

    def new_database(self, template="template1"):
        """Return the name of a new database, a copy of ``template``."""
        name = f"trust_{secrets.token_hex(4)}"
        self._run("createdb", "--host", str(self.folder), "--username", "postgres", "--template", template, name)
        return name

    def _run(self, program, *arguments):
        command = [*self._as_owner, str(Path(self.programs) / program), *arguments]
        subprocess.run(command, cwd=self.folder, check=True, stdout=subprocess.DEVNULL)


def programs():
    """Return the folder of PostgreSQL's programs; skip where there are none."""
    found = subprocess.run([".ci/find-postgresql"], cwd=PROJECT, capture_output=True, text=True)
    if found.returncode:
        pytest.skip(found.stderr.strip())
    return found.stdout.strip()


@contextmanager
def running_cluster(folder=None, options=""):
    """Yield a running cluster, and stop it afterwards. A ``folder`` of its own is deleted."""
    with tempfile.TemporaryDirectory(prefix="fieldschool-pg-") as own:
        cluster = Cluster(programs(), folder or Path(own), options)
        try:
            yield cluster
        finally:
            cluster.crash()
