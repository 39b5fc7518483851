"""docs/security.md names every requirement that it promises to, and tests that exist."""

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "docs" / "security.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| (.+?) \| (.+?) \|$", re.MULTILINE)
ROWS = ROW.findall(PAGE)
NAMED = re.compile(r"`([\w/]+)::(\w+)`")

# The requirements of ASVS 5.0: all of level 1 but those of OAuth and WebRTC, and level 2 of six chapters.
LEVEL_1 = {
    *("1.2.1", "1.2.2", "1.2.3", "1.2.4", "1.2.5", "1.3.1", "1.3.2", "1.5.1"),
    *("2.1.1", "2.2.1", "2.2.2", "2.3.1"),
    *("3.2.1", "3.2.2", "3.3.1", "3.4.1", "3.4.2", "3.5.1", "3.5.2", "3.5.3"),
    *("4.1.1", "4.4.1", "5.2.1", "5.2.2", "5.3.1", "5.3.2"),
    *("6.1.1", "6.2.1", "6.2.2", "6.2.3", "6.2.4", "6.2.5", "6.2.6", "6.2.7", "6.3.1", "6.3.2", "6.4.1", "6.4.2"),
    *("7.2.1", "7.2.2", "7.2.3", "7.2.4", "7.4.1", "7.4.2", "8.1.1", "8.2.1", "8.2.2", "8.3.1"),
    *("9.1.1", "9.1.2", "9.1.3", "9.2.1", "11.3.1", "11.3.2", "11.4.1", "12.1.1", "12.2.1", "12.2.2", "13.4.1"),
    *("14.2.1", "14.3.1", "15.1.1", "15.2.1", "15.3.1"),
}
LEVEL_2 = {
    *("1.1.1", "1.1.2", "1.2.6", "1.2.7", "1.2.8", "1.2.9", "1.3.3", "1.3.4", "1.3.5", "1.3.6", "1.3.7", "1.3.8"),
    *("1.3.9", "1.3.10", "1.3.11", "1.4.1", "1.4.2", "1.4.3", "1.5.2"),
    *("2.1.2", "2.1.3", "2.2.3", "2.3.2", "2.3.3", "2.3.4", "2.4.1", "5.1.1", "5.2.3", "5.4.1", "5.4.2", "5.4.3"),
    *("8.1.2", "8.2.3", "8.4.1", "14.1.1", "14.1.2", "14.2.2", "14.2.3", "14.2.4", "14.3.2", "14.3.3"),
    *("16.1.1", "16.2.1", "16.2.2", "16.2.3", "16.2.4", "16.2.5", "16.3.1", "16.3.2", "16.3.3", "16.3.4"),
    *("16.4.1", "16.4.2", "16.4.3", "16.5.1", "16.5.2", "16.5.3"),
}
# What no test can show: it does not exist here, is a matter of words, or of those who run an installation.
WITHOUT_TEST = {
    *("1.2.6", "1.2.7", "1.2.8", "1.3.6", "1.3.8", "1.3.11", "1.4.1", "2.1.3", "3.5.2", "4.4.1", "6.4.2", "7.2.3"),
    *("14.1.1", "14.1.2", "15.1.1", "16.1.1", "16.4.3"),
}


def is_there(file, function):
    path = TESTS / f"{file}.py"
    if not path.exists():
        return False
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return function in {node.name for node in nodes if isinstance(node, ast.FunctionDef)}


def test_every_requirement_has_one_row_at_its_level():
    found = [(number, int(level)) for number, level, _what, _shown in ROWS]
    wanted = {(number, 1) for number in LEVEL_1} | {(number, 2) for number in LEVEL_2}
    assert sorted(found) == sorted(wanted)


def test_every_row_is_shown_by_a_test_or_cannot_be():
    assert {number for number, _level, _what, shown in ROWS if not NAMED.findall(shown)} == WITHOUT_TEST


def test_every_named_test_exists():
    assert [f"{file}::{name}" for file, name in NAMED.findall(PAGE) if not is_there(file, name)] == []


@pytest.mark.parametrize(
    ("file", "function"), [("accounts/test_nothing", "test_x"), ("test_security_page", "test_nothing")]
)
def test_control_a_test_that_is_not_there_is_found(file, function):
    assert not is_there(file, function)
