"""Slips of the keyboard, guarded: a real word is never taken for another."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import islice, product

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from assessments.scoring.words import SPELLINGS, Words

LEAST_LETTERS, LONG_WORD = 6, 12
MOST_SLIPS = 2
FAR_COMMONER = 3
# Two words of a key that are both one slip away from a typed one are rare; three unheard of.
MOST_CANDIDATES, MOST_CORRECTIONS = 3, 30


@dataclass(frozen=True)
class Speller:
    """Corrects words towards others, unless they are ``known`` words themselves.

    ``shapes`` lead from the ways to write a word to the word, ``cut_short`` from what normalising makes of a
    word without its last letter: *acces*, *embassie*.
    """

    shapes: Mapping[str, str]
    cut_short: Mapping[str, str]
    known: Set[str]

    def corrections(self, words: Words) -> Iterator[tuple[int, Words]]:
        """Yield ``words`` with its slips corrected and their number, in no order; nothing without a slip."""
        choices = [self._candidates(word) for word in words]
        for choice in islice(product(*choices), MOST_CORRECTIONS):
            n_slips = sum(slips for slips, _ in choice)
            if n_slips:
                yield n_slips, tuple(word for _, word in choice)

    def _candidates(self, typed: str) -> list[tuple[int, str]]:
        if typed in self.cut_short:
            return [(0, typed), (1, self.cut_short[typed])]
        if typed in self.known:
            return [(0, typed)]
        near = sorted((slips, self.shapes[shape]) for shape, slips in _near(typed, tuple(self.shapes)))
        return near[:MOST_CANDIDATES] or [(0, typed)]


def misspellings(counts: Mapping[str, int]) -> frozenset[str]:
    """Return the words that are slips of a far commoner word, such as *developement*."""
    targets = tuple(word for word, count in counts.items() if slips_allowed(word) and count >= FAR_COMMONER)
    return frozenset(
        word
        for word, count in counts.items()
        for target, slips in _near(word, targets)
        if slips and counts[target] >= FAR_COMMONER * count
    )


def slips_allowed(word: str) -> int:
    """Return how many slips of the keyboard ``word`` survives: 0, 1 or 2 by its length."""
    if len(word) < LEAST_LETTERS:
        return 0
    return 1 if len(word) < LONG_WORD else MOST_SLIPS


def make_speller(lexicon: Set[str], *, known: Set[str]) -> Speller:
    """Return the speller towards the words of ``lexicon``, acronyms left out."""
    targets = sorted(filter(slips_allowed, lexicon))
    british = {other: word for other, word in SPELLINGS.items() if word in targets and slips_allowed(other)}
    cut_short = {_cut_short(word): word for word in targets if _cut_short(word)}
    return Speller({word: word for word in targets} | british, cut_short, known)


def _cut_short(word: str) -> str:
    if word.endswith("ss"):
        return word[:-2]
    return word[:-1] + "ie" if word.endswith("y") else ""


def _near(typed: str, targets: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield the targets that ``typed`` may be a slip of, itself included, with the number of slips."""
    for target, slips, _ in process.extract(
        typed, targets, scorer=DamerauLevenshtein.distance, score_cutoff=MOST_SLIPS, limit=None
    ):
        if slips <= slips_allowed(target):
            yield target, int(slips)
