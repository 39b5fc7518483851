"""Files that are made to hang or to fill the memory are refused at once."""

import time

import pytest

from content.reader import MAX_BYTES, MAX_DEPTH, MAX_PROBLEMS, MAX_VALUES
from tests.content.test_reader import problems, read


def test_limits_hold_at_their_edge():
    deepest = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    most = "[" + "1," * (MAX_VALUES - 1) + "]"

    assert (problems(deepest), problems(most)) == ([], [])
    assert problems(f"[{deepest}]") == ["a.yaml:1:21: too many groups and lists inside each other (at most 20)"]
    assert problems(f"[1,{most[1:]}") == ["a.yaml:1:200000: too many values in one file (at most 100000)"]


BOMBS = {
    "aliases": "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)),
    "nested lists": "[" * 10_000,
    "nested groups": "{a: " * 10_000,
    "nested entries": "- " * 10_000,
    "half a megabyte of brackets": "[" * 500_000,
    "the same key": "a: 1\n" * 200_000,
    "empty lines": "\n" * MAX_BYTES,
    "tabs": "\t\n" * (MAX_BYTES // 2),
    "one long key": "a" * (MAX_BYTES - 1) + ":",
    "brackets with colons": "[a: " * 100_000,
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_a_hostile_file_is_refused_at_once(bomb):
    started = time.process_time()  # of this process alone: others may be busy
    document = read(bomb)

    assert 0 < len(document.problems) <= 2 * MAX_PROBLEMS
    assert time.process_time() - started < 5
