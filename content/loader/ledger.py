"""Keeping rows in step with the files, and noting every change."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from content.loader.changes import Change, Kind
from content.loader.wording import differences

type Fields = Mapping[str, Any]

# What changes in these no words would tell.
UNTOLD = frozenset({"position", "is_retired", "content", "digest"})


def named(*fields: str) -> Callable[[Any], str]:
    """Return what calls a row by those of its fields that are filled, such as ``5 integrated-approach``."""
    return lambda row: " ".join(str(value) for value in (getattr(row, name) for name in fields) if value)


SLUG = named("slug")
NUMBERED = named("number", "slug")


@dataclass(frozen=True)
class Table[M: models.Model]:
    """Rows of one kind that belong to one owner.

    ``key`` are the fields by which a row is found again. ``emptied`` are nullable fields unique among the
    rows: they are emptied before rows exchange their values. ``follows`` names fields too large to
    compare, with the field that changes whenever they do. ``remarks`` returns what to say of rows that leave, by their
    primary keys.
    """

    name: str
    rows: models.QuerySet[M]
    key: tuple[str, ...] = ("slug",)
    label: Callable[[Any], str] = SLUG
    emptied: tuple[str, ...] = ()
    follows: Mapping[str, str] = field(default_factory=dict)
    remarks: Callable[[Sequence[Any]], Mapping[int, tuple[str, ...]]] = lambda _leaving: {}

    @property
    def model(self) -> type[M]:
        return self.rows.model

    @property
    def is_retiring(self) -> bool:
        """Whether rows that left the files are retired. The others are deleted."""
        return any(each.name == "is_retired" for each in self.model._meta.concrete_fields)

    def at(self, rows: Sequence[M]) -> models.QuerySet[M]:
        """Return a set of just these rows, to write to."""
        return self.model._default_manager.filter(pk__in=[row.pk for row in rows])

    def changed_fields(self, row: M, fields: Fields) -> list[str]:
        """Return the names of ``fields`` that ``row`` has otherwise."""
        compared = ((name, self.follows.get(name, name)) for name in fields)
        return [name for name, other in compared if getattr(row, other) != fields[other]]


@dataclass(frozen=True)
class Links:
    """A table that links owners to targets. ``position`` of a link counts only where the table has it."""

    model: type[models.Model]
    owner: str
    target: str
    has_position: bool = False

    def of(self, owners: Iterable[int]) -> models.QuerySet[Any]:
        """Return the links of these owners."""
        return self.model._default_manager.filter(**{f"{self.owner}__in": list(owners)})

    def link(self, owner: int, position: int, target: int) -> models.Model:
        """Return a new link, not saved yet."""
        fields = {self.owner: owner, self.target: target}
        return self.model(**fields, **({"position": position} if self.has_position else {}))


class Ledger:
    """Writes rows and notes what changed. A row that says already what the files say is not written."""

    def __init__(self) -> None:
        self.changes: list[Change] = []

    def note(self, table: str, kind: Kind, name: str, *fields: str, **more: Any) -> None:
        """Note a change of a row. ``more`` are other fields of ``Change``."""
        self.changes.append(Change(table, kind, name, tuple(field.removesuffix("_id") for field in fields), **more))

    def keep[M: models.Model](self, table: Table[M], wanted: Sequence[Fields]) -> list[M]:
        """Let the table hold exactly the ``wanted`` rows and return them in that order.

        ``wanted`` gives every field by its column name (``section_id``).
        """
        current = {"is_retired": False} if table.is_retiring else {}
        targets = {tuple(fields[name] for name in table.key): {**fields, **current} for fields in wanted}
        rows = {tuple(getattr(row, name) for name in table.key): row for row in table.rows}
        self._drop(table, [row for key, row in rows.items() if key not in targets])
        self.change(table, [(row, targets[key]) for key, row in rows.items() if key in targets])
        added = {key: table.model(**fields) for key, fields in targets.items() if key not in rows}
        table.model._default_manager.bulk_create(added.values())
        for row in added.values():
            self.note(table.name, "added", table.label(row))
        return [{**rows, **added}[key] for key in targets]

    def _drop[M: models.Model](self, table: Table[M], rows: list[M]) -> None:
        leaving = [row for row in rows if not getattr(row, "is_retired", False)]
        if not leaving:
            return
        if table.is_retiring:
            table.at(leaving).update(is_retired=True)
        else:
            table.at(leaving).delete()
        remarks = table.remarks(leaving)
        for row in leaving:
            kind: Kind = "retired" if table.is_retiring else "deleted"
            self.note(table.name, kind, table.label(row), remarks=remarks.get(row.pk, ()))

    def change[M: models.Model](self, table: Table[M], pairs: Sequence[tuple[M, Fields]]) -> None:
        """Write to each row those of its fields that it has otherwise."""
        changed = [(row, fields, names) for row, fields in pairs if (names := table.changed_fields(row, fields))]
        for field_name in table.emptied:
            if clashing := [row for row, _, names in changed if field_name in names]:
                table.at(clashing).update(**{field_name: None})
        for row, fields, names in changed:
            told = _told(table.label(row), {name: (getattr(row, name), fields[name]) for name in names})
            for name in names:
                setattr(row, name, fields[name])
            row.save(update_fields=names)
            kind: Kind = "returned" if "is_retired" in names else "changed"
            self.note(table.name, kind, table.label(row), *(name for name in names if name != "is_retired"), **told)

    def link[M: models.Model](
        self, table: Table[M], rows: Sequence[M], links: Links, wanted: Mapping[int, Sequence[int]]
    ) -> None:
        """Let each of the rows have exactly the ``wanted`` targets of its key."""
        order = "position" if links.has_position else links.target
        have: dict[int, list[int]] = {owner: [] for owner in wanted}
        for owner, target in links.of(wanted).order_by(order).values_list(links.owner, links.target):
            have[owner].append(target)
        lists = {owner: list(targets) if links.has_position else sorted(targets) for owner, targets in wanted.items()}
        changed = [row for row in rows if have[row.pk] != lists[row.pk]]
        if changed:
            links.of([row.pk for row in changed]).delete()
            made = (links.link(row.pk, *place) for row in changed for place in enumerate(lists[row.pk]))
            links.model._default_manager.bulk_create(made)
        for row in changed:
            self.note(table.name, "changed", table.label(row), "outcomes")


def _told(label: str, values: Mapping[str, tuple[Any, Any]]) -> dict[str, Any]:
    """Return what is told of a row's change, from the old and the new value of each field that changes."""
    old, new = values.get("position", (0, 0))
    wordy = ((name, pair) for name, pair in values.items() if not (name in UNTOLD or name.endswith("_id")))
    lines = (f"{label}, {line}" for name, pair in wordy for line in differences(*pair, name))
    return {"details": tuple(lines), "shift": new - old}
