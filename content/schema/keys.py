"""The keys that authors may write, of all files together."""

from collections.abc import Iterable, Iterator
from typing import Any

from content.schema.values import Line, Part, Prose


def _all_parts(part: type[Part] = Part) -> Iterator[type[Part]]:
    yield part
    for kind in part.__subclasses__():
        yield from _all_parts(kind)


def _keys(annotations: Iterable[Any] = ()) -> frozenset[str]:
    """Return the keys of all parts, or only those with one of the annotations."""
    fields = (item for part in _all_parts() for item in part.model_fields.items())
    return frozenset(key for key, field in fields if not annotations or field.annotation in annotations)


PARTS = {part.__name__: part for part in _all_parts()}
ALL_KEYS = _keys()
PROSE_LISTS = _keys((list[Line], list[Prose]))
