"""How small the text of a frame is set, and what fits on no class screen. tests/browser measures the same."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from lessons.fitting import NARROW, STEPS, WIDE, Words, classes_for, fits, step_for

SENTENCE = "water has to stand for one whole hour before anybody pours it through a clean cloth into the clean jar "
NAMES = [name for name, _ in STEPS]
CSS = (Path(settings.BASE_DIR) / "static" / "css" / "present.css").read_text(encoding="utf-8")


def letters(n):
    return (SENTENCE * (n // len(SENTENCE) + 1))[:n]


def slide(n_bullets, n_letters, *, has_pictures=False, title="Filter first, then disinfect"):
    return Words(title, "How water is treated", (letters(n_letters),) * n_bullets, has_pictures=has_pictures)


@pytest.mark.parametrize(
    ("words", "classes"),
    [
        (slide(7, 50), ""),
        (slide(4, 50, has_pictures=True), ""),
        (slide(7, 60), "narrow-dense"),
        (slide(7, 85), "dense narrow-denser"),
        (slide(7, 120), "denser"),
        (slide(7, 120, has_pictures=True), "denser narrow-densest"),
        (slide(7, 170), "denser narrow-densest"),
        (slide(7, 300), "densest"),  # fits at no step
        (slide(4, 50, title=letters(290)), "dense narrow-denser"),
        (Words(letters(50), lines=("Lesson 1",), is_title=True), ""),
        (Words(letters(290), lines=("Lesson 1",), is_title=True), "denser narrow-densest"),
        (Words("Aim", prose=letters(1900)), "densest"),
    ],
)
def test_the_more_there_is_to_read_the_smaller_it_is_set(words, classes):
    assert classes_for(words) == classes


@pytest.mark.parametrize(
    ("words", "is_all_there"),
    [
        (slide(7, 170), True),
        (slide(5, 260), True),
        (slide(3, 300), True),
        (slide(7, 160, has_pictures=True), True),
        (slide(5, 220, has_pictures=True), True),
        (slide(3, 300, has_pictures=True), True),
        (slide(5, 40, title=letters(300)), True),
        (Words("Aim", prose=letters(1900)), True),
        (Words("Outcomes", lines=(letters(260),) * 6), True),
        (Words("Outcomes", lines=(letters(80),) * 10), True),
        (slide(7, 300), False),
        (slide(7, 220), False),
        (slide(7, 220, has_pictures=True), False),
        (Words("Aim", prose=letters(2300)), False),
        (Words("Aim", prose=letters(20_000)), False),
        (Words("Outcomes", lines=(letters(260),) * 9), False),
    ],
)
def test_what_the_page_of_the_format_promises_fits(words, is_all_there):
    assert fits(words) == is_all_there


def test_signs_as_wide_as_high_need_more_room_and_no_spaces_between_them():
    latin, chinese = (Words("A", lines=(text,) * 7) for text in (letters(150), "水" * 150))
    assert [fits(latin), fits(chinese)] == [True, False]
    assert fits(Words("A", lines=("水" * 80,) * 7))


def test_a_word_longer_than_a_row_is_broken():
    assert not fits(Words("x" * 1500))
    assert fits(Words("x" * 290))


def test_what_markdown_does_not_show_needs_no_room():
    marked = "**water** [stands](https://example.org/a-long-way-to-a-page) "
    assert [fits(Words("Aim", prose=text * 100)) for text in (marked, "water stands ")] == [True, True]


@given(st.lists(st.text(max_size=200), max_size=8), st.booleans(), st.sampled_from([WIDE, NARROW]))
def test_more_text_is_never_set_larger(lines, has_pictures, width):
    steps = [step_for(Words("A", lines=lines[:n], has_pictures=has_pictures), width) for n in range(len(lines) + 1)]
    sizes = [NAMES.index(step) if step is not None else len(NAMES) for step in steps]
    assert sizes == sorted(sizes)


@given(st.lists(st.text(max_size=200), max_size=8), st.text(max_size=400))
def test_a_narrow_screen_is_never_set_larger_than_a_wide_one(lines, prose):
    words = Words("A", "B", lines, prose)
    wide, narrow = (step_for(words, width) for width in (WIDE, NARROW))
    assert narrow is None or (wide is not None and NAMES.index(wide) <= NAMES.index(narrow))


@pytest.mark.parametrize(("name", "fit"), STEPS[1:])
def test_the_stylesheet_sets_the_same_sizes(name, fit):
    found = re.findall(rf"\.frame-body\.(narrow-)?{name} {{ --fit: ([.0-9]+); }}", CSS)
    assert [(narrow, float(size)) for narrow, size in found] == [("", fit), ("narrow-", fit)]
