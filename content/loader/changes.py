"""The difference between content files and database, as it is reported."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Literal

type Kind = Literal["added", "changed", "returned", "retired", "deleted"]

MAX_NAMES, MAX_DETAILS = 12, 8
PLACE = ("position",)
INDENT = "  "
LONGEST_LINE = 300


@dataclass(frozen=True)
class Change:
    """What happens to one row. ``fields`` are the names of the fields that change, if any.

    ``details`` say in words what was there and what is now, and are cut when there are many. ``remarks`` are for
    somebody to act on, and are never cut. ``shift`` is by how many places the row moves down, negative for up.
    """

    table: str
    kind: Kind
    name: str
    fields: tuple[str, ...] = ()
    details: tuple[str, ...] = field(default=(), compare=False)
    remarks: tuple[str, ...] = field(default=(), compare=False)
    shift: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return f"{self.name}: {', '.join(self.fields)}" if self.fields else self.name

    @property
    def is_move(self) -> bool:
        """Whether nothing changes but the place in the order."""
        return self.kind == "changed" and self.fields == PLACE


@dataclass(frozen=True)
class Difference:
    """All that happens to one course or lesson. No changes: the files say what the database holds."""

    owner: str
    changes: tuple[Change, ...]


def merged(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes with one per row. A new row has all its fields, so they are not listed."""
    by_row: dict[tuple[str, str], Change] = {}
    for change in changes:
        row = change.table, change.name
        known = by_row.get(row)
        if known is None:
            by_row[row] = change
        elif known.kind in {"changed", "returned"}:
            fields = dict.fromkeys([*known.fields, *change.fields])
            by_row[row] = replace(known, fields=tuple(fields), details=(*known.details, *change.details))
    return tuple(by_row.values())


def summary_lines(difference: Difference) -> Iterator[str]:
    """Yield the difference for people, such as ``slides: 1 changed (5 integrated-approach: bullets)``.

    What changed in words stands below, further in. Nothing is said of an owner without changes.
    """
    if not difference.changes:
        return
    yield f"{difference.owner}:"
    for table in dict.fromkeys(change.table for change in difference.changes):
        yield from _of_table(table, [change for change in difference.changes if change.table == table])


def table_lines(difference: Difference) -> list[str]:
    """Return one line for each table that changes, such as ``keys: 1 added (F1 way-out: version 1, key 3)``."""
    lines = (line for line in summary_lines(difference) if line.startswith(INDENT) and not line.startswith(2 * INDENT))
    return [line.strip()[:LONGEST_LINE] for line in lines]


def _of_table(table: str, changes: Sequence[Change]) -> Iterator[str]:
    moves = [change for change in changes if change.is_move]
    kinds = sorted((change for change in changes if not change.is_move), key=lambda each: each.kind)
    groups = [(kind, list(group)) for kind, group in groupby(kinds, key=lambda each: each.kind)]
    yield f"  {table}: {', '.join([*(_part(*group) for group in groups), *_moves(moves)])}"
    for _kind, group in groups:
        for change in group[:MAX_NAMES]:
            yield from (f"    {line}" for line in _cut(change.details))
        yield from (f"    {line}" for change in group for line in change.remarks)


def _part(kind: Kind, changes: list[Change]) -> str:
    names = "; ".join(map(str, changes[:MAX_NAMES]))
    more = f"; and {len(changes) - MAX_NAMES} more" if len(changes) > MAX_NAMES else ""
    return f"{len(changes)} {kind} ({names}{more})"


def _moves(changes: Sequence[Change]) -> list[str]:
    ways = [
        ("up", [each for each in changes if each.shift < 0]),
        ("down", [each for each in changes if each.shift > 0]),
    ]
    return [f"{len(group)} move{'s' * (len(group) == 1)} {way}" for way, group in ways if group]


def _cut(lines: Sequence[str]) -> list[str]:
    more = [f"and {len(lines) - MAX_DETAILS} more differences"] if len(lines) > MAX_DETAILS + 1 else []
    return [*lines[:MAX_DETAILS], *more] if more else list(lines)
