"""The rule that nothing is skipped under CI=true, tried on tests that skip."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
SKIPPING = {
    "a test": "import pytest\ndef test_one(): pytest.skip('not today')\n",
    "a module": "import pytest\npytest.importorskip('no_such_module')\n",
}


def run_pytest(file, ci):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-c", os.devnull, file]
    environment = {**os.environ, "CI": ci, "PYTHONPATH": str(PROJECT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(command, cwd=file.parent, env=environment, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("text", SKIPPING.values(), ids=SKIPPING)
def test_skipping_fails_under_ci(tmp_path, text):
    file = tmp_path / "test_skipping.py"
    file.write_text(f"{text}\ndef test_two(): pass\n")
    elsewhere, under_ci = run_pytest(file, ci=""), run_pytest(file, ci="true")
    assert (elsewhere.returncode in {0, 5}, "1 skipped" in elsewhere.stdout) == (True, True), elsewhere.stdout
    assert (under_ci.returncode in {0, 5}, "allows no skipped test" in under_ci.stdout) == (False, True)
