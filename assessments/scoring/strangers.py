"""What has nothing to do with any answer that earns something: it is wrong, and nobody needs to look."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations

from assessments.scoring.everyday import EVERYDAY
from assessments.scoring.frames import LEADING, NEGATIONS, NOUNS, TRAILING
from assessments.scoring.keys import COMMON_WORDS, BlankKey, Entry, Kind
from assessments.scoring.likeness import Likeness
from assessments.scoring.places import FAR_AWAY, OWNERS
from assessments.scoring.vocabulary import Vocabulary
from assessments.scoring.words import AND, JOINERS, LITTLE, Words, closed_up, word_set

# What people run together with the next word: "UNCountry".
UN = "un"
UNITED = word_set("unies unidas unida onu pour para por per")
SAYS_NOTHING = LEADING | TRAILING | JOINERS | COMMON_WORDS | UNITED | {AND}
JOINS = SAYS_NOTHING | NEGATIONS
LONGEST_ACRONYM = 6
# More words tell what somebody thinks rather than a name.
LONGEST_NAME, LONGEST_MODIFIED, LONGEST_PLAIN = 6, 4, 6
FOREIGN = "foreign"
US = ("us",)
# What any name may end with, and what UN bodies do not call themselves.
MERE_NOUNS = NOUNS - word_set("agency fund programme")


@dataclass(frozen=True, eq=False)
class Strangers:
    """Tells what cannot be meant for an answer of ``key``: each of its words is unlike all that earns or waits."""

    key: BlankKey
    vocabulary: Vocabulary

    def include(self, words: Words, is_repeated: Callable[[str], bool]) -> bool:
        """Return whether ``words``, which no rule knows, are clearly wrong.

        Quotas take names that nobody listed, such as "War Child", so there only a single everyday word is.
        """
        if not all(map(str.isascii, words)):
            return False
        if self.key.places:
            return len(words) == 1 and EVERYDAY.issuperset(words) and self._is_plain(words)
        if self.is_far(words):
            return True
        is_acronym = len(closed_up(words)) <= LONGEST_ACRONYM and not EVERYDAY.issuperset(words)
        if is_acronym and self._hopeful.is_slip(closed_up(words)):
            return False
        if self._is_plain(words):
            return True
        if not self.key.is_closed:
            return self._is_other_thing(words)
        said = [word for word in words if word not in SAYS_NOTHING]
        unlike = [word for word in said if word in MERE_NOUNS or not self.is_like(word)]
        new = [word for word in unlike if word not in NOUNS and not is_repeated(word)]
        is_all_unlike = len(unlike) == len(said) and bool(new or not MERE_NOUNS.intersection(said))
        return is_all_unlike or self._is_owned(words) or self._is_another_name(words, new)

    def _is_other_thing(self, words: Words) -> bool:
        """Return whether ``words`` are of the key's wrong answers, with others that are unlike all that earns."""
        said = [word for word in words if word not in SAYS_NOTHING or word in self._refused]
        is_known = not self._refused.isdisjoint(said) and len(words) <= LONGEST_MODIFIED and AND not in words
        return is_known and not any(map(self.is_like, said)) and not self._holds_right(words)

    def _is_plain(self, words: Words) -> bool:
        """Return whether a complete key has none of ``words``, which are all everyday ones."""
        said = [word for word in words if word not in JOINS or word in self.key.telling]
        is_short = 0 < len(said) <= LONGEST_PLAIN
        return self.key.is_complete and is_short and all(map(self._tells_nothing, said))

    def _tells_nothing(self, word: str) -> bool:
        """Return whether ``word`` is an everyday one or one of this lesson, and has nothing to do with what earns."""
        return self._is_known(word) and not self._telling.hold_stem(word)

    def _is_known(self, word: str) -> bool:
        return word in EVERYDAY or word in self.vocabulary.known

    def is_far(self, words: Words) -> bool:
        """Return whether ``words`` name another country where the key calls foreign ones wrong."""
        return self._refuses_foreign and not (FAR_AWAY.isdisjoint(words) and words[:1] != US)

    def is_like(self, word: str) -> bool:
        """Return whether ``word`` may be one of the words that earn something, or may come from one."""
        if self.key.is_complete and self.key.is_open and word not in SAYS_NOTHING and self._is_known(word):
            return self._telling.hold_stem(word)
        return any(map(self._hopeful.hold, {word, word.removeprefix(UN)}))

    def _may_be_misspelt(self, word: str) -> bool:
        """Return whether ``word`` is one of what earns, or like one and no word of its own."""
        return word in self._hopeful.words or (word not in EVERYDAY and self.is_like(word))

    @cached_property
    def _hopeful(self) -> Likeness:
        hopeful = (words for entry, words in self.key.words_of.items() if entry.may_earn)
        return Likeness(frozenset(chain.from_iterable(hopeful)) - SAYS_NOTHING)

    @cached_property
    def _telling(self) -> Likeness:
        return Likeness(self.key.telling)

    @cached_property
    def _refused(self) -> frozenset[str]:
        """The words of wrong answers that are unlike all that earns or waits."""
        refused = (words for entry, words in self.key.words_of.items() if entry.kind is Kind.WRONG)
        hopeful = chain.from_iterable(words for entry, words in self.key.words_of.items() if entry.may_earn)
        words = frozenset(chain.from_iterable(refused)) - frozenset(hopeful) - LITTLE - LEADING - {AND}
        return frozenset(word for word in words if not self.is_like(word))

    @cached_property
    def _is_named(self) -> bool:
        """Whether every right answer is a body by name."""
        named = {entry for form, entry in self.key.expanded.items() if form in self.vocabulary.names}
        return named.issuperset(entry for entry in self.key.words_of if entry.kind is Kind.ACCEPT)

    @cached_property
    def _refuses_foreign(self) -> bool:
        """Whether the key calls something wrong because it is foreign, and not more of it earns."""
        foreign = [entry.kind is Kind.WRONG for form, entry in self.key.written.items() if form.startswith(FOREIGN)]
        return sum(foreign) > len(foreign) / 2

    def _is_owned(self, words: Words) -> bool:
        """Return whether ``words`` begin or end with somebody else: "EU Country Team", "office of the World Bank".

        Not when each word may be misspelt of what earns: "UN Cuntri Team".
        """
        if words[0] in OWNERS:
            return True
        first = self.vocabulary.n_in_body(words)
        is_first = 0 < first < len(words) and AND not in words and not self._earns(words[:first])
        if is_first and all(map(self._may_be_misspelt, words)):
            return False
        return is_first or (not self._holds_right(words) and any(map(self.vocabulary.is_body, _ends(words))))

    def _is_another_name(self, words: Words, new: list[str]) -> bool:
        """Return whether ``words`` are the name of another body: "International Committee of the Green Cross"."""
        return self._is_named and bool(new) and len(words) <= LONGEST_NAME and not self._holds_right(words)

    def _holds_right(self, words: Words) -> bool:
        """Return whether something that earns is among ``words``."""
        return any(self._earns(words[start:end]) for start, end in combinations(range(len(words) + 1), 2))

    def _earns(self, words: Words) -> bool:
        entry = self._entry(words)
        return entry is not None and entry.credit > 0

    def _entry(self, words: Words) -> Entry | None:
        known = self.key.look_up([words])
        return known[0] if known else None


def _ends(words: Words) -> Iterator[Words]:
    """Yield the last words, without the first one at least."""
    yield from (words[start:] for start in range(1, len(words)))
