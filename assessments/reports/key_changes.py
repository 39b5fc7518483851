"""What a correction changes in a key, in words: "Right answer: False → True"."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.key_edits import LISTS, QUOTA, Answer, Key, Row, blanks_of
from assessments.lesson_keys import keys_if
from assessments.models import QuestionVersion
from assessments.scoring.values import Scored, Verdict
from assessments.stems import blank_labels

STILL = {
    Verdict.CORRECT: gettext_lazy("It is still right by way of “%(answer)s”, which stays in the key."),
    Verdict.PARTIAL: gettext_lazy("It is still partly right by way of “%(answer)s”, which stays in the key."),
}


@dataclass(frozen=True)
class KeyChange:
    """One thing that a correction changes. ``old`` is empty where only the new is said, as of a text.

    ``still`` says what an answer that leaves the key earns all the same, by way of another one; it is mostly empty.
    """

    what: str
    new: str
    old: str = ""
    still: str = ""


def key_changes(version: QuestionVersion, old: Key, new: Key) -> list[KeyChange]:
    """Return what differs between two keys of ``version``; nothing where they are equal. ``new`` may be one on trial.

    Raises ValueError for a type that it has no words for.
    """
    match version.type:
        case QuestionVersion.Type.TRUE_FALSE:
            return list(_of_true_false(old, new))
        case QuestionVersion.Type.BLANKS:
            return list(_of_blanks(version, old, new))
        case QuestionVersion.Type.NARRATIVE:
            return []
        case QuestionVersion.Type.CHECK_ONE | QuestionVersion.Type.CHECK_ALL:
            return list(_of_options(version, old, new))
    raise ValueError(f"no words for keys of type {version.type}")


def _of_true_false(old: Key, new: Key) -> Iterator[KeyChange]:
    if old["answer"] != new["answer"]:
        yield KeyChange(_("Right answer"), _truth(new), _truth(old))
    labels = {"true": _("To whoever says true"), "false": _("To whoever says false")}
    for side, label in labels.items():
        yield from _of_text(label, old["if_answered"][side], new["if_answered"][side])


def _truth(key: Key) -> str:
    return _("True") if key["answer"] else _("False")


def _of_text(label: str, old: str | None, new: str | None) -> Iterator[KeyChange]:
    if (old or "") != (new or ""):
        yield KeyChange(label, _("another text") if new else _("no text"))


def _of_options(version: QuestionVersion, old: Key, new: Key) -> Iterator[KeyChange]:
    for option in version.content["options"]:
        before, after = old["options"][option["id"]], new["options"][option["id"]]
        if _worth(before) != _worth(after):
            yield KeyChange(option["text"], _worth(after), _worth(before))
        label = _("Feedback on “%(option)s”") % {"option": option["text"]}
        yield from _of_text(label, before["feedback"], after["feedback"])


def _worth(row: Row) -> str:
    """Return what the key says of an option: a share such as 1/2, or whether it is right."""
    if "credit" in row:
        return str(Fraction(row["credit"]))
    return _("right") if row["correct"] else _("not right")


def _of_blanks(version: QuestionVersion, old: Key, new: Key) -> Iterator[KeyChange]:
    labels, before, after = blank_labels(version), blanks_of(old), blanks_of(new)
    keys = keys_if(version.question.lesson, version=version.pk, key=new) if _lacks_some(before, after) else None
    for blank in before:
        then, now = _known(before[blank]), _known(after[blank])
        place = labels.get(blank, "")
        for text in dict.fromkeys([*then, *now]):
            if then.get(text) != now.get(text):
                unknown = _("not in the key")
                what = f"{place}: “{text}”" if place else f"“{text}”"
                still = _still(keys.judge_box(version.pk, blank, text)) if keys and text not in now else ""
                yield KeyChange(what, now.get(text, unknown), then.get(text, unknown), still)


def _lacks_some(before: Mapping[str, Row], after: Mapping[str, Row]) -> bool:
    """Return whether an answer leaves the key."""
    return any(not _known(row).keys() <= _known(after[blank]).keys() for blank, row in before.items())


def _still(judged: Scored) -> str:
    """Return what an answer that is in the key no more earns by way of another one; empty when it earns nothing."""
    others = [match.form for match in judged.matched if match.form]
    if judged.verdict not in STILL or not others:
        return ""
    return str(STILL[judged.verdict]) % {"answer": others[0]}


def counts_as(key: Mapping[str, Any], blank: str, answer: Answer) -> str:
    """Return what an answer of a blank counts as, in words. ``answer`` is one that ``key`` lists."""
    return _known(blanks_of(key)[blank])[answer.text]


def _known(blank: Row) -> dict[str, str]:
    """Return every spelling that a blank knows, with what it counts as."""
    listed = [(entry, _counts_as(kind, entry)) for kind in LISTS for entry in blank.get(kind, [])]
    quota: Mapping[str, Any] = blank.get(QUOTA) or {}
    places = {place["id"]: place["label"] for place in quota.get("places", [])}
    listed += [(entry, places.get(entry["fills"], _("right"))) for entry in quota.get("entries", [])]
    return {text: counts for entry, counts in listed for text in (entry["text"], *entry.get("also", []))}


def _counts_as(kind: str, entry: Row) -> str:
    if kind == "partial":
        return _("partly right (%(credit)s)") % {"credit": Fraction(entry["credit"])}
    words = {"accept": _("right"), "parts": _("partly right"), "wrong": _("not right")}
    return words.get(kind) or _("a person decides")
