"""One answer against the key of its blank, by the rules in their order."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from assessments.scoring.frames import ELSEWHERE, LEADING, NOUNS, QUALIFIERS, Frame, negates, without_owner
from assessments.scoring.keys import BlankKey, Entry, Kind
from assessments.scoring.splitting import pieces
from assessments.scoring.strangers import Strangers
from assessments.scoring.typos import REAL_WORDS, Speller, make_speller
from assessments.scoring.values import ZERO, Rule
from assessments.scoring.vocabulary import Vocabulary
from assessments.scoring.words import AND, CHOICES, SEPARATORS, Words, closed_up, phrase, phrases

# Two letters and a noun may be something else: "EU office", "RC team".
LEAST_LETTERS = 3
# Who writes more words than these may describe the right body without its name.
LONGEST_GUESS = 7
# How the acronyms of UN bodies begin.
UN = "un"
# Little words that people run together with the one beside them. Not "in": insecurity is no security.
GLUED_BEFORE, GLUED_AFTER = ("the", "an"), ("of", "for", "and", "the")
AFTER_NOUN = frozenset({"in", "for", "on", "at", "of", "from", "with", "by", "about", "during", "who", "which", "that"})
# Of a body in a place, its name is what comes before: "UNDP country office".
STATIONED = frozenset({"country", "field", "local", "regional"})
# No answer of a key has more words.
LONGEST_HEAD = 24

type Known = tuple[Entry, Rule]


@dataclass(frozen=True)
class Found:
    """What an answer, or one of several in a box, turned out to be. ``entry`` is None when nobody knows."""

    typed: str
    entry: Entry | None
    rule: Rule

    @property
    def kind(self) -> Kind | None:
        return self.entry.kind if self.entry else None

    @property
    def is_worthless(self) -> bool:
        """Whether it earns nothing by itself, but does no harm beside a right one."""
        return self.entry is not None and self.entry.kind is Kind.PARTIAL and not self.entry.credit


@dataclass(frozen=True, eq=False)
class Matcher:
    """Looks answers up in the key of a blank."""

    key: BlankKey
    vocabulary: Vocabulary
    frame: Frame

    @cached_property
    def speller(self) -> Speller:
        words = self.key.lexicon - self.vocabulary.slips - self.vocabulary.acronyms
        return make_speller(words, known=self.vocabulary.known | self.vocabulary.acronyms | REAL_WORDS)

    @cached_property
    def strangers(self) -> Strangers:
        return Strangers(self.key, self.vocabulary)

    def find(self, tokens: Words) -> Found | None:
        """Return what ``tokens`` are by the first rule that knows; None when none does."""
        bare = self.frame.unwrapped(tokens)
        known = self._known(tokens, bare)
        if not known and self.key.is_open:
            bare = without_owner(bare)
            known = self._known(bare) or self._qualified(bare)
        known = known or next(filter(None, (rule(bare) for rule in self._rules)), None)
        return Found(" ".join(tokens), *known) if known else self._in_sentence(tokens)

    @property
    def _rules(self) -> tuple[Callable[[Words], Known | None], ...]:
        """The rules after the look-up, in their order."""
        return (
            self._misspelt,
            self._unglued,
            self._turned,
            self._reordered,
            self._with_noun,
            self._named_twice,
            self._other_term,
        )

    def exact(self, tokens: Words) -> Found | None:
        """Return what ``tokens`` are as they stand, or without what is around them; None when not known."""
        known = self._known(tokens, self.frame.unwrapped(tokens))
        return Found(" ".join(tokens), *known) if known else None

    def stranger(self, found: Found) -> Found:
        """Return ``found`` as wrong when no rule knows it and it has nothing to do with what earns something."""
        if found.rule is not Rule.UNRECOGNISED:
            return found
        bare = self.frame.unwrapped(tuple(found.typed.split()))
        if self.key.is_closed and len(bare) > LONGEST_GUESS:
            return found
        is_stranger = self.strangers.include(phrase(bare), self.frame.repeats) or self._starts_wrong(bare)
        return Found(found.typed, _other(""), Rule.STRANGER) if is_stranger else found

    def _starts_wrong(self, bare: Words) -> bool:
        """Return whether something wrong comes before words that are like nothing right: "interests in oil"."""
        starts = (i for i in range(1, len(bare)) if bare[i] in AFTER_NOUN)
        return any(
            (head := self.exact(bare[:i]))
            and head.kind is Kind.WRONG
            and not any(map(self.strangers.is_like, phrase(bare[i:])))
            for i in starts
        )

    def is_harmless(self, tokens: Words) -> bool:
        """Return whether ``tokens`` may be passed over: they deny nothing and name no body."""
        words = phrase(tokens)
        starts = (i for i, word in enumerate(words) if word not in LEADING)  # "who" is rarely the WHO
        return not negates(tokens) and not any(self.vocabulary.n_in_body(words[i:]) for i in starts)

    def is_plain(self, tokens: Words) -> bool:
        """Return whether no wrong answer ends with ``tokens``, as *peacekeeping missions* does with *missions*."""
        return closed_up(phrase(self.frame.unwrapped(tokens))) not in self.key.refused_ends

    def is_setting(self, tokens: Words) -> bool:
        """Return whether ``tokens`` may only tell where, when and what for: they lead to nobody else."""
        first, *others = [*pieces(tokens[1:]), ()]
        is_other = (tokens[0] == "to" and self.exact(first)) or any(self.exact(piece) for piece in others)
        return ELSEWHERE.isdisjoint(tokens) and self.is_harmless(tokens) and not is_other

    def names_body(self, tokens: Words) -> bool:
        """Return whether ``tokens`` are the name of a body, and nothing else."""
        return self.vocabulary.is_body(phrase(self.frame.unwrapped(tokens)))

    def is_general(self, words: Words) -> bool:
        """Return whether ``words`` are a name that begins many others, such as UN, and nothing else."""
        return bool(words) and self.vocabulary.n_in_general(words) == len(words)

    def is_acronym(self, typed: str) -> bool:
        """Return whether ``typed`` is an acronym of the lesson, and nothing else."""
        return typed in self.vocabulary.acronyms

    def names_in(self, tokens: Words) -> list[Words]:
        """Return the names of bodies that make up ``tokens`` without a gap; empty when there is one."""
        words, names = phrase(tokens), []
        while words:
            end = self.vocabulary.n_in_body(words)
            if not end:
                return []
            names.append(words[:end])
            words = words[end:]
        return names

    def _known(self, *candidates: Words) -> Known | None:
        return next((known for candidate in dict.fromkeys(candidates) if (known := self._look_up(candidate))), None)

    def _look_up(self, tokens: Words) -> Known | None:
        if self.key.is_closed and not CHOICES.isdisjoint(tokens):
            return None  # "ICRC or Red Crescent" is two answers, though "Red Cross and Red Crescent" is one
        if known := self.key.look_up(phrases(tokens)):
            return known
        opened = self.key.look_up_open(tokens)
        return (opened[0], Rule.EXACT) if opened and self._completes(opened[1]) else None

    def _completes(self, tail: Words) -> bool:
        """Return whether ``tail`` may follow an open form: nothing wrong, and no second answer."""
        if tail[0] in SEPARATORS or self.strangers.is_far(tail):
            return False
        first, *others = [self.key.look_up(phrases(piece)) for piece in pieces(tail)] or [None]
        is_wrong = first is not None and first[0].kind is Kind.WRONG
        return not is_wrong and not any(others) and self.is_harmless(tail)

    def _misspelt(self, bare: Words) -> Known | None:
        """Return the one entry that is nearest; None when none is, or when two are equally near."""
        candidates = ((n, self._look_up(candidate)) for n, candidate in self.speller.corrections(bare))
        entry = _nearest((n, known[0]) for n, known in candidates if known)
        return (entry, Rule.TYPO) if entry else None

    def _unglued(self, bare: Words) -> Known | None:
        """Return what "anembassy" and "securityof staff" are, written without a space."""
        apart = tuple(map(self._without_little, bare))
        return self._look_up(apart) if apart != bare else None

    def _without_little(self, word: str) -> str:
        """Return the word of the key that ``word`` is when a little word is taken off, or ``word`` itself."""
        if word in self.vocabulary.known:
            return word
        rests = [*map(word.removeprefix, GLUED_BEFORE), *map(word.removesuffix, GLUED_AFTER)]
        return next((rest for rest in rests if rest != word and rest in self.key.lexicon), word)

    def _reordered(self, bare: Words) -> Known | None:
        """Return the entry with the same words in another order, slips of the keyboard corrected."""
        if entry := self.key.look_up_turned(bare):
            return entry, Rule.EXACT
        candidates = ((n, self.key.look_up_turned(each)) for n, each in self.speller.corrections(bare))
        entry = _nearest((n, found) for n, found in candidates if found)
        return (entry, Rule.TYPO) if entry else None

    def _turned(self, bare: Words) -> Known | None:
        """Return what "country team of the UN" is: the same as UN Country Team."""
        words = phrase(bare)
        starts = (i for i in range(1, len(words)) if self.vocabulary.n_in_general(words[i:]) == len(words) - i)
        return next((known for i in starts if (known := self._known((*words[i:], *words[:i])))), None)

    def _with_noun(self, bare: Words) -> Known | None:
        """Return what "UNDP agency", "UN partner UNDP" and "the UN's UNDP" are: the same as UNDP."""
        words = phrase(bare)
        rest = words[self.vocabulary.n_in_general(words) :]
        names = [name for noun, name in _ends(rest) if NOUNS.issuperset(noun)]
        if rest[-2:-1] and rest[-2] in STATIONED and rest[-1] == "office":
            names.append(rest[:-2])
        if rest != words and closed_up(rest).startswith(UN):
            names.append(rest)
        bodies = (name for name in names if self.vocabulary.is_body(name) and len(closed_up(name)) >= LEAST_LETTERS)
        return self._known(*bodies)

    def _qualified(self, bare: Words) -> Known | None:
        """Return what "village people" and "the latest information" are: the same without where it is, and how good."""
        words = phrase(bare)
        rest = tuple(word for word in words if word not in QUALIFIERS)
        known = self._known(rest) if rest != words and AND not in words else None
        return known if known and known[0].kind is not Kind.REVIEW and known[0].credit else None

    def _named_twice(self, bare: Words) -> Known | None:
        """Return what "ICRC Red Cross Committee" is, where acronym and name are the same answer."""
        for acronym, name in _ends(phrase(bare)):
            one, other = self._known(acronym), self._known(name) or self._misspelt(name)
            if one and other and one[0] == other[0]:
                return other
        return None

    def _other_term(self, bare: Words) -> Known | None:
        """Return a wrong answer: a known one where a body is asked for, or one body more where bodies are wrong."""
        words, known = phrase(bare), self.vocabulary
        if self.key.is_closed:
            is_other = known.is_term(words) or known.is_answer(words) or self._is_known_elsewhere(words)
        else:
            is_other = self.key.refuses_bodies and not self.key.places and known.is_body(words)
        return (_other(" ".join(words)), Rule.OTHER_TERM) if is_other else None

    def _is_known_elsewhere(self, words: Words) -> bool:
        """Return whether another key decides on ``words``, and nothing in them is near what is right here."""
        is_near = not self.key.right_words.isdisjoint(words)
        may_earn = self.key.pays_other_bodies and self.vocabulary.is_body(words)
        return self.vocabulary.is_listed(words) and not is_near and not may_earn

    def _in_sentence(self, tokens: Words) -> Found | None:
        """Return what "UNDP leads on sustainable development" names: a body, and then words of the question."""
        if not self.key.is_closed:
            return None
        n_repeated = sum(1 for _ in takewhile(self.frame.repeats, reversed(tokens)))
        ends = range(min(len(tokens) - 1, LONGEST_HEAD), max(0, len(tokens) - n_repeated - 1), -1)
        heads = (tokens[:end] for end in ends if not self.names_body(tokens[end:]))
        return next((found for head in heads if self.names_body(head) and (found := self.exact(head))), None)


def _ends(words: Words) -> Iterator[tuple[Words, Words]]:
    """Yield the first word and the others, and the last word and the others."""
    yield words[:1], words[1:]
    yield words[-1:], words[:-1]


def _nearest(corrected: Iterable[tuple[int, Entry]]) -> Entry | None:
    """Return the one entry with the fewest slips; None for none, or for two."""
    found = list(corrected)
    least = min((n_slips for n_slips, _ in found), default=0)
    nearest = {entry for n_slips, entry in found if n_slips == least}
    return nearest.pop() if len(nearest) == 1 else None


def _other(text: str) -> Entry:
    return Entry(Kind.WRONG, text, ZERO, feedback="", misconception="", note="", fills="", is_doubtful=False)
