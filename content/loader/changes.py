"""The difference between content files and database, as it is reported."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

type Kind = Literal["added", "changed", "returned", "retired", "deleted"]

MAX_NAMES = 12


@dataclass(frozen=True)
class Change:
    """What happens to one row. ``fields`` are the names of the fields that change, if any."""

    table: str
    kind: Kind
    name: str
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}: {', '.join(self.fields)}" if self.fields else self.name


@dataclass(frozen=True)
class Difference:
    """All that happens to one course or lesson. No changes: the files say what the database holds."""

    owner: str
    changes: tuple[Change, ...]


def merged(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes with one per row. A new row has all its fields, so they are not listed."""
    by_row: dict[tuple[str, str], Change] = {}
    for change in changes:
        known = by_row.setdefault((change.table, change.name), change)
        if known.kind in {"changed", "returned"}:
            fields = dict.fromkeys([*known.fields, *change.fields])
            by_row[change.table, change.name] = replace(known, fields=tuple(fields))
    return tuple(by_row.values())


def summary_lines(difference: Difference) -> Iterator[str]:
    """Yield the difference for people, such as ``slides: 1 changed (5 integrated-approach: bullets)``."""
    if not difference.changes:
        yield f"{difference.owner}: unchanged"
        return
    yield f"{difference.owner}:"
    tables = dict.fromkeys(change.table for change in difference.changes)
    for table in tables:
        kinds = sorted((change for change in difference.changes if change.table == table), key=lambda each: each.kind)
        parts = [_part(kind, list(changes)) for kind, changes in groupby(kinds, key=lambda each: each.kind)]
        yield f"  {table}: {', '.join(parts)}"


def _part(kind: Kind, changes: list[Change]) -> str:
    names = "; ".join(map(str, changes[:MAX_NAMES]))
    more = f"; and {len(changes) - MAX_NAMES} more" if len(changes) > MAX_NAMES else ""
    return f"{len(changes)} {kind} ({names}{more})"
