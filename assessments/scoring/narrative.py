"""Written answers. People mark them; the machine only points at words that suggest a key point.

Plain words did as well as language models in a trial, and a negation fooled them all. So there is no
suggestion near a negation, and none in a text that mostly repeats the question.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from assessments.scoring.frames import negates
from assessments.scoring.values import ZERO, Highlight, Item, Json, Rule, Scored, Verdict, unanswered
from assessments.scoring.vocabulary import Vocabulary
from assessments.scoring.words import AND, LITTLE, MARKS, SEPARATORS, Words, phrase, words

TOKENS = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*|[.,!?;:\n]")
WORD = re.compile(r"[^\W_]")
# Words that tell no two answers apart.
PASSED_OVER = LITTLE | SEPARATORS
LONGEST_ANSWER = 20_000
# A negation reaches this many words further in its clause, and this many back ("is not").
REACH, REACH_BACK = 4, 2
# As many words in a row as the question has them are copied from it.
LEAST_RUN = 4
MOSTLY = Fraction(8, 10)


class Word(NamedTuple):
    """A normalised word with its place in the text, and the number of its clause."""

    text: str
    start: int
    end: int
    clause: int


@dataclass(frozen=True)
class Forms:
    """Ways to write what suggests a key point, the words they begin with, and how many the ``longest`` has."""

    suggested: Mapping[Words, Sequence[str]]
    first_words: frozenset[str]
    longest: int


@dataclass(frozen=True)
class Part:
    """One text of an answer. ``id`` is empty when it answers the whole question."""

    id: str
    text: str


def score(item: Item, answer: Any, vocabulary: Vocabulary) -> Scored:
    """Return a verdict for a person to make, with highlights; unanswered when no part holds a word."""
    parts = [part for part in _parts(item, answer) if WORD.search(part.text)]
    if not parts:
        return unanswered()
    highlights = (each for part in parts for each in suggestions(part, _asked(item), _forms(item, part.id, vocabulary)))
    return Scored(Verdict.REVIEW, ZERO, Rule.PERSON, highlights=tuple(highlights))


def _parts(item: Item, answer: Any) -> Iterator[Part]:
    """Yield the texts of an answer."""
    if isinstance(answer, str):
        yield Part("", answer[:LONGEST_ANSWER])
    elif isinstance(answer, Mapping):
        texts = ((part, answer.get(part)) for part in _points_by_part(item))
        yield from (Part(part, text[:LONGEST_ANSWER]) for part, text in texts if isinstance(text, str))


def _points_by_part(item: Item) -> Mapping[str, Sequence[Json]]:
    return item.key.get("parts") or {}


def _key_points(item: Item, part: str) -> Sequence[Json]:
    """Return the key points that a text should make. One for a question of several parts may make all of theirs."""
    by_part = _points_by_part(item)
    return by_part[part] if part else [*item.key["key_points"], *chain.from_iterable(by_part.values())]


@lru_cache(maxsize=256)
def _asked(item: Item) -> frozenset[Words]:
    """Return the runs of words in the question."""
    question = [item.stem, *(part["prompt"] for part in item.content.get("parts", ()))]
    return frozenset(_runs([word.text for word in _words(" ".join(question))]))


def suggestions(part: Part, asked: frozenset[Words], forms: Forms) -> Iterator[Highlight]:
    """Yield the words of ``part`` that suggest a key point, in the order of the text.

    ``asked`` are the runs of words in the question, ``forms`` the ways to write what suggests a key point.
    """
    said = _words(part.text)
    if _share_copied([word.text for word in said], asked) >= MOSTLY:
        return
    start = 0
    while start < len(said):
        end, key_points = _match_at(said, start, forms)
        yield from (Highlight(part.id, said[start].start, said[end - 1].end, each) for each in key_points)
        start = end


def _words(text: str) -> list[Word]:
    """Return the words of ``text`` that tell answers apart."""
    found, clause = [], 0
    for match in TOKENS.finditer(text):
        tokens = words(match.group())
        clause += not MARKS.isdisjoint(tokens)
        found += [Word(each, *match.span(), clause) for each in tokens if each not in PASSED_OVER]
    return found


@lru_cache(maxsize=512)
def _forms(item: Item, part: str, vocabulary: Vocabulary) -> Forms:
    """Return the key points that each way to write a synonym suggests, for one text of an answer."""
    forms: dict[Words, list[str]] = {}
    for point in _key_points(item, part):
        for synonym in point["synonyms"]:
            for form in vocabulary.expansions(phrase(words(synonym))):
                suggested = forms.setdefault(tuple(word for word in form if word != AND), [])
                suggested += [point["id"]] * (point["id"] not in suggested)
    return Forms(forms, frozenset(form[0] for form in forms if form), max(map(len, forms), default=0))


def _match_at(said: Sequence[Word], start: int, forms: Forms) -> tuple[int, Sequence[str]]:
    """Return where the longest form at ``start`` ends and what it suggests; one word further when none does."""
    if said[start].text not in forms.first_words:
        return start + 1, []
    for end in range(min(len(said), start + forms.longest), start, -1):
        form = tuple(word.text for word in said[start:end])
        if form in forms.suggested:
            return end, [] if _is_negated(said, start, end) else forms.suggested[form]
    return start + 1, []


def _is_negated(said: Sequence[Word], start: int, end: int) -> bool:
    """Return whether a negation stands near, in the same clause. One within the form belongs to it."""
    near = [*said[max(0, start - REACH) : start], *said[end : end + REACH_BACK]]
    clauses = {said[start].clause, said[end - 1].clause}
    return negates(tuple(word.text for word in near if word.clause in clauses))


def _share_copied(said: Sequence[str], asked: frozenset[Words]) -> Fraction:
    """Return the share of words that stand in a run which the question has too."""
    copied = {i + n for i, run in enumerate(_runs(said)) if run in asked for n in range(LEAST_RUN)}
    return Fraction(len(copied), len(said)) if said else ZERO


def _runs(said: Sequence[str]) -> list[Words]:
    return [tuple(said[i : i + LEAST_RUN]) for i in range(len(said) - LEAST_RUN + 1)]
