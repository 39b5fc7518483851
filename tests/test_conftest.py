"""Rules of the whole suite, tried on tests that break them: nothing is skipped under CI=true, nothing waits for ever.

And which tests meet the database.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import meets_the_database

PROJECT = Path(__file__).parent.parent
SKIPPING = """
import pytest

def test_skips_itself():
    pytest.skip("not today")

@pytest.mark.skip(reason="never")
def test_is_skipped(): ...

def test_passes(): ...
"""
SKIPPED_MODULE = "import pytest\npytest.importorskip('no_such_module')\n"


@pytest.mark.journey
@pytest.mark.parametrize(
    ("ci", "code", "closing"), [("", 0, "1 passed, 3 skipped in"), ("true", 1, "1 failed, 1 passed, 2 errors in")]
)
def test_skipping_fails_under_ci_only(tmp_path, ci, code, closing):
    (tmp_path / "test_skipping.py").write_text(SKIPPING)
    (tmp_path / "test_skipped_module.py").write_text(SKIPPED_MODULE)
    options = ["-q", "-p", "tests.skipping", "-c", os.devnull, "--continue-on-collection-errors", "-W", "ignore"]
    environment = {**os.environ, "CI": ci, "PYTHONPATH": str(PROJECT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    result = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "."],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (result.returncode, closing in result.stdout) == (code, True), result.stdout
    assert result.stdout.count("CI=true allows no skipped test") >= (3 if ci else 0)


EXITS = "faulthandler_exit_on_timeout"
WAITING = """
import subprocess
import sys

def test_waits_for_its_program_twice():
    with subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE) as program:
        program.wait()

def test_passes(): ...
"""


@pytest.mark.journey
def test_who_waits_for_ever_is_ended_and_named_and_the_others_go_on(pytestconfig, tmp_path):
    assert (pytestconfig.getini("faulthandler_timeout"), pytestconfig.getini(EXITS)) == (600, True)
    (tmp_path / "test_waiting.py").write_text(WAITING)
    limits = ["-o", "faulthandler_timeout=2", "-o", f"{EXITS}=true"]
    options = ["-q", "-c", os.devnull, "-p", "no:django", "-n", "1", *limits, "-W", "ignore"]
    result = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "."],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "crashed while running 'test_waiting.py::test_waits_for_its_program_twice'" in result.stdout
    assert "1 failed, 1 passed in" in result.stdout
    assert "in test_waits_for_its_program_twice" in result.stderr


def test_what_asks_for_the_database_meets_it(request, db):
    assert meets_the_database(request.node)


@pytest.mark.django_db
def test_so_does_what_is_marked(request):
    assert meets_the_database(request.node)


def test_nothing_else_does_but_what_starts_programs_on_it(request, monkeypatch):
    assert not meets_the_database(request.node)
    monkeypatch.setattr(request.module, "DATABASE_URL", "", raising=False)
    assert meets_the_database(request.node)
