"""A vocabulary made from a glossary and from keys."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from assessments.scoring.typos import misspellings
from assessments.scoring.values import Json
from assessments.scoring.vocabulary import Vocabulary
from assessments.scoring.words import Words, closed_up, phrase, words

ACRONYM = re.compile(r"\b(?=\w*[A-Z]\w*[A-Z])[A-Z][A-Za-z]*?[A-Z]s?\b")
LISTS = ("accept", "parts", "partial", "wrong", "review")
# A name that begins this many others is half an adjective: UN.
MANY = 3


@dataclass(frozen=True)
class Texts:
    """The answers of one entry of a key, and which list it stands in."""

    listed_in: str
    texts: tuple[str, ...]


def make_vocabulary(terms: Iterable[Iterable[str]], keys: Iterable[Json] = ()) -> Vocabulary:
    """Return the vocabulary of a glossary, given as the spellings of each term, and of the keys of a bank."""
    glossary = [tuple(spellings) for spellings in terms]
    groups = [tuple(dict.fromkeys(phrase(words(spelling)) for spelling in spellings)) for spellings in glossary]
    entries_by_key = [list(entries_of(key)) for key in keys]
    entries = list(chain.from_iterable(entries_by_key))
    spelled = list(chain.from_iterable(glossary))
    acronyms = frozenset(_acronyms_in(chain(spelled, *(entry.texts for entry in entries))))
    general = _general(groups)
    named = _names(glossary)
    names = named - general
    known, slips = _known_and_slips(spelled, entries)
    return Vocabulary(
        spellings={closed_up(each): group for group in groups for each in group},
        names=names,
        bodies=names | (acronyms - general),
        general=named & general,
        acronyms=acronyms,
        answers=frozenset(_answers(entries_by_key, names)),
        listed=frozenset(
            closed_up(phrase(words(text))) for entry in entries if entry.listed_in != "review" for text in entry.texts
        ),
        known=known,
        slips=slips,
        longest=max((len(each) for group in groups for each in group), default=1),
    )


def entries_of(key: Json) -> Iterator[Texts]:
    """Yield the entries of a fill-in question's key; none for a question of another type."""
    for blank in filter(None, [key.get("shared"), *key.get("blanks", {}).values()]):
        quota = blank.get("quota") or {}
        listed = [(name, row) for name in LISTS for row in blank.get(name) or ()]
        for name, row in [*listed, *(("quota", row) for row in quota.get("entries", ()))]:
            yield Texts(name, (row["text"], *row.get("also", ())))


def _answers(entries_by_key: Iterable[Iterable[Texts]], names: frozenset[str]) -> Iterator[str]:
    """Yield the right answers, closed up, of the keys that ask for no body by name."""
    for entries in entries_by_key:
        texts = chain.from_iterable(entry.texts for entry in entries if entry.listed_in == "accept")
        forms = {closed_up(phrase(words(text))) for text in texts}
        if forms.isdisjoint(names):
            yield from forms


def _names(glossary: Iterable[Sequence[str]]) -> frozenset[str]:
    """Return the spellings of terms that have an acronym."""
    named = (spelling for spellings in glossary if any(map(is_acronym, spellings)) for spelling in spellings)
    return frozenset(closed_up(phrase(words(spelling))) for spelling in named)


def _general(groups: Iterable[tuple[Words, ...]]) -> frozenset[str]:
    """Return the names, in every spelling, that begin many others."""
    first_words = Counter(each[0] for group in groups for each in group if len(each) > 1)
    names = (group for group in groups if any(len(each) == 1 and first_words[each[0]] >= MANY for each in group))
    return frozenset(closed_up(each) for group in names for each in group)


def _known_and_slips(glossary: Iterable[str], entries: Iterable[Texts]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of the lesson, and apart from them the slips: a right answer may be listed misspelt."""
    wrong, right = list[str](), list[str]()
    for entry in entries:
        (wrong if entry.listed_in == "wrong" else right).extend(entry.texts)
    certain = frozenset(_words_in(chain(glossary, wrong)))
    counts = Counter(_words_in(right))
    slips = misspellings(counts) - certain
    return certain.union(counts) - slips, slips


def _words_in(texts: Iterable[str]) -> Iterator[str]:
    return chain.from_iterable(map(words, texts))


def is_acronym(text: str) -> bool:
    """Return whether ``text`` is one acronym, such as UNCT, HoM or DSRSG/RC/HC."""
    return all(ACRONYM.fullmatch(word) for word in text.split("/"))


def _acronyms_in(texts: Iterable[str]) -> Iterator[str]:
    return _words_in(chain.from_iterable(map(ACRONYM.findall, texts)))
