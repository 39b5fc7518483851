"""Boards and ratings as files for people to keep."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from django.utils.translation import gettext as _

from activities.reports.boards import BoardView
from activities.reports.ratings import GroupResult

# A spreadsheet takes a cell that begins like this for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER_MARK = "\ufeff"  # so that spreadsheets read UTF-8


def board_csv(view: BoardView, phases: dict[str, str]) -> str:
    """Return the points of a board with where they stand. ``phases`` are the titles of phases by their slugs."""
    board = view.board
    labels = {region["id"]: region["label"] for region in [*board.regions, *board.rings]}
    head = [_("Point"), *labels.values(), _("Times named"), _("Other words"), _("Phase"), _("Written by")]
    rows = [
        [
            item.point.entry.text,
            *("x" if place in item.places else "" for place in labels),
            str(item.point.n),
            "; ".join(item.point.spellings),
            phases.get(item.point.entry.phase, item.point.entry.phase),
            item.author,
        ]
        for item in view.items
    ]
    return table([head, *rows])


def ratings_csv(results: Iterable[GroupResult]) -> str:
    """Return what each group got as a table: one row per scale, then one per comment. Too few ratings are not told."""
    rows = [[_("Group"), _("Task"), _("Ratings"), _("Scale or question"), _("Average"), _("Given by"), _("Comment")]]
    for result in results:
        about = [result.turn.group.name, result.turn.task, str(result.n_raters)]
        rows += [[*about, scale.label, scale.shown, str(scale.n), ""] for scale in result.scales]
        rows += [[*about, label, "", "", text] for label, texts in result.comments for text in texts]
        if result.is_hidden:
            rows.append([*about, _("Too few ratings to show."), "", "", ""])
    return table(rows)


def table(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV in which no cell is taken for a formula."""
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([plain_cell(cell) for cell in row] for row in rows)
    return BYTE_ORDER_MARK + text.getvalue()


def plain_cell(text: str) -> str:
    """Return ``text`` so that a spreadsheet shows it and computes nothing."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
