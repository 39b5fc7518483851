"""What is different between two values of a row, in words for the people who wrote them. Pure."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

MAX_TEXT, MAX_ENTRIES = 70, 6
# How much of what two long texts share is shown before their difference.
LEAD = 20
# What tells the entries of a list apart, and what people call them.
IDENTITY = ("id", "text", "title", "path")
NAMES = ("text", "label", "prompt", "title", "path", "id")


def differences(old: Any, new: Any, where: str = "") -> Iterator[str]:
    """Yield a line for everything that differs between two JSON values, such as ``stem: "Old." → "New."``.

    Entries of lists are told apart by their ids or texts. Long texts and long lists are cut.
    """
    if old == new:
        return
    if isinstance(old or new, Mapping) and _is_kind(Mapping, old, new):
        yield from _in_mapping(old or {}, new or {}, where)
    elif isinstance(old or new, list) and _is_kind(list, old, new):
        yield from _in_list(old or [], new or [], where)
    elif _plain(old) != _plain(new):
        yield f"{where}: {' → '.join(_pair(_plain(old), _plain(new)))}"


def _is_kind(kind: type, *values: Any) -> bool:
    return all(value is None or isinstance(value, kind) for value in values)


def _in_mapping(old: Mapping[str, Any], new: Mapping[str, Any], where: str) -> Iterator[str]:
    for name in {**old, **new}:
        yield from differences(old.get(name), new.get(name), _joined(where, name))


def _in_list(old: Sequence[Any], new: Sequence[Any], where: str) -> Iterator[str]:
    before, after = _by_identity(old), _by_identity(new)
    added = [_name(entry) for key, entry in after.items() if key not in before]
    removed = [_name(entry) for key, entry in before.items() if key not in after]
    parts = [*_listed("added", added), *_listed("removed", removed)]
    if parts:
        yield f"{where}: {'; '.join(parts)}"
    elif list(before) != list(after):
        yield f"{where}: another order"
    for key in (key for key in before if key in after):
        yield from differences(before[key], after[key], f"{where} {_quoted(_name(before[key]))}")


def _by_identity(entries: Sequence[Any]) -> dict[Hashable, Any]:
    return {_identity(entry): entry for entry in entries}


def _identity(entry: Any) -> Hashable:
    if isinstance(entry, Mapping):
        return next((str(entry[name]) for name in IDENTITY if name in entry), str(entry))
    return str(entry)


def _name(entry: Any) -> str:
    if isinstance(entry, Mapping):
        return next((str(entry[name]) for name in NAMES if entry.get(name)), str(entry))
    return str(entry)


def _listed(what: str, names: Sequence[str]) -> list[str]:
    if not names:
        return []
    more = f" and {len(names) - MAX_ENTRIES} more" if len(names) > MAX_ENTRIES else ""
    return [f"{what} {', '.join(map(_quoted, names[:MAX_ENTRIES]))}{more}"]


def _joined(where: str, name: str) -> str:
    return f"{where}, {name}" if where else name


def _plain(value: Any) -> str:
    match value:
        case None | "":
            return ""
        case bool():
            return str(value).lower()
        case Decimal():
            return f"{value.normalize():f}"
        case _:
            return str(value)


def _pair(old: str, new: str) -> tuple[str, str]:
    """Return two texts in quotes, from a little before the place where they part when one is long."""
    start = 0
    if max(len(old), len(new)) > MAX_TEXT:
        shared = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
        start = max(0, shared - LEAD)
    return _quoted(old, start), _quoted(new, start)


def _quoted(text: str, start: int = 0) -> str:
    if not text:
        return "nothing"
    end = start + MAX_TEXT
    shown = " ".join(text[start:end].split())
    return f'"{"…" if start else ""}{shown}{"…" if len(text) > end else ""}"'
