"""Three overlapping circles as a drawing: which region a place is in, and where its text goes. Without the database.

Coordinates are those of the SVG: whole numbers, the middle of the three circles at (0, 0), y grows downwards. A
region is the set of the circles (0, 1, 2) it lies in; the empty set is outside all of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from unicodedata import east_asian_width

N_CIRCLES = 3
RADIUS = 240
CENTRES = ((0, -150), (-130, 75), (130, 75))
ALL = frozenset(range(N_CIRCLES))
REGIONS = [frozenset(each) for n in range(N_CIRCLES + 1) for each in combinations(range(N_CIRCLES), n)]
INNER_WIDTH, INNER_HEIGHT = 840, 744
SIDE, BAND = 236, 42  # what each ring adds at both sides, and above and below
GAP = 10
SIZE, LINE_HEIGHT, LETTER = 28, 32, 15.2  # of text
SMALLEST = 12  # a long word is written smaller, down to this, before it is broken

Region = frozenset[int]


@dataclass(frozen=True)
class Box:
    """A rectangle for text."""

    x: int
    y: int
    width: int
    height: int

    @property
    def corners(self) -> list[tuple[int, int]]:
        return [(x, y) for x in (self.x, self.x + self.width) for y in (self.y, self.y + self.height)]

    @property
    def middle(self) -> int:
        """Where centred text stands."""
        return self.x + self.width // 2


@dataclass(frozen=True)
class Line:
    """One line of text, centred at x, its foot at y, letters of ``size`` units. ``kind`` is label, text or more."""

    x: int
    y: int
    text: str
    kind: str
    size: int = SIZE


@dataclass(frozen=True)
class Caption:
    """What is written in one box: a label above it and the texts. More than fits is counted."""

    box: Box
    label: str
    texts: Sequence[str]


# Each box lies within its region as a whole, those with a label away from the other circles; the tests try their edges.
BOXES: dict[Region, Box] = {
    frozenset({0}): Box(-150, -337, 300, 160),
    frozenset({1}): Box(-314, 69, 188, 160),
    frozenset({2}): Box(126, 69, 188, 160),
    frozenset({0, 1}): Box(-211, -150, 135, 96),
    frozenset({0, 2}): Box(76, -150, 135, 96),
    frozenset({1, 2}): Box(-60, 91, 120, 128),
    ALL: Box(-67, -60, 134, 128),
    frozenset(): Box(-414, -390, 180, 180),
}


# Who stands in a ring is written at its sides, from top to bottom near the circles it serves.
RING_SIDES: tuple[list[Region], list[Region]] = (
    [frozenset({0}), frozenset({0, 1}), frozenset({1}), frozenset()],
    [frozenset({0, 2}), frozenset({2}), ALL, frozenset({1, 2})],
)


def region_at(x: float, y: float) -> Region:
    """Return the circles that the point lies in."""
    return frozenset(
        circle for circle, (cx, cy) in enumerate(CENTRES) if (x - cx) ** 2 + (y - cy) ** 2 <= RADIUS * RADIUS
    )


def ring_box(ring: int, region: Region) -> Box:
    """Return the box in ring number ``ring`` (0 is the inner one), at the side of the circles of ``region``."""
    outer, inner = frame(ring + 1), frame(ring)
    side = 0 if region in RING_SIDES[0] else 1
    height = inner.height // len(RING_SIDES[side])
    x = (outer.x, inner.x + inner.width)[side] + GAP
    return Box(x, inner.y + RING_SIDES[side].index(region) * height, SIDE - 2 * GAP, height - GAP)


def frame(n_rings: int) -> Box:
    """Return the rectangle round the circles and the first ``n_rings`` rings."""
    width, height = INNER_WIDTH + 2 * SIDE * n_rings, INNER_HEIGHT + 2 * BAND * n_rings
    return Box(-width // 2, -height // 2 - 28, width, height)


def view(n_rings: int) -> Box:
    """Return what the picture shows: the frame, with room for the line round it."""
    box = frame(n_rings)
    return Box(box.x - GAP, box.y - GAP, box.width + 2 * GAP, box.height + 2 * GAP)


def label_size(captions: Iterable[Caption]) -> int:
    """Return the one size in which the labels of all ``captions`` fit into their boxes."""
    labels = [(line, _width(each.box, "label")) for each in captions for line in wrap(each.label, each.box.width)]
    return min((size_in(line, width) for line, width in labels), default=SIZE)


def lines_of(caption: Caption, size: int = SIZE) -> list[Line]:
    """Return the lines of a caption, from the top of its box, never more than fit. Labels are written in ``size``."""
    room = caption.box.height // LINE_HEIGHT
    label = wrap(caption.label, caption.box.width) if caption.label else []
    kinds = [("label", text) for text in label[: room - bool(caption.texts)]]
    kinds += fitted(caption.texts, caption.box.width, room - len(kinds))
    top = caption.box.y + LINE_HEIGHT - 5
    return [
        Line(
            caption.box.middle,
            top + row * LINE_HEIGHT,
            text,
            kind,
            min(size if kind == "label" else SIZE, size_in(text, _width(caption.box, kind))),
        )
        for row, (kind, text) in enumerate(kinds)
    ]


def fitted(texts: Sequence[str], width: int, room: int) -> list[tuple[str, str]]:
    """Return at most ``room`` pairs of kind and line: the texts, each whole, and how many more there are."""
    wrapped = [wrap(text, width) for text in texts]
    if sum(map(len, wrapped)) <= room:
        return [("text", line) for line in chain.from_iterable(wrapped)]
    if room < 1:
        return []
    shown: list[list[str]] = []
    while len(shown) < len(wrapped) and sum(map(len, shown)) + len(wrapped[len(shown)]) < room:
        shown.append(wrapped[len(shown)])
    more = f"+{len(wrapped) - len(shown)}"
    return [*(("text", line) for line in chain.from_iterable(shown)), ("more", more)]


def wrap(text: str, width: int) -> list[str]:
    """Return ``text`` in lines of at most ``width`` units, broken between words.

    A line of one word may be longer, as it can be written smaller, see ``size_in``.
    """
    lines: list[str] = []
    for word in chain.from_iterable(_pieces(word, width) for word in text.split()):
        if lines and length(f"{lines[-1]} {word}") <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def length(text: str) -> float:
    """Return about how many units ``text`` takes; letters of East Asian scripts are twice as wide."""
    return sum(LETTER * (2 if east_asian_width(letter) in "WF" else 1) for letter in text)


def size_in(text: str, width: int) -> int:
    """Return the size at which a line takes at most ``width`` units, SIZE when it is short enough."""
    return min(SIZE, int(SIZE * width / max(length(text), 1)))


def _width(box: Box, kind: str) -> int:
    """Return how wide a line of ``box`` may be: a label is bold, so its letters take more."""
    return box.width * 7 // 8 if kind == "label" else box.width


def _pieces(word: str, width: int) -> Iterable[str]:
    """Return a word whole when it can be written small enough; scripts without spaces are broken anywhere."""
    is_wide = length(word) > LETTER * len(word)
    room = width if is_wide else width * SIZE // SMALLEST
    if length(word) <= room:
        return [word]
    pieces = [""]
    for letter in word:
        if length(pieces[-1] + letter) > room and pieces[-1]:
            pieces.append("")
        pieces[-1] += letter
    return pieces
