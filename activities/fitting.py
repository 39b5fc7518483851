"""What of a full board fits on the class screen, how large it is written, and in how many columns. No database.

The screen is measured in hundredths of its height, and text in ems: the style sheet says the same sizes, see
``.board-screen``. Letters are taken a little wider than they are, so that what is said to fit does.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from unicodedata import east_asian_width

STEPS = (4.0, 3.4, 2.9, 2.4)  # of text, from large to the smallest that can be read from the back
WIDTH, HEIGHT = 169.0, 87.0  # of a 16:9 screen within its margins
BESIDE_DRAWING = 64.0  # the width that three circles leave
MOST_IN_A_ROW = 4
GAP, PADDING_ACROSS, PADDING_DOWN = 2.0, 4.0, 3.2  # between lists, and within a list at both sides together
TITLE, HEAD, SMALL = 1.5, 1.1, 0.75  # ems
LINE_HEIGHT, BETWEEN, INDENT, BETWEEN_TRACKS = 1.3, 0.3, 0.8, 1.0  # ems
NARROWEST = 9.0  # ems of text
SLIM = 0.6  # of a column
LETTER, CAPITAL, IDEOGRAPH = 0.51, 0.68, 1.0  # ems of bold letters; other scripts than Latin are taken for capitals


@dataclass(frozen=True)
class Words:
    """What a list says: its heading, small notes under it, and its points with what stands small under each."""

    head: str
    notes: Sequence[str]
    points: Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True)
class Fit:
    """The step in which a board is written, and for each of its lists how many columns it has and points it shows."""

    step: int
    tracks: Sequence[int]
    shown: Sequence[int]


@dataclass(frozen=True)
class _Room:
    """What one list may take, in ems: how wide one of its columns is, and how high."""

    width: float
    height: float


def fit_side_by_side(lists: Sequence[Words], *, title: str, share: float = 1) -> Fit:
    """Return how ``lists`` fit beside each other into ``share`` of the screen, as large as they can be written.

    What does not fit at the smallest step is not shown.
    """
    tried = [
        Fit(step, tracks, [_shown(each, n, room) for each, n in zip(lists, tracks, strict=True)])
        for step, size in enumerate(STEPS)
        for tracks, room in _divisions(lists, size, _height(title, size, share))
    ]
    return _best(tried, [len(each.points) for each in lists])


def fit_below_each_other(lists: Sequence[Words], *, title: str, share: float = 1) -> Fit:
    """Return how ``lists`` fit into the columns beside a drawing; the first ``tracks`` are for all of them."""
    longest = max((len(each.points) for each in lists), default=0)
    tried = []
    for step, size in enumerate(STEPS):
        height = _height(title, size, share)
        for n in range(1, max(1, int((BESIDE_DRAWING / size + BETWEEN_TRACKS) / (NARROWEST + BETWEEN_TRACKS))) + 1):
            room = _Room((BESIDE_DRAWING / size - (n - 1) * BETWEEN_TRACKS) / n, height)
            limits = (limit for limit in range(longest, 0, -1) if _columns(_flow(lists, limit, room), height) <= n)
            limit = next(limits, 0)
            tried.append(Fit(step, [n] * len(lists), [min(limit, len(each.points)) for each in lists]))
    return _best(tried, [len(each.points) for each in lists])


def _best(tried: Sequence[Fit], all_points: Sequence[int]) -> Fit:
    """Return the first of ``tried`` that shows all points, or the one that shows most of them."""
    whole = (fit for fit in tried if list(fit.shown) == list(all_points))
    return next(whole, None) or max(tried, key=lambda fit: sum(fit.shown))


def _height(title: str, size: float, share: float) -> float:
    """Return the ems below the title for text of ``size``. The clock stands beside the title."""
    return HEIGHT / size * share - TITLE * LINE_HEIGHT * rows(title, WIDTH / size / TITLE - 5)


def _divisions(lists: Sequence[Words], size: float, height: float) -> Iterator[tuple[list[int], _Room]]:
    """Yield the ways to give columns to ``lists``, from few to many: always to the list that has most to say."""
    across = min(len(lists), MOST_IN_A_ROW)
    down = ceil(len(lists) / MOST_IN_A_ROW)
    high = (height - (down - 1) * GAP / size) / down - PADDING_DOWN / size
    free = (WIDTH - (across - 1) * GAP - across * PADDING_ACROSS) / size
    tracks = [1] * len(lists)
    while True:
        width = free / _shares(lists, tracks, across) - BETWEEN_TRACKS * (max(tracks) - 1) / max(tracks)
        if width - INDENT < NARROWEST and max(tracks) > 1:
            return
        room = _Room(width, high)
        yield list(tracks), room
        if down > 1 or not any(each.points for each in lists):
            return
        fullest = max(range(len(lists)), key=lambda n: sum(_heights(lists[n], room)) / tracks[n])
        tracks[fullest] += 1


def _shares(lists: Sequence[Words], tracks: Sequence[int], across: int) -> float:
    """Return how many columns wide a row is. Beside a crowded list, those without a point are slim."""
    slim = SLIM if max(tracks) > 1 else 1
    return sum(n if each.points else slim for each, n in zip(lists[:across], tracks, strict=False))


def _shown(words: Words, n_tracks: int, room: _Room) -> int:
    """Return how many points of a list fit into its columns; with fewer than all there is a line that says so."""
    wide = room.width * n_tracks + BETWEEN_TRACKS * (n_tracks - 1)
    height = room.height - _head(words, wide)
    heights = _heights(words, room)
    if _columns(heights, height) <= n_tracks:
        return len(heights)
    fitting = (n for n in range(len(heights) - 1, 0, -1) if _columns([*heights[:n], LINE_HEIGHT], height) <= n_tracks)
    return next(fitting, 0)


def _flow(lists: Sequence[Words], limit: int, room: _Room) -> list[float]:
    """Return the heights of all that stands in the columns: of a heading with its first point, and of each other."""
    flow: list[float] = []
    for each in lists:
        more = [LINE_HEIGHT] if len(each.points) > limit else []
        heights = [*_heights(each, room)[:limit], *more]
        head = rows(each.head, room.width / HEAD) * HEAD * LINE_HEIGHT + BETWEEN
        flow += [head + heights[0], *heights[1:]] if heights else []
    return flow


def _head(words: Words, width: float) -> float:
    notes = sum(rows(note, width / SMALL) * SMALL * LINE_HEIGHT + BETWEEN for note in words.notes)
    return rows(words.head, width / HEAD) * HEAD * LINE_HEIGHT + BETWEEN + notes


def _heights(words: Words, room: _Room) -> list[float]:
    width = room.width - INDENT
    return [
        (rows(text, width) + SMALL * sum(rows(each, width / SMALL) for each in small)) * LINE_HEIGHT
        for text, small in words.points
    ]


def _columns(heights: Iterable[float], room: float) -> float:
    """Return how many columns of ``room`` things of these heights take, one after the other; no end if one is higher.

    >>> _columns([1, 1, 1], 2.5)
    2
    """
    n, used = 1, 0.0
    for height in heights:
        if height > room:
            return float("inf")
        if used and used + BETWEEN + height > room:
            n, used = n + 1, 0.0
        used += height + (BETWEEN if used else 0)
    return n


def rows(text: str, width: float) -> int:
    """Return how many lines bold ``text`` takes that are ``width`` ems wide. Too long a word is broken.

    >>> rows("UN Country Team", 7), rows("UNICEF", 2)
    (2, 2)
    """
    n, used, space = 1, 0.0, _ems(" ")
    for word in text.split():
        wide = _ems(word)
        if used and used + space + wide > width:
            n, used = n + 1, 0.0
        used += wide + (space if used else 0)
        broken = max(0, ceil(used / width) - 1)
        n, used = n + broken, used - broken * width
    return n


def _ems(text: str) -> float:
    return sum(_em(letter) for letter in text)


def _em(letter: str) -> float:
    if east_asian_width(letter) in "WF":
        return IDEOGRAPH
    return CAPITAL if letter.isupper() or not letter.isascii() else LETTER
