"""Slips of the keyboard, guarded: a real word is never taken for another."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice, product

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from assessments.scoring.words import BRITISH, MOST_REMEMBERED, Words

LEAST_LETTERS, LONG_WORD = 6, 12
MOST_SLIPS = 2
FAR_COMMONER = 3
# English words a slip or two from those of a lesson that mean something else. Picked from the 371 among 160,000 that
# the bank of Lesson 1.8 would otherwise take for its own words.
OTHER_WORDS = """
agility anger anterior apolitical attached auction banquet belief bitter bounty breaching butter career commit
committed concert construction content contest copulation dancer deport diploma emission enmity finder fission
founder infernal inferior intentional interval legion notary notion notional ordination pillage poison polite
preaching presentation pretence primate projecting projection protesting providential ranger ration rational
reacting readership reconciliation refuge reorganization residential resort restricted rosary season shading shaming
shaping sinister solidarity suction teaching thread throat treason treat trench unformed uninformed vector wealth
"""
REAL_WORDS = frozenset(OTHER_WORDS.split())
BRITISH_OF = {american: british for british, american in BRITISH.items()}
# Two words of a key that are both one slip away from a typed one are rare; three unheard of.
MOST_CANDIDATES, MOST_CORRECTIONS = 3, 30


@dataclass(frozen=True, eq=False)
class Speller:
    """Corrects words towards others, unless they are ``known`` words themselves.

    ``shapes`` lead from the ways to write a word to the word. ``cut_short`` leads from what normalising makes
    of a word without its last letter: *acces*.
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

    @lru_cache(maxsize=MOST_REMEMBERED)  # noqa: B019  # spellers live as long as the process, and so may their words
    def _candidates(self, typed: str) -> list[tuple[int, str]]:
        if typed in self.cut_short:
            return [(0, typed), (1, self.cut_short[typed])]
        if typed in self.known:
            return [(0, typed)]
        best: dict[str, int] = {}
        for word, slips in chain(near(typed, self.shapes), self._near_longer(typed)):
            best[word] = min(slips, best.get(word, slips))
        return sorted((slips, word) for word, slips in best.items())[:MOST_CANDIDATES] or [(0, typed)]

    def _near_longer(self, typed: str) -> Iterator[tuple[str, int]]:
        """Yield what ``typed`` may be a slip of when normalising took its last letter for a plural: *accses*."""
        return ((word, slips) for word, slips in near(typed + "s", self.shapes) if word.endswith("ss"))


def make_speller(lexicon: Set[str], *, known: Set[str]) -> Speller:
    """Return the speller towards the words of ``lexicon``, acronyms left out."""
    targets = sorted(filter(slips_allowed, lexicon))
    shapes = {shape: word for word in targets for shape in _shapes(word)}
    return Speller(shapes, {word[:-2]: word for word in targets if word.endswith("ss")}, known)


def slips_allowed(word: str) -> int:
    """Return how many slips of the keyboard ``word`` survives: 0, 1 or 2 by its length."""
    if len(word) < LEAST_LETTERS:
        return 0
    return 1 if len(word) < LONG_WORD else MOST_SLIPS


def near(typed: str, shapes: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """Yield the words that ``typed`` may be a slip of, or is, with the number of slips."""
    found = process.extract(
        typed, shapes.keys(), scorer=DamerauLevenshtein.distance, score_cutoff=MOST_SLIPS, limit=None
    )
    for shape, slips, _ in found:
        if slips <= slips_allowed(shapes[shape]):
            yield shapes[shape], int(slips)


def misspellings(counts: Mapping[str, int]) -> frozenset[str]:
    """Return the words that are slips of a far commoner word, such as *developement*."""
    common = {word: word for word, count in counts.items() if slips_allowed(word) and count >= FAR_COMMONER}
    return frozenset(
        word
        for word, count in counts.items()
        for other, slips in near(word, common)
        if slips and counts[other] >= FAR_COMMONER * count
    )


def _shapes(word: str) -> Iterator[str]:
    """Yield the ways to write a normalised word: as it is, in the plural, and in British spelling."""
    yield word
    if not word.endswith("s"):
        yield word[:-1] + "ies" if word.endswith("y") else word + "s"
    if word in BRITISH_OF:
        yield BRITISH_OF[word]
