"""Changes to keys, which are JSON. Every function returns a new key; keys themselves never change."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assessments.scoring.words import closed_up, phrases, words

type Key = dict[str, Any]
type Row = dict[str, Any]

# Where a blank keeps its answers, beside the places of a quota.
LISTS = ("accept", "parts", "partial", "wrong", "review")
QUOTA = "quota"
# The blank of a key that all blanks share.
SHARED = ""
# What a row has that came from a ruling on a learner's answer, not from the author.
RULED = "ruled"


@dataclass(frozen=True)
class Answer:
    """One spelling of an answer as a key lists it: in which list (``kind``) and in which row of it."""

    text: str
    kind: str
    row: Row

    @property
    def worth(self) -> tuple[Any, ...]:
        """What the key says of it. Two answers that say the same are worth the same."""
        credit = self.row.get("credit")
        return (self.kind, Fraction(credit) if credit else None, *map(self.row.get, ("fills", "alone", "sure")))


@dataclass(frozen=True)
class CarriedOver:
    """A key with the decisions about single answers that another one held.

    ``agreed`` are decisions that it held before, ``kept`` those that it holds now, ``overruled`` those of which it says
    something else, ``homeless`` those whose blank or place it does not have. The kind of an answer that was taken out
    of the key is empty.
    """

    key: Key
    agreed: tuple[Answer, ...]
    kept: tuple[Answer, ...]
    overruled: tuple[Answer, ...]
    homeless: tuple[Answer, ...]


def blank_of(key: Mapping[str, Any], blank: str) -> Key:
    """Return the key of one blank, or the one that all share. Raises KeyError when there is none."""
    found: Key = key["shared"] if blank == SHARED else key["blanks"][blank]
    return found


def blanks_of(key: Mapping[str, Any]) -> dict[str, Key]:
    """Return the keys of the blanks by id; a shared one stands alone under ``SHARED``."""
    return {SHARED: key["shared"]} if key.get("shared") else dict(key.get("blanks", {}))


def authored(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the answers that the key came with. Those a person let count in review are no model for anybody."""
    return [row for row in rows if not row.get(RULED)]


def with_answer(key: Mapping[str, Any], *, blank: str, kind: str, row: Row) -> Key:
    """Return ``key`` with ``row`` in the list ``kind`` of a blank, and nowhere else. ``quota`` fills a place."""
    changed = without_answer(key, blank=blank, text=row["text"])
    found = blank_of(changed, blank)
    (found[QUOTA]["entries"] if kind == QUOTA else found[kind]).append(row)
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


def without_answers(key: Mapping[str, Any], texts: Collection[str]) -> Key:
    """Return ``key`` without any of ``texts`` in any of its blanks."""
    changed: Key = dict(key)
    for blank in blanks_of(key):
        for text in texts:
            changed = without_answer(changed, blank=blank, text=text)
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


def answer_of(key: Mapping[str, Any], blank: str, form: str) -> Answer:
    """Return what ``key`` says of an answer by its ``form_of``, with an empty kind when it says nothing."""
    return _answers(key, blank).get(form, Answer(form, "", {}))


def carry_over(base: Mapping[str, Any], changed: Mapping[str, Any], onto: Mapping[str, Any]) -> CarriedOver:
    """Return ``onto`` with what ``changed`` says of single answers otherwise than ``base`` does.

    Where ``onto`` itself says otherwise than ``base`` of the same words, it stays as it is. Keys of other questions
    than those with blanks hold no such answers, and stay too.
    """
    key: Key = dict(onto)
    found: dict[str, list[Answer]] = {"agreed": [], "kept": [], "overruled": [], "homeless": []}
    for blank in blanks_of(changed):
        before, now, after = (_answers(each, blank) for each in (base, changed, onto))
        for answer in _distinct(before, now):
            old, decided, own = (_look_up(index, answer.text) for index in (before, now, after))
            if old.worth == decided.worth:
                continue
            fate = _fate(key, blank, old, decided, own)
            found[fate].append(decided)
            if fate == "kept":
                key = _with(key, blank, decided)
    return CarriedOver(key, **{fate: tuple(answers) for fate, answers in found.items()})


def take_back(
    *,
    decided: Mapping[str, Any],
    former: Mapping[str, Any],
    newest: Mapping[str, Any],
    loaded: Sequence[Mapping[str, Any]],
) -> Key:
    """Return ``newest`` without what ``decided`` says of single answers otherwise than ``former`` does.

    ``loaded`` are two keys: that of the files then and now. What the author has written since as it was decided is no
    longer that decision alone, and stays.
    """
    for blank in blanks_of(decided):
        keys = (former, decided, *loaded)
        indexes = [_answers(key, blank) for key in keys]
        for answer in _distinct(*indexes[:2]):
            before, said, then, now = (_look_up(index, answer.text).worth for index in indexes)
            if before != said and then != said == now:
                former = _with(former, blank, _look_up(indexes[1], answer.text))
    return carry_over(decided, former, newest).key


def _fate(key: Mapping[str, Any], blank: str, old: Answer, decided: Answer, own: Answer) -> str:
    home = blanks_of(key).get(blank)
    places = {place["id"] for place in ((home or {}).get(QUOTA) or {}).get("places", ())}
    if home is None or (decided.kind == QUOTA and decided.row["fills"] not in places):
        return "homeless"
    if own.worth == decided.worth:
        return "agreed"
    return "kept" if own.worth == old.worth else "overruled"


def _with(key: Mapping[str, Any], blank: str, decided: Answer) -> Key:
    if not decided.kind:
        return without_answer(key, blank=blank, text=decided.text)
    return with_answer(key, blank=blank, kind=decided.kind, row={**decided.row, "text": decided.text, "also": []})


def _answers(key: Mapping[str, Any], blank: str) -> dict[str, Answer]:
    """Return the answers of a blank by every form that reads the same; none when the key has no such blank."""
    found: dict[str, Answer] = {}
    for answer in _listed(blanks_of(key).get(blank, {})):
        for form in _forms(answer.text):
            found.setdefault(form, answer)
    return found


def _listed(key: Mapping[str, Any]) -> Iterator[Answer]:
    lists = [(name, key.get(name) or ()) for name in LISTS]
    for kind, rows in [*lists, (QUOTA, (key.get(QUOTA) or {}).get("entries", ()))]:
        for row in rows:
            yield from (Answer(text, kind, row) for text in (row["text"], *(row.get("also") or ())))


def _distinct(*indexes: Mapping[str, Answer]) -> list[Answer]:
    """Return one answer for all that read the same."""
    found: dict[str, Answer] = {}
    for index in indexes:
        for answer in index.values():
            found.setdefault(form_of(answer.text), answer)
    return list(found.values())


def _look_up(index: Mapping[str, Answer], text: str) -> Answer:
    """Return what is said of ``text``, with an empty kind when nothing is."""
    return next((index[form] for form in sorted(_forms(text)) if form in index), Answer(text, "", {}))
