"""What the pages of a board show. The same number of queries for any number of entries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from activities.access.boards import is_shown_to
from activities.actions.boards import last_undone, may_change, may_write, newest_change, newest_numbers
from activities.circles import (
    BOXES,
    CENTRES,
    N_CIRCLES,
    RADIUS,
    REGIONS,
    Box,
    Caption,
    Line,
    Region,
    frame,
    label_size,
    lines_of,
    ring_box,
    view,
)
from activities.models import Board, BoardChange, BoardEntry, BoardSnapshot
from activities.points import Point, gather, same_as
from courses.models import Enrolment
from lessons.models import Lesson
from lessons.prose import Vocabulary
from lessons.reports import vocabulary_of


@dataclass(frozen=True)
class Item:
    """A point as one reader sees it. ``number`` is that of its last change, for forms about it.

    ``author`` is empty where names are not shown. ``repeats`` is an earlier entry that says the same, for those who
    may merge.
    """

    point: Point
    number: int
    author: str
    is_mine: bool
    may_change: bool
    repeats: BoardEntry | None

    @property
    def places(self) -> frozenset[str]:
        return frozenset(self.point.entry.places)


@dataclass(frozen=True)
class Column:
    """A region, a ring, or an overlap of regions, with the points in it. ``hint`` and ``documents`` may be empty.

    ``places`` are the ids of what it stands for; outside of all there are none.
    """

    label: str
    items: Sequence[Item]
    places: Sequence[str] = ()
    hint: str = ""
    documents: Sequence[str] = ()
    is_outside: bool = False


@dataclass(frozen=True)
class RingShape:
    """A ring of the drawing: its outer frame, and where its name stands."""

    box: Box
    label: str
    label_y: int


@dataclass(frozen=True)
class Drawing:
    """Three circles with what is written in them. Only a view of the columns, for the eye.

    ``label_size`` is that of all names, of circles and of rings.
    """

    view: Box
    rings: Sequence[RingShape]
    lines: Sequence[Line]
    label_size: int
    inner: Box = frame(0)  # noqa: RUF009 - a frozen value
    centres: Sequence[tuple[int, int]] = CENTRES
    radius: int = RADIUS


@dataclass(frozen=True)
class Reader:
    """Who looks at a board: a learner's seat, or None for who teaches; ``is_screen`` for the class screen."""

    seat: Enrolment | None
    is_screen: bool = False

    @property
    def is_staff(self) -> bool:
        return self.seat is None and not self.is_screen


@dataclass(frozen=True)
class BoardView:
    """A board with its points as one reader sees them."""

    board: Board
    items: Sequence[Item]

    @cached_property
    def columns(self) -> list[Column]:
        return columns_of(self.board, self.items)

    @cached_property
    def drawing(self) -> Drawing | None:
        return draw(self.board, self.items)

    @property
    def free_cards(self) -> list[str]:
        """Names on cards that nobody has placed yet."""
        placed = {text for item in self.items for text in (item.point.entry.text, *item.point.spellings)}
        return [card for card in self.board.cards if card not in placed]


@dataclass(frozen=True)
class GalleryPart:
    """Boards of groups side by side, under a heading: as they are, or as they were when a phase ended."""

    label: str
    views: Sequence[BoardView]


@dataclass(frozen=True)
class BoardPage:
    """All of a board's page. What learners may not see is empty for them.

    ``earlier`` is the board of the activity whose plan this one borrows, to compare with, or None.
    """

    view: BoardView
    is_staff: bool
    is_screen: bool
    can_write: bool
    gallery: Sequence[GalleryPart]
    earlier: BoardView | None
    own_board: Board | None
    hidden: Sequence[BoardEntry]
    merged: Sequence[BoardEntry]
    snapshots: Sequence[BoardSnapshot]
    newest: BoardChange | None
    undone: BoardChange | None

    @property
    def can_link(self) -> bool:
        """Whether the boards of groups lead to their pages: not on the class screen."""
        return not self.is_screen

    @property
    def shows_gallery(self) -> bool:
        """Whether the class screen has the boards of groups: where the class's own says nothing."""
        return not self.view.items


def board_page(board: Board, reader: Reader) -> BoardPage:
    """Return what ``reader`` sees of ``board``."""
    rows = _rows(board)
    words = vocabulary(board.run.activity.lesson) if reader.is_staff else Vocabulary(())
    groups = _group_boards(board) if board.group_id is None else []
    staff_rows = rows if reader.is_staff else []
    return BoardPage(
        view=BoardView(board, items_of(board, rows, reader, words)),
        is_staff=reader.is_staff,
        is_screen=reader.is_screen,
        can_write=not reader.is_screen and may_write(board, reader.seat),
        gallery=_gallery(board, groups, reader),
        earlier=_earlier(board, reader),
        own_board=_own(groups, reader.seat),
        hidden=[entry for entry in staff_rows if entry.is_hidden],
        merged=[entry for entry in staff_rows if entry.merged_into_id and not entry.is_hidden],
        snapshots=list(board.snapshots.all()) if reader.is_staff else [],
        newest=newest_change(board) if reader.is_staff else None,
        undone=last_undone(board) if reader.is_staff else None,
    )


def views_of(boards: Sequence[Board]) -> list[BoardView]:
    """Return boards as the class screen shows their points now, with one query for any number of them."""
    rows, screen = _rows_by_board(boards), Reader(None, is_screen=True)
    return [BoardView(each, items_of(each, rows[each.pk], screen, Vocabulary(()))) for each in boards]


def vocabulary(lesson: Lesson) -> Vocabulary:
    """Return the words of ``lesson``, by which entries that say the same are found."""
    return vocabulary_of(list(lesson.terms.all()))


def items_of(board: Board, rows: Sequence[BoardEntry], reader: Reader, words: Vocabulary) -> list[Item]:
    """Return the points of ``board`` for ``reader``. ``rows`` are its entries with ``number``, see _rows."""
    points = gather(rows)
    repeats = same_as(points, words) if reader.is_staff else {}
    names = reader.is_staff or (reader.is_screen and board.shows_names)
    return [
        Item(
            point=point,
            number=point.entry.number or 0,  # type: ignore[attr-defined]  # annotated by _rows
            author=point.entry.author.user.name if names and point.entry.author else "",
            is_mine=reader.seat is not None and point.entry.author_id == reader.seat.pk,
            may_change=not reader.is_screen and may_change(board, point.entry, reader.seat),
            repeats=repeats.get(point.entry.pk),
        )
        for point in points
    ]


def _rows(board: Board) -> list[BoardEntry]:
    rows = board.entries.select_related("author__user", "merged_into").annotate(number=newest_numbers())
    return list(rows.order_by("pk"))


def _rows_by_board(boards: Sequence[Board]) -> Mapping[int, list[BoardEntry]]:
    rows: dict[int, list[BoardEntry]] = {each.pk: [] for each in boards}
    entries = BoardEntry.objects.filter(board__in=boards).select_related("author__user", "merged_into")
    for entry in entries.annotate(number=newest_numbers()).order_by("pk"):
        rows[entry.board_id].append(entry)
    return rows


def _group_boards(board: Board) -> list[Board]:
    """Return the boards of the groups in this run, with their entries and snapshots."""
    others = Board.objects.filter(run=board.run_id, group__isnull=False).select_related("group", "run")
    boards = list(others.prefetch_related("snapshots"))
    rows = _rows_by_board(boards)
    for each in boards:
        each.rows = rows[each.pk]  # type: ignore[attr-defined]
    return boards


def _gallery(board: Board, groups: Sequence[Board], reader: Reader) -> list[GalleryPart]:
    """Return the boards of the groups that ``reader`` may see, and the first drafts that were kept of them."""
    shown = [each for each in groups if (each.is_shared if reader.is_screen else is_shown_to(each, reader.seat))]
    looker = Reader(reader.seat, is_screen=True)
    now = [BoardView(each, items_of(each, each.rows, looker, Vocabulary(()))) for each in shown]  # type: ignore[attr-defined]
    labels = [region["label"] for region in board.regions] if board.kind == Board.Kind.GALLERY else []
    drafts = [view for view in map(_first_draft, shown) if view] if len(labels) > 1 else []
    parts = [GalleryPart(labels[0] if labels else _("Boards of the groups"), now)]
    parts += [GalleryPart(labels[1], drafts)] if drafts else []
    return parts if shown else []


def _first_draft(board: Board) -> BoardView | None:
    """Return what a group had when its first phase ended, without what was taken off since; None if nothing."""
    kept = next(iter(board.snapshots.all()), None)
    if kept is None:
        return None
    gone = {entry.pk for entry in board.rows if entry.is_hidden}  # type: ignore[attr-defined]
    entries = [
        BoardEntry(pk=each["entry"], board=board, text=each["text"], places=each["places"], phase=each["phase"])
        for each in kept.entries
        if each["entry"] not in gone
    ]
    return BoardView(board, [Item(Point(entry), 0, "", False, False, None) for entry in entries])  # noqa: FBT003


def _earlier(board: Board, reader: Reader) -> BoardView | None:
    """Return the class's board of the activity whose plan this one borrows, from its newest run."""
    if board.run.activity.plan_of_id is None or board.group_id is not None:
        return None
    runs = Board.objects.filter(
        run__activity=board.run.activity.plan_of_id,
        run__cohort=board.run.cohort_id,
        run__is_rehearsal=board.run.is_rehearsal,
        group=None,
    )
    first = runs.select_related("run").order_by("-run__started_at", "-pk").first()
    if first is None:
        return None
    looker = Reader(reader.seat, is_screen=True)
    return BoardView(first, items_of(first, _rows(first), looker, Vocabulary(())))


def _own(groups: Iterable[Board], seat: Enrolment | None) -> Board | None:
    if seat is None or seat.group_id is None:
        return None
    return next((board for board in groups if board.group_id == seat.group_id), None)


def columns_of(board: Board, items: Sequence[Item]) -> list[Column]:
    """Return the points by where they stand. A point in two lists stands in both; circles have their overlaps."""
    if board.kind == Board.Kind.CIRCLES and len(board.regions) <= N_CIRCLES:
        return _overlaps(board, items) + [_column(ring, items) for ring in board.rings]
    columns = [_column(region, items) for region in [*board.regions, *board.rings]]
    loose = [item for item in items if not item.places]
    label = _("Not placed yet") if columns else _("Points")
    return columns + ([Column(label, loose, is_outside=True)] if loose or not columns else [])


def _column(region: Mapping[str, Any], items: Sequence[Item]) -> Column:
    inside = [item for item in items if region["id"] in item.places]
    hint, documents = _about(region)
    return Column(region["label"], inside, (region["id"],), hint, documents)


def _about(region: Mapping[str, Any]) -> tuple[str, Sequence[str]]:
    return region.get("hint") or "", region.get("documents") or ()


def _overlaps(board: Board, items: Sequence[Item]) -> list[Column]:
    """Return a column per region of the circles: each alone, each overlap, and the outside last."""
    columns = []
    for circles in [*(each for each in REGIONS if each and max(each) < len(board.regions)), frozenset[int]()]:
        inside = [item for item in items if not _rings(board, item) and _circles(board, item) == circles]
        parts = [board.regions[each] for each in sorted(circles)]
        label = " + ".join(part["label"] for part in parts) or _("Outside the circles")
        own = parts[0] if len(parts) == 1 else {}
        places = [part["id"] for part in parts]
        columns.append(Column(label, inside, places, *_about(own), is_outside=not circles))
    return columns


def _circles(board: Board, item: Item) -> Region:
    return frozenset(n for n, region in enumerate(board.regions) if region["id"] in item.places)


def _rings(board: Board, item: Item) -> list[int]:
    return [n for n, ring in enumerate(board.rings) if ring["id"] in item.places]


def draw(board: Board, items: Sequence[Item]) -> Drawing | None:
    """Return the drawing of a board of three circles, or None for any other."""
    if board.kind != Board.Kind.CIRCLES or len(board.regions) != N_CIRCLES:
        return None
    placed: dict[tuple[int | None, Region], list[str]] = {}
    for item in items:
        rings: list[int | None] = [*_rings(board, item)]
        for ring in rings or [None]:
            placed.setdefault((ring, _circles(board, item)), []).append(_written(item))
    captions = [Caption(BOXES[region], _label(board, region), placed.get((None, region), [])) for region in REGIONS] + [
        Caption(ring_box(ring, region), "", texts) for (ring, region), texts in placed.items() if ring is not None
    ]
    frames = [(frame(n + 1), ring["label"]) for n, ring in enumerate(board.rings)]
    shapes = [RingShape(box, label, box.y + 30) for box, label in reversed(frames)]
    size = label_size(captions)
    lines = [line for caption in captions for line in lines_of(caption, size)]
    return Drawing(view(len(board.rings)), shapes, lines, size)


def _label(board: Board, region: Region) -> str:
    return board.regions[min(region)]["label"] if len(region) == 1 else ""


def _written(item: Item) -> str:
    return f"{item.point.entry.text} ×{item.point.n}" if item.point.n > 1 else item.point.entry.text
