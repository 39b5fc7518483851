"""How large the text of a frame can be on the class screen, by how much there is of it. Without the database.

A frame is measured in hundredths of the screen's height, as ``present.css`` sets it: with the sizes there the rows of
every text are counted, for both shapes of a screen. Letters are taken as wide as those of Noto Sans, the widest of the
fonts that ``app.css`` names.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

STEPS = (("", 1.0), ("dense", 0.86), ("denser", 0.72), ("densest", 0.62))  # smaller, the last row cannot read it
WIDE, NARROW = 163.7, 119.3  # what the margins leave of 16:9 and of 4:3
HEIGHT = 85.0  # what the margins leave of the height
SIZE, GAP = 4.1, 2.6  # of ordinary text, and between section, title and what follows
ROW, BETWEEN = 1.35, 0.55  # height of a row, and the room between two passages, in the size of the text
TITLE, TITLE_ROW, BELOW_TITLE = 1.75, 1.1, 0.3
LARGE_TITLE, SECTION, BESIDE_PICTURE, BULLET = 2.6, 0.72, 0.88, 1.1
PICTURE = 30.0  # the least height of a picture
COLUMN_GAP = 3.0
SPILL = 2.0  # bullets beside a picture may reach so far into the margin
MOST_LETTERS = 4000  # more would fit nowhere
COLUMNS = {"dense": 1 / 2, "denser": 3 / 5, "densest": 3 / 5}  # share of bullets beside a picture, else 2/5
LETTER, BOLD = 0.51, 0.57  # the width of a usual letter; one of Chinese is as wide as high
WORD = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]\s*|[^\s\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]+\s*")
MARKS = re.compile(r"[*_`]+|(?<=\])\([^)]*\)")  # what Markdown does not show
BLANK = re.compile(r"\n\s*\n")
ITEM = re.compile(r"\n\s*(?:[-*+]|\d+[.)]) ")


@dataclass(frozen=True)
class Words:
    """All the text of a frame. ``is_title`` when it is nothing but a large title with lines above it."""

    title: str
    section: str = ""
    lines: Sequence[str] = ()
    prose: str = ""
    has_pictures: bool = False
    is_title: bool = False


def classes_for(words: Words) -> str:
    """Return the classes of ``present.css`` that set a frame as small as it must be, on a wide and a narrow screen.

    What fits at no step is set at the smallest.
    """
    steps = (step_for(words, width) for width in (WIDE, NARROW))
    wide, narrow = (STEPS[-1][0] if step is None else step for step in steps)
    return " ".join(filter(None, [wide, f"narrow-{narrow}" if narrow != wide else ""]))


def fits(words: Words) -> bool:
    """Return whether all of a frame is on the class screen, at the smallest step at least, whatever its shape."""
    return all(step_for(words, width) is not None for width in (WIDE, NARROW))


def step_for(words: Words, width: float) -> str | None:
    """Return the name of the first step at which ``words`` fit on a screen of this width; None when at none."""
    shown = [words.title, words.section, MARKS.sub("", words.prose), *words.lines]
    if sum(map(len, shown)) > MOST_LETTERS:
        return None
    room = HEIGHT + (SPILL if words.has_pictures else 0)
    return next((name for name, fit in STEPS if _height(words, width, name, SIZE * fit) <= room), None)


def _height(words: Words, width: float, step: str, size: float) -> float:
    parts = list(_parts(words, width, step, size))
    return sum(parts) + GAP * (len(parts) - 1)


def _parts(words: Words, width: float, step: str, size: float) -> Iterator[float]:
    """Yield the height of each part of a frame, from the top."""
    if words.section:
        yield _rows(words.section, width, SECTION * size * LETTER) * SECTION * ROW * size
    title = size * (LARGE_TITLE if words.is_title else TITLE)
    has_more = bool(words.prose or words.lines or words.has_pictures) and not words.is_title
    yield _rows(words.title, width, title * BOLD) * TITLE_ROW * title + (BELOW_TITLE * title if has_more else 0)
    if words.prose:
        yield _prose(words.prose, width, size)
    if words.has_pictures:
        column = (width - COLUMN_GAP) * COLUMNS.get(step, 2 / 5)
        yield max(PICTURE, _list(words.lines, column, BESIDE_PICTURE * size))
    elif words.lines:
        yield _list(words.lines, width, size)


def _prose(prose: str, width: float, size: float) -> float:
    """Return the height of Markdown: the items of a list stand close, other passages apart."""
    blocks = [ITEM.split(f"\n{MARKS.sub('', block)}") for block in BLANK.split(prose.strip())]
    heights = [
        _passages([each for each in (before.strip(), *items) if each], width - BULLET * size * bool(items), size, 0)
        for before, *items in blocks
    ]
    return sum(heights) + BETWEEN * size * (len(blocks) - 1)


def _list(lines: Sequence[str], width: float, size: float) -> float:
    return _passages(lines, width - BULLET * size, size)


def _passages(passages: Sequence[str], width: float, size: float, between: float = BETWEEN) -> float:
    n_rows = sum(_rows(passage, width, size * LETTER) for passage in passages)
    return size * (n_rows * ROW + max(len(passages) - 1, 0) * between)


@lru_cache(maxsize=4096)
def _rows(text: str, width: float, letter: float) -> int:
    """Return how many rows a text takes. A word is broken only when it is longer than a row."""
    n_rows, left = 1, width
    for word in WORD.findall(text):
        needed = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in word.rstrip()) * letter
        if needed > left:
            n_broken = max(ceil(needed / width), 1)
            n_rows += n_broken - (left == width)
            left = n_broken * width - needed
        else:
            left -= needed
        left -= letter * (len(word) - len(word.rstrip()))
    return n_rows
