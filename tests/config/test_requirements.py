"""The compiled requirements: every package pinned by version and hash, from no particular index."""

import re
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
PIN = re.compile(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==([^ ;\\]+)", re.MULTILINE)
ADDRESS = re.compile(r"://|--(?:extra-)?index-url|--find-links|file:")
HASHED = re.compile(r"(?m)^[a-z0-9-]+==[^\n]+ \\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+")


def compiled(name):
    return (PROJECT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def pins(text):
    return dict(PIN.findall(text))


def asked(group):
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = project["dependencies"] if group == "run" else project["optional-dependencies"][group]
    return {re.split(r"[\[~<>=]", line)[0].lower() for line in lines}


@pytest.mark.parametrize("name", ["run", "dev", "metrics"])
def test_no_address_of_an_index(name):
    assert ADDRESS.findall(compiled(name)) == []


@pytest.mark.parametrize(
    "line", ["--index-url x", "--extra-index-url x", "--find-links x", "a @ file:///x", "https://x"]
)
def test_control_addresses_are_seen(line):
    assert ADDRESS.search(line)


@pytest.mark.parametrize("name", ["run", "dev", "metrics"])
def test_every_package_has_hashes(name):
    text = compiled(name)
    assert len(HASHED.findall(text)) == len(pins(text)) > 30


@pytest.mark.parametrize("name", ["run", "dev", "metrics"])
def test_everything_that_is_asked_for_is_there(name):
    assert asked(name) - set(pins(compiled(name))) == set()


@pytest.mark.parametrize("name", ["dev", "metrics"])
def test_every_list_uses_the_same_versions(name):
    assert pins(compiled("run")).items() <= pins(compiled(name)).items()
