"""What the program is built on: licences that allow it, and lints that look for weak spots."""

import runpy
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.config.test_requirements import compiled, pins

PROJECT = Path(__file__).parents[2]
LICENCES = runpy.run_path(str(PROJECT / ".ci" / "licences"))


def test_the_page_of_licences_is_that_of_the_packages():
    written = subprocess.run([sys.executable, PROJECT / ".ci" / "licences"], capture_output=True, text=True)
    assert (written.returncode, written.stderr) == (0, "")
    assert written.stdout == (PROJECT / "docs" / "licences.md").read_text(encoding="utf-8")


def test_every_package_of_an_installation_is_on_the_page():
    page = (PROJECT / "docs" / "licences.md").read_text(encoding="utf-8")
    missing = {name for name in pins(compiled("metrics")) if f"| {name} | " not in page}
    assert missing <= {"colorama"}  # of Windows


@pytest.mark.parametrize(
    ("licence", "is_acceptable"),
    [
        ("MIT", True),
        ("BSD-3-Clause AND MIT", True),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("GPL-3.0-only", False),
        ("AGPL-3.0-only", False),
        ("see LICENSE", False),
        ("", False),
    ],
)
def test_which_licences_are_acceptable(licence, is_acceptable):
    assert LICENCES["is_acceptable"](licence) == is_acceptable


def test_the_security_rules_of_ruff_are_on():
    lint = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    assert "S" in lint["select"]
    assert [rule for rule in lint["ignore"] if rule.startswith("S")] == []


WEAK = {
    "S608": "def f(connection, name):\n    return connection.execute(f\"SELECT * FROM t WHERE name = '{name}'\")\n",
    "S301": "import pickle\n\nvalue = pickle.loads(b'')\n",
    "S506": "import yaml\n\nvalue = yaml.load('', Loader=yaml.Loader)\n",
    "S602": "import subprocess\n\nsubprocess.run('ls ' + input(), shell=True)\n",
    "S314": "import xml.etree.ElementTree as ET\n\nvalue = ET.fromstring('<a/>')\n",
    "S308": "from django.utils.safestring import mark_safe\n\n\ndef f(text):\n    return mark_safe(text)\n",
}


@pytest.mark.parametrize("rule", WEAK)
def test_control_weak_code_is_caught(rule, tmp_path):
    file = tmp_path / "weak.py"
    file.write_text(WEAK[rule])
    command = [sys.executable, "-m", "ruff", "check", "--config", PROJECT / "pyproject.toml", "--output-format=concise"]
    assert rule in subprocess.run([*command, "--no-cache", file], capture_output=True, text=True).stdout
