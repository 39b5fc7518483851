"""The words of a lesson: names written in every way, and words that are no slips of others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice, product

from assessments.scoring.words import Words, closed_up

# A form with several names in it could be written in thousands of ways.
MOST_EXPANSIONS = 200


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The glossary of a lesson and the words of its keys. Names and forms are closed up.

    ``spellings`` leads from any spelling of a term to all of them. ``names`` are the spellings of terms that
    have an acronym, without the ``general`` ones that begin many others, such as UN; ``bodies`` are the names and
    the acronyms of the keys. ``answers`` are right where no body is asked for by name, and ``listed`` are all
    that any key decides on. Single words are ``acronyms``, ``slips`` that a key lists as right, and ``known`` for
    all but the slips.
    """

    spellings: Mapping[str, tuple[Words, ...]]
    names: frozenset[str]
    bodies: frozenset[str]
    general: frozenset[str]
    acronyms: frozenset[str]
    answers: frozenset[str]
    listed: frozenset[str]
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

    def is_body(self, words: Words) -> bool:
        """Return whether ``words`` are, as a whole, the name or acronym of a known body."""
        return closed_up(words) in self.bodies

    def n_in_general(self, words: Words) -> int:
        """Return how many first words are a name that begins many others; 0 for none."""
        ends = range(1, min(len(words), self.longest) + 1)
        return next((end for end in ends if closed_up(words[:end]) in self.general), 0)

    def is_term(self, words: Words) -> bool:
        """Return whether ``words`` are, as a whole, a term of the glossary."""
        return closed_up(words) in self.spellings

    def is_answer(self, words: Words) -> bool:
        """Return whether ``words`` are, as a whole, right where no body is asked for by name."""
        return closed_up(words) in self.answers

    def is_listed(self, words: Words) -> bool:
        """Return whether some key of the bank decides on ``words`` as a whole."""
        return closed_up(words) in self.listed

    def is_shortened(self, words: Words) -> bool:
        """Return whether ``words`` are a name without the general one it begins with: Country Team, of the UN."""
        spellings = self.spellings.get(closed_up(words), ())
        return len(words) > 1 and any(each[self.n_in_general(each) :] == words != each for each in spellings)

    def n_in_body(self, words: Words) -> int:
        """Return how many first words are the name of a body, as many as possible; 0 for none."""
        ends = range(min(len(words), self.longest), 0, -1)
        return next((end for end in ends if self.is_body(words[:end])), 0)
