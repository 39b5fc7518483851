"""Fill in the blank. Similar is not enough: an answer counts when it is recognised."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from assessments.scoring.deciding import decide
from assessments.scoring.decision import Decision
from assessments.scoring.frames import make_frame
from assessments.scoring.keys import Entry, Kind, prepare
from assessments.scoring.matching import Matcher
from assessments.scoring.reading import Reading, read
from assessments.scoring.values import (
    ZERO,
    Item,
    Json,
    Match,
    Note,
    Remark,
    Scored,
    Verdict,
    unanswered,
    verdict_of,
)
from assessments.scoring.vocabulary import Vocabulary
from assessments.scoring.words import LONGEST

GAP = re.compile(r"\{\{.*?\}\}", re.DOTALL)


@dataclass(frozen=True)
class Judged:
    """Boxes that share a key, by the id of their blank, and what was decided of them together."""

    readings: Mapping[str, Reading]
    decision: Decision

    @property
    def entries(self) -> Iterator[Entry]:
        """Yield the entries of the key that speak to the learner: not what is close, once all is right."""
        beside = {Kind.PART, Kind.PARTIAL} if self.decision.verdict is Verdict.CORRECT else set()
        for reading in self.readings.values():
            yield from (each.entry for each in reading.found if each.entry and each.kind not in beside)

    @property
    def matches(self) -> Iterator[Match]:
        for blank, reading in self.readings.items():
            for each in reading.found:
                verdict, form = (each.entry.verdict, each.entry.text) if each.entry else (Verdict.REVIEW, "")
                yield Match(blank, each.typed, form, verdict, each.rule)


def score(item: Item, answer: Any, vocabulary: Vocabulary) -> Scored:
    """Return the score of ``answer``, an object from blank ids to texts. Every blank is an equal share."""
    texts = {blank: _text(answer, blank) for blank in item.content["blanks"]}
    judged = list(_judged(item, texts, vocabulary))
    if all(each.decision.verdict is Verdict.UNANSWERED for each in judged):
        return unanswered()
    points = sum((each.decision.credit * len(each.readings) for each in judged), ZERO) / len(texts)
    decision = _deciding(judged)
    entries = [entry for each in judged for entry in each.entries]
    return Scored(
        verdict=Verdict.REVIEW if decision.verdict is Verdict.REVIEW else verdict_of(points),
        score=points,
        rule=decision.rule,
        matched=tuple(match for each in judged for match in each.matches),
        feedback=_distinct(entry.feedback for entry in entries),
        misconceptions=_distinct(entry.misconception for entry in entries),
        notes=_notes(entries, texts),
    )


def _text(answer: Any, blank: str) -> str:
    text = answer.get(blank) if isinstance(answer, Mapping) else None
    return text if isinstance(text, str) else ""


def _judged(item: Item, texts: Mapping[str, str], vocabulary: Vocabulary) -> Iterator[Judged]:
    for blanks, matcher in _matchers(item, vocabulary):
        readings = {blank: read(texts[blank], matcher) for blank in blanks}
        yield Judged(readings, decide(list(readings.values()), matcher.key.places))


def _keys(item: Item) -> Iterator[tuple[Sequence[str], Json]]:
    """Yield each key with the blanks that it scores: a shared one scores them all."""
    blanks = item.content["blanks"]
    if shared := item.key.get("shared"):
        yield blanks, shared
    else:
        yield from (([blank], item.key["blanks"][blank]) for blank in blanks)


@lru_cache(maxsize=512)
def _matchers(item: Item, vocabulary: Vocabulary) -> list[tuple[Sequence[str], Matcher]]:
    """Return what ``_keys`` yields with the keys ready for use."""
    return [(blanks, _matcher(json.dumps(key, sort_keys=True), item.stem, vocabulary)) for blanks, key in _keys(item)]


@lru_cache(maxsize=256)
def _matcher(key: str, stem: str, vocabulary: Vocabulary) -> Matcher:
    """Return what looks answers up in ``key``, which is JSON. Preparing it takes longer than many look-ups."""
    before, *_, after = GAP.split(stem) if GAP.search(stem) else (stem, "")
    return Matcher(prepare(json.loads(key), vocabulary), vocabulary, make_frame(before, after))


def _deciding(judged: Sequence[Judged]) -> Decision:
    """Return the decision that speaks for all: one that waits for a person, or else the first."""
    decisions = [each.decision for each in judged if each.decision.verdict is not Verdict.UNANSWERED]
    return next((each for each in decisions if each.verdict is Verdict.REVIEW), decisions[0])


def _notes(entries: Iterable[Entry], texts: Mapping[str, str]) -> tuple[Note, ...]:
    said = [Note(Remark.AUTHOR, note) for note in _distinct(entry.note for entry in entries)]
    cut = [Note(Remark.CUT, str(LONGEST))] if any(len(text) > LONGEST for text in texts.values()) else []
    return (*said, *cut)


def _distinct(texts: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, texts)))
