"""What the class screen shows of a board's lists, and how: as large as all of it fits, else what fits and a count."""

from collections.abc import Sequence
from dataclasses import dataclass

from activities.fitting import MOST_IN_A_ROW, Fit, Words, fit_below_each_other, fit_side_by_side
from activities.reports.boards import BoardPage, BoardView, Column, Item

HALF = 0.46  # of the screen, when there is an earlier board to compare with under a heading of its own


@dataclass(frozen=True)
class ScreenList:
    """A list in so many columns, with the points that fit, and how many more there are."""

    column: Column
    n_tracks: int
    items: Sequence[Item]
    n_more: int


@dataclass(frozen=True)
class ScreenBoard:
    """The lists of a board, all written in one step: 0 is the largest. Those with nothing to say are left out."""

    view: BoardView
    step: int
    lists: Sequence[ScreenList]

    @property
    def is_in_rows(self) -> bool:
        """Whether the lists are more than stand beside each other."""
        return len(self.lists) > MOST_IN_A_ROW

    @property
    def is_crowded(self) -> bool:
        """Whether some list has more than one column: those without a point leave it room."""
        return self.n_tracks > 1

    @property
    def n_tracks(self) -> int:
        return max((each.n_tracks for each in self.lists), default=1)


def screen_boards(page: BoardPage) -> list[ScreenBoard]:
    """Return the board of ``page`` as the class screen shows it, and the earlier one it is compared with, if any."""
    share = HALF if page.earlier else 1
    return [screen_board(view, share=share) for view in (page.view, page.earlier) if view]


def screen_board(view: BoardView, *, share: float = 1) -> ScreenBoard:
    """Return ``view`` as it fits into ``share`` of the class screen. Beside rings the lists are for the ear: whole."""
    drawing = view.drawing
    columns = [column for column in view.columns if column.items or not (column.is_outside or drawing)]
    words = [_words(view, column) for column in columns]
    title = view.board.title
    if drawing and drawing.rings:
        fit = Fit(0, [1] * len(columns), [len(column.items) for column in columns])
    elif drawing:
        fit = fit_below_each_other(words, title=title, share=share)
    else:
        fit = fit_side_by_side(words, title=title, share=share)
    lists = [
        ScreenList(column, tracks, column.items[:shown], len(column.items) - shown)
        for column, tracks, shown in zip(columns, fit.tracks, fit.shown, strict=True)
    ]
    return ScreenBoard(view, fit.step, lists)


def _words(view: BoardView, column: Column) -> Words:
    notes = [] if view.drawing else [note for note in (column.hint, " · ".join(column.documents)) if note]
    return Words(f"{column.label} {len(column.items)}", notes, [_said(item) for item in column.items])


def _said(item: Item) -> tuple[str, list[str]]:
    """Return what a point says, and what stands small under it."""
    point = item.point
    times = f" ×{point.n}" if point.n > 1 else ""
    also = [f"also: {', '.join(point.spellings)}"] if point.spellings else []
    return f"{point.entry.text}{times}", [*also, *([item.author] if item.author else [])]
