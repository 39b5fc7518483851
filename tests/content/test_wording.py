"""What differs between two values, in words."""

from decimal import Decimal

import pytest

from content.loader.wording import differences

CASES = [
    ({"a": 1}, {"a": 1}, []),
    ({"stem": "Old."}, {"stem": "New."}, ['stem: "Old." → "New."']),
    ({"points": Decimal("1.00")}, {"points": "1"}, []),
    ({"about": None}, {"about": "Read."}, ['about: nothing → "Read."']),
    ({"on": True}, {"on": False}, ['on: "true" → "false"']),
    (["a", "b"], ["b", "c"], [': added "c"; removed "a"']),
    ({"x": ["a", "b"]}, {"x": ["b", "a"]}, ["x: another order"]),
    ({"x": None}, {"x": ["a"]}, ['x: added "a"']),
    (
        {"options": [{"id": "a", "text": "Dig"}, {"id": "b", "text": "Fill"}]},
        {"options": [{"id": "a", "text": "Dug"}, {"id": "c", "text": "Pump"}]},
        ['options: added "Pump"; removed "Fill"', 'options "Dig", text: "Dig" → "Dug"'],
    ),
    (
        {"accept": [{"text": "cover", "also": ["lid"]}]},
        {"accept": [{"text": "cover", "also": ["lid", "top"]}]},
        ['accept "cover", also: added "top"'],
    ),
    ({"x": []}, {"x": list("abcdefgh")}, ['x: added "a", "b", "c", "d", "e", "f" and 2 more']),
]


@pytest.mark.parametrize(("old", "new", "expected"), CASES)
def test_a_line_for_each_difference(old, new, expected):
    assert list(differences(old, new)) == expected


def test_long_texts_are_shown_from_a_little_before_the_place_where_they_part():
    same = "word " * 40
    [line] = differences(f"{same}old {same}", f"{same}new {same}", "reading")

    old, new = line.removeprefix("reading: ").split(" → ")
    assert old.startswith('"…word word word word old word')
    assert new.startswith('"…word word word word new word')
    assert old.endswith('…"')
    assert len(line) < 200
