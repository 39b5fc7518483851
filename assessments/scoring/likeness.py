"""Words that may come from others: misspelt worse than a slip, cut short, bent, or grown together."""

from collections.abc import Set
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

# Words are alike when they begin with as many letters, or are a slip for each so many letters apart.
SAME_START, LETTERS_A_SLIP, SAME_STEM = 5, 4, 6
SHORTEST = 2
NO_VOWELS = str.maketrans("", "", "aeiouy")


@dataclass(frozen=True, eq=False)
class Likeness:
    """Tells what is like one of ``words``. It rather takes too much for like than too little."""

    words: Set[str]

    def hold(self, word: str) -> bool:
        """Return whether ``word`` is like one of the words."""
        return self.is_slip(word) or self._starts_alike(word) or self._has_same_letters(word)

    def hold_stem(self, word: str) -> bool:
        """Return whether ``word``, which is no slip, is one of the words or comes from one: *farm*, *farmland*."""
        starts = {word[:end] for end in range(LETTERS_A_SLIP, len(word) + 1)}
        return word in self._beginnings or word[:SAME_STEM] in self._beginnings or not starts.isdisjoint(self.words)

    def is_slip(self, word: str) -> bool:
        """Return whether ``word`` is one of the words, or a slip away for each four of its letters."""
        if len(word) <= SHORTEST or word in self.words:
            return word in self.words
        most = max(1, len(word) // LETTERS_A_SLIP)
        near = process.extractOne(word, self._sorted, scorer=DamerauLevenshtein.distance, score_cutoff=most)
        return near is not None

    def _starts_alike(self, word: str) -> bool:
        """Return whether the first five letters are the same, or all four of the shorter word."""
        start = word[:SAME_START]
        return start in self._starts or start[:LETTERS_A_SLIP] in self.words

    def _has_same_letters(self, word: str) -> bool:
        """Return whether ``word`` has the letters in another order, the consonants, or a whole word inside."""
        if len(word) < LETTERS_A_SLIP:
            return False
        is_cut = (word[0], word.translate(NO_VOWELS)) in self._consonants
        return is_cut or "".join(sorted(word)) in self._jumbled or any(long in word for long in self._long)

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.words)

    @cached_property
    def _long(self) -> list[str]:
        return [word for word in self.words if len(word) > SAME_START]

    @cached_property
    def _starts(self) -> frozenset[str]:
        return frozenset(word[:n] for word in self.words for n in (LETTERS_A_SLIP, SAME_START) if len(word) >= n)

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        return frozenset(self.words) | {word[:end] for word in self.words for end in range(LETTERS_A_SLIP, len(word))}

    @cached_property
    def _consonants(self) -> frozenset[tuple[str, str]]:
        return frozenset((word[0], word.translate(NO_VOWELS)) for word in self.words if len(word) > LETTERS_A_SLIP)

    @cached_property
    def _jumbled(self) -> frozenset[str]:
        return frozenset("".join(sorted(word)) for word in self.words if len(word) >= LETTERS_A_SLIP)
