"""The entries of a board as points: those that say the same stand together. Without the database."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from activities.models import BoardEntry
from courses.names import name_key
from lessons.prose import Vocabulary


@dataclass(frozen=True)
class Point:
    """An entry that is shown, with those merged into it, hidden ones left out."""

    entry: BoardEntry
    merged: Sequence[BoardEntry] = ()

    @property
    def n(self) -> int:
        """How many entries say so."""
        return 1 + len(self.merged)

    @property
    def spellings(self) -> list[str]:
        """The other words for it, each once."""
        return list(dict.fromkeys(each.text for each in self.merged if each.text != self.entry.text))


def gather(entries: Iterable[BoardEntry]) -> list[Point]:
    """Return the points that ``entries`` of one board make, in their order.

    What is merged into a hidden entry is hidden with it.
    """
    rows = list(entries)
    by_key = {entry.pk: entry for entry in rows}
    merged: dict[int, list[BoardEntry]] = defaultdict(list)
    for entry in rows:
        if entry.merged_into_id is not None and not entry.is_hidden:
            merged[stands_for(entry, by_key).pk].append(entry)
    shown = [entry for entry in rows if entry.merged_into_id is None and not entry.is_hidden]
    return [Point(entry, tuple(merged[entry.pk])) for entry in shown]


def stands_for(entry: BoardEntry, by_key: Mapping[int, BoardEntry]) -> BoardEntry:
    """Return the entry that stands for ``entry`` in the end: itself, or what it was merged into, and so on."""
    while entry.merged_into_id is not None:
        entry = by_key[entry.merged_into_id]
    return entry


def same_as(points: Sequence[Point], vocabulary: Vocabulary) -> dict[int, BoardEntry]:
    """Return for each point that repeats an earlier one, by the key of its entry, the entry it repeats.

    Two say the same when they are spellings of one term of the lesson, or differ in case, accents and signs only.
    """
    first: dict[str, BoardEntry] = {}
    repeats = {}
    for point in points:
        earlier = first.setdefault(meaning(point.entry.text, vocabulary), point.entry)
        if earlier is not point.entry:
            repeats[point.entry.pk] = earlier
    return repeats


def meaning(text: str, vocabulary: Vocabulary) -> str:
    """Return what two texts share that say the same: the term they spell, or their letters.

    >>> meaning("The UNCT ", Vocabulary((("UNCT", "unct"), ("UN Country Team", "unct")))) == meaning(
    ...     "UN country teams", Vocabulary((("UNCT", "unct"), ("UN Country Team", "unct"))))
    True
    """
    words = text.strip().removeprefix("the ").removeprefix("The ")
    slug = vocabulary.slug_of(words)
    return f"term {slug}" if slug else f"text {name_key(words) or words.casefold()}"
