"""The words of a lesson: names written in every way, and words that are no slips of others."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice, product

from assessments.scoring.typos import misspellings
from assessments.scoring.values import Json
from assessments.scoring.words import Words, closed_up, phrase, words

# A form with several names in it could be written in thousands of ways.
MOST_EXPANSIONS = 200
MANY = 3
ACRONYM = re.compile(r"\b(?=\w*[A-Z]\w*[A-Z])[A-Z][A-Za-z]*?[A-Z]s?\b")
ENTRIES = ("accept", "parts", "partial", "wrong", "review")


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The glossary of a lesson and the words of its keys.

    ``spellings`` leads from any spelling of a term, closed up, to all of them. ``bodies`` are, closed up, the
    spellings of terms that have an acronym, and acronyms of the keys; without names that only begin others,
    such as UN. Single words are ``acronyms``, ``slips`` that a key lists as right, and all others ``known``.
    """

    spellings: Mapping[str, tuple[Words, ...]]
    bodies: frozenset[str]
    acronyms: frozenset[str]
    known: frozenset[str]
    slips: frozenset[str]
    longest: int

    def expansions(self, words: Words) -> Iterator[Words]:
        """Yield ``words`` with the names in them written in every way the glossary knows, itself first."""
        choices = product(*self._choices(words))
        yield from (tuple(chain.from_iterable(choice)) for choice in islice(choices, MOST_EXPANSIONS))

    def _choices(self, words: Words) -> Iterator[tuple[Words, ...]]:
        start = 0
        while start < len(words):
            end = self._end_of_name(words, start)
            name = words[start:end]
            others = self.spellings.get(closed_up(name), ())
            yield (name, *(each for each in others if each != name))
            start = end

    def _end_of_name(self, words: Words, start: int) -> int:
        """Return where the longest name at ``start`` ends, or the word there."""
        ends = range(min(len(words), start + self.longest), start, -1)
        return next((end for end in ends if closed_up(words[start:end]) in self.spellings), start + 1)

    def is_term(self, words: Words) -> bool:
        """Return whether ``words`` are, as a whole, a term of the glossary."""
        return closed_up(words) in self.spellings

    def is_body(self, words: Words) -> bool:
        """Return whether ``words`` are, as a whole, the name or acronym of a known body."""
        return closed_up(words) in self.bodies

    def n_in_body(self, words: Words) -> int:
        """Return how many first words are the name of a body, as many as possible; 0 for none."""
        ends = range(min(len(words), self.longest), 0, -1)
        return next((end for end in ends if self.is_body(words[:end])), 0)


def make_vocabulary(terms: Iterable[Iterable[str]], keys: Iterable[Json] = ()) -> Vocabulary:
    """Return the vocabulary of a glossary, given as the spellings of each term, and of the keys of a bank."""
    written = [tuple(spellings) for spellings in terms]
    groups = [tuple(dict.fromkeys(phrase(words(spelling)) for spelling in spellings)) for spellings in written]
    entries = list(chain.from_iterable(map(entries_of, keys)))
    texts = [*chain.from_iterable(written), *chain.from_iterable(texts for _, texts in entries)]
    acronyms = frozenset(chain.from_iterable(map(acronyms_in, texts)))
    named = [group for group, spellings in zip(groups, written, strict=True) if any(map(is_acronym, spellings))]
    known, slips = _known_and_slips(chain.from_iterable(written), entries)
    return Vocabulary(
        spellings={closed_up(each): group for group in groups for each in group},
        bodies=acronyms.union(closed_up(each) for group in named for each in group) - _general(groups),
        acronyms=acronyms,
        known=known,
        slips=slips,
        longest=max((len(each) for group in groups for each in group), default=1),
    )


def _general(groups: Iterable[tuple[Words, ...]]) -> frozenset[str]:
    """Return the names, in every spelling, that begin many others: "UN" is a body, and half an adjective."""
    first_words = Counter(each[0] for group in groups for each in group if len(each) > 1)
    names = (group for group in groups if any(len(each) == 1 and first_words[each[0]] >= MANY for each in group))
    return frozenset(closed_up(each) for group in names for each in group)


def entries_of(key: Json) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what each entry of a fill-in question's key is good for, and its texts."""
    for blank in filter(None, [key.get("shared"), *blank_keys(key)]):
        quota = blank.get("quota") or {}
        listed = [(name, row) for name in ENTRIES for row in blank.get(name) or ()]
        for name, row in [*listed, *(("quota", row) for row in quota.get("entries", ()))]:
            yield name, (row["text"], *row.get("also", ()))


def _known_and_slips(
    glossary: Iterable[str], entries: Iterable[tuple[str, tuple[str, ...]]]
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of the lesson, and apart from them the slips: a right answer may be listed misspelt."""
    wrong: list[str] = []
    right: list[str] = []
    for name, texts in entries:
        (wrong if name == "wrong" else right).extend(texts)
    certain = frozenset(_words(chain(glossary, wrong)))
    counts = Counter(_words(right))
    slips = misspellings(counts) - certain
    return certain.union(counts) - slips, slips


def _words(texts: Iterable[str]) -> Iterator[str]:
    return chain.from_iterable(map(words, texts))


def blank_keys(key: Json) -> Iterable[Json]:
    """Return the keys of the single blanks; none for a question of another type."""
    blanks = key.get("blanks") or {}
    return blanks.values()


def is_acronym(text: str) -> bool:
    """Return whether ``text`` is one acronym, such as UNCT, HoM or DSRSG/RC/HC."""
    return all(ACRONYM.fullmatch(word) for word in text.split("/"))


def acronyms_in(text: str) -> Iterator[str]:
    """Yield the acronyms in ``text`` as normalised words."""
    for acronym in ACRONYM.findall(text):
        yield from words(acronym)
