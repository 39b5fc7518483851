"""The rule that nothing is skipped under CI=true, tried on tests that skip; and which tests meet the database."""

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


def test_what_asks_for_the_database_meets_it(request, db):
    assert meets_the_database(request.node)


@pytest.mark.django_db
def test_so_does_what_is_marked(request):
    assert meets_the_database(request.node)


def test_nothing_else_does_but_what_starts_programs_on_it(request, monkeypatch):
    assert not meets_the_database(request.node)
    monkeypatch.setattr(request.module, "DATABASE_URL", "", raising=False)
    assert meets_the_database(request.node)
