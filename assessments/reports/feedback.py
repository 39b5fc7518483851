"""What a learner may read about the answers of an attempt: the right ones, why, and what people have said."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from assessments.choices import worth_of
from assessments.key_edits import authored
from assessments.models import Attempt, KeyRevision, Mark, Misconception, Override, RegradeRun, Score
from assessments.points import ItemPoints
from assessments.sheets import SheetItem

# Enough to know what was meant; a key may accept dozens.
MOST_SHOWN = 3

type Json = Mapping[str, Any]
type ByPosition = Mapping[int, Sequence[str]]


def keys_of(items: Iterable[ItemPoints]) -> dict[int, Json]:
    """Return the keys by which items were scored, by position."""
    revisions = {item.position: item.score.revision_id for item in items if item.score}
    contents = KeyRevision.objects.in_bulk(set(revisions.values()))
    return {position: contents[revision].key for position, revision in revisions.items()}


def right_answers(item: SheetItem, key: Json) -> list[str]:
    """Return the right answer in words, a line for each choice or blank; empty for a written question."""
    shown = RIGHT.get(item.type)
    return shown(item, key) if shown else []


def _right_true_false(_item: SheetItem, key: Json) -> list[str]:
    return [_("True") if key["answer"] else _("False")]


def _right_one(item: SheetItem, key: Json) -> list[str]:
    best = {option for option, each in key["options"].items() if worth_of(each) == 1}
    return [option["text"] for option in item.content["options"] if option["id"] in best]


def _right_all(item: SheetItem, key: Json) -> list[str]:
    right = {option for option, each in key["options"].items() if each["correct"]}
    return [option["text"] for option in item.content["options"] if option["id"] in right]


def _right_blanks(item: SheetItem, key: Json) -> list[str]:
    blanks = item.content["blanks"]
    if key.get("shared"):
        return _texts(key["shared"]["accept"], at_most=len(blanks))
    return [_right_blank(key["blanks"][blank]) for blank in blanks]


def _right_blank(key: Json) -> str:
    if key["accept"]:
        return " / ".join(_texts(key["accept"]))
    if quota := key.get("quota"):
        return "; ".join(_right_place(place, quota["entries"]) for place in quota["places"])
    return " + ".join(_texts(key["parts"]))


def _right_place(place: Json, entries: Iterable[Json]) -> str:
    examples = _texts(entry for entry in entries if entry["fills"] == place["id"])
    return f"{place['need']} × {place['label']} ({', '.join(examples)}, …)"


def _texts(rows: Iterable[Json], at_most: int = MOST_SHOWN) -> list[str]:
    known = list(rows)
    return [row["text"] for row in authored(known) or known][:at_most]


RIGHT: Mapping[str, Callable[[SheetItem, Json], list[str]]] = {
    "true-false": _right_true_false,
    "check-one": _right_one,
    "check-all": _right_all,
    "blanks": _right_blanks,
}


@dataclass(frozen=True)
class Teaching:
    """Feedback of a lesson: ``misconceptions`` are what to read about wrong ideas, by their code."""

    misconceptions: Mapping[str, str]

    def on(self, item: SheetItem, score: Score, key: Json) -> list[str]:
        """Return what the key says to this answer and to the ideas behind it, or else what it says to everybody."""
        own = _by_option(item, key) if item.type == "check-all" else score.detail.get("feedback", [])
        codes = score.detail.get("misconceptions", [])
        ideas = [self.misconceptions[code] for code in codes if code in self.misconceptions]
        specific = list(filter(None, [*own, *ideas]))
        texts = specific or filter(None, [key.get("feedback")])
        return list({" ".join(text.split()): text for text in texts}.values())


def teaching_of(attempt: Attempt) -> Teaching:
    """Return the feedback of the lesson of ``attempt``."""
    rows = Misconception.objects.filter(lesson=attempt.form.lesson_id)
    return Teaching(dict(rows.values_list("slug", "feedback")))


def _by_option(item: SheetItem, key: Json) -> list[str]:
    """Return the feedback of every choice, each after its text."""
    texts = {option["id"]: option["text"] for option in item.content["options"]}
    return [f"**{texts[option]}**: {each['feedback']}" for option, each in key["options"].items()]


def comments_on(attempt: Attempt) -> ByPosition:
    """Return what markers wrote to the learner, the newest for each part of an item."""
    newest = {}
    for mark in Mark.objects.filter(attempt=attempt, is_final=True, undone_at=None).order_by("at", "pk"):
        newest[mark.position, mark.part] = mark.comment
    return _grouped((position, comment) for (position, _part), comment in newest.items())


def reasons_for(attempt: Attempt, scores: Iterable[Score]) -> ByPosition:
    """Return why a corrected key or a person changed the points of items."""
    regraded = {score.position: score.regrade_id for score in scores if score.regrade_id}
    runs = RegradeRun.objects.in_bulk(set(regraded.values()))
    overrides = Override.objects.filter(attempt=attempt, regrade__undone_at=None).order_by("at", "pk")
    newest = {override.position: override.reason for override in overrides}
    return _grouped([*((position, runs[run].reason) for position, run in regraded.items()), *newest.items()])


def _grouped(pairs: Iterable[tuple[int, str]]) -> ByPosition:
    groups: defaultdict[int, list[str]] = defaultdict(list)
    for position, text in pairs:
        if text:
            groups[position].append(text)
    return groups
