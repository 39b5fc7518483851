"""Changes to keys, which are JSON. Every function returns a new key; keys themselves never change."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from assessments.scoring.words import closed_up, phrases, words

type Key = dict[str, Any]
type Row = dict[str, Any]

# Where a blank keeps its answers, beside the places of a quota.
LISTS = ("accept", "parts", "partial", "wrong", "review")
# The blank of a key that all blanks share.
SHARED = ""


def blank_of(key: Mapping[str, Any], blank: str) -> Key:
    """Return the key of one blank, or the one that all share. Raises KeyError when there is none."""
    found: Key = key["shared"] if blank == SHARED else key["blanks"][blank]
    return found


def blanks_of(key: Mapping[str, Any]) -> dict[str, Key]:
    """Return the keys of the blanks by id; a shared one stands alone under ``SHARED``."""
    return {SHARED: key["shared"]} if key.get("shared") else dict(key["blanks"])


def with_answer(key: Mapping[str, Any], *, blank: str, kind: str, row: Row) -> Key:
    """Return ``key`` with ``row`` in the list ``kind`` of a blank, and nowhere else. ``quota`` fills a place."""
    changed = without_answer(key, blank=blank, text=row["text"])
    found = blank_of(changed, blank)
    (found["quota"]["entries"] if kind == "quota" else found[kind]).append(row)
    return changed


def without_answer(key: Mapping[str, Any], *, blank: str, text: str) -> Key:
    """Return ``key`` without ``text`` in any spelling that reads the same. Other spellings of its entry stay."""
    changed = deepcopy(dict(key))
    found = blank_of(changed, blank)
    for name in LISTS:
        found[name] = _without(found.get(name, []), text)
    if quota := found.get("quota"):
        quota["entries"] = _without(quota["entries"], text)
    return changed


def _without(rows: list[Row], text: str) -> list[Row]:
    kept = []
    for row in rows:
        spellings = [each for each in (row["text"], *row.get("also", [])) if not same_form(each, text)]
        if spellings:
            kept.append({**row, "text": spellings[0], "also": spellings[1:]})
    return kept


def same_form(first: str, second: str) -> bool:
    """Return whether two answers are one to the engine, whatever their case, spaces and marks."""
    return not _forms(first).isdisjoint(_forms(second))


def _forms(text: str) -> set[str]:
    return {closed_up(form) for form in phrases(words(text))}


def form_of(text: str) -> str:
    """Return what identical answers have in common. Empty when there is no word."""
    return closed_up(phrases(words(text))[0])
