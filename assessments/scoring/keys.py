"""The key of a blank, made ready to look answers up in."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import chain

from assessments.scoring.everyday import QUALITIES
from assessments.scoring.frames import LEADING, NEGATIONS, TRAILING, negates
from assessments.scoring.values import ONE, ZERO, Json, Rule, Verdict
from assessments.scoring.vocabulary import Vocabulary
from assessments.scoring.words import AND, Words, closed_up, phrase, phrases, words

# Adjectives that many languages put after their noun.
ADJECTIVES = frozenset(
    {"national", "local", "international", "multinational", "intergovernmental", "regional", "bilateral", "foreign"}
    | {"internal", "external", "humanitarian", "diplomatic", "civil", "armed", "monetary", "financial", "individual"}
)
TURNED_PAIR = 2
OF = frozenset({"of", "de", "du", "des"})
# Whose it is, in a question about the host country; of which quality; and words that only join others.
TELLS_NOTHING = (
    frozenset({"host", "country", "nation", "state"}) | ADJECTIVES | QUALITIES | LEADING | TRAILING | NEGATIONS
)
# What ``others`` says where each word of a right answer is in the key.
WRONG = "wrong"
# Words that names of many different bodies share.
COMMON_WORDS = frozenset({"un", "united", "nation", "international"})


class Kind(StrEnum):
    """What an answer of a key is good for."""

    ACCEPT = "accept"
    PART = "parts"
    PARTIAL = "partial"
    WRONG = "wrong"
    REVIEW = "review"
    PLACE = "quota"


VERDICTS = {
    Kind.ACCEPT: Verdict.CORRECT,
    Kind.PLACE: Verdict.CORRECT,
    Kind.PART: Verdict.PARTIAL,
    Kind.PARTIAL: Verdict.PARTIAL,
    Kind.WRONG: Verdict.WRONG,
    Kind.REVIEW: Verdict.REVIEW,
}


@dataclass(frozen=True)
class Entry:
    """An answer that a key knows.

    ``fills`` names its place in a quota. One that ``is_doubtful`` fills it only when a person says so; ``sure`` is
    the place that it fills in any case.
    """

    kind: Kind
    text: str
    credit: Fraction
    feedback: str
    misconception: str
    note: str
    fills: str
    is_doubtful: bool
    sure: str = ""

    @property
    def verdict(self) -> Verdict:
        """What the answer is by itself. A partial one worth nothing is wrong, but does no harm beside a right one."""
        return VERDICTS[self.kind] if self.may_earn else Verdict.WRONG

    @property
    def may_earn(self) -> bool:
        """Whether it earns something, or a person may let it."""
        return self.credit > 0 or self.kind is Kind.REVIEW


@dataclass(frozen=True)
class Place:
    """How many different answers of one kind a quota needs."""

    id: str
    label: str
    need: int


@dataclass(frozen=True, eq=False)
class BlankKey:
    """What a blank knows: its answers by every way to write them.

    ``written`` are the forms in the key, ``expanded`` those that the glossary adds, and ``open`` those that
    end in dots, "access to ...", all closed up. ``turned`` leads from the sorted words of a form to its entry.
    ``words_of`` are the words in the forms of each entry. ``is_closed`` says that the blank asks for a body by
    name, ``refuses_bodies`` that the key lists one as wrong. ``refused_ends`` are the last words of wrong answers,
    closed up: one word, two, and so on. ``right_words`` are the words of right answers, and ``pays_other_bodies``
    says that some body earns a part. Where ``is_complete``, each answer that earns or waits has one of the words that
    are ``telling``.
    """

    written: Mapping[str, Entry]
    expanded: Mapping[str, Entry]
    open: Mapping[str, Entry]
    turned: Mapping[Words, Entry]
    words_of: Mapping[Entry, frozenset[str]]
    places: tuple[Place, ...]
    is_closed: bool
    refuses_bodies: bool
    refused_ends: frozenset[str]
    right_words: frozenset[str]
    pays_other_bodies: bool
    is_complete: bool
    telling: frozenset[str]

    @property
    def lexicon(self) -> frozenset[str]:
        """The words in any form."""
        return frozenset(chain.from_iterable(self.words_of.values()))

    @property
    def is_open(self) -> bool:
        """Whether the blank asks for no name and for no list."""
        return not self.is_closed and not self.places

    def look_up(self, candidates: Iterable[Words]) -> tuple[Entry, Rule] | None:
        """Return the entry of the first candidate that is known, and how it was found."""
        for form in map(closed_up, candidates):
            if form in self.written:
                return self.written[form], Rule.EXACT
            if form in self.expanded:
                return self.expanded[form], Rule.GLOSSARY
        return None

    def look_up_turned(self, tokens: Words) -> Entry | None:
        """Return the one entry with the same words in another order: "Humanitarian Affairs Coordination Office".

        Two words need an "of", as in "forces of security", or an adjective that comes last, as it does in French:
        *police state* is no *state police*.
        """
        words = phrase(tokens)
        if len(words) == TURNED_PAIR and words[-1] not in ADJECTIVES and OF.isdisjoint(tokens):
            return None
        return self.turned.get(tuple(sorted(words)))

    def look_up_open(self, tokens: Words) -> tuple[Entry, Words] | None:
        """Return the entry of the longest open form that ``tokens`` begin with, and the tokens left."""
        for end in range(len(tokens) - 1, 0, -1):
            if entry := self.open.get(closed_up(tokens[:end])):
                return entry, tokens[end:]
        return None


def prepare(key: Json, vocabulary: Vocabulary) -> BlankKey:
    """Return ``key`` of one blank ready for use."""
    quota = key.get("quota") or {}
    texts = [(entry, text) for entry, texts in _entries(key, quota) for text in texts]
    forms = [(entry, form) for entry, text in texts if not is_open(text) for form in phrases(words(text))]
    expanded = [(entry, other) for entry, form in forms for other in vocabulary.expansions(form)]
    open_forms = [(entry, words(text.rstrip(" .…"))) for entry, text in texts if is_open(text)]
    index, is_complete = _index(expanded), key.get("others") == WRONG
    return BlankKey(
        written=_index(forms),
        expanded=index,
        turned=_turned((entry, form) for entry, form in expanded if entry.kind is not Kind.REVIEW),
        open=_index(open_forms),
        words_of=_words_of([*expanded, *((entry, words(text)) for entry, text in texts)]),
        places=tuple(Place(place["id"], place["label"], place["need"]) for place in quota.get("places", ())),
        is_closed=any(entry.kind is Kind.ACCEPT and closed_up(form) in vocabulary.names for entry, form in forms),
        refuses_bodies=any(entry.kind is Kind.WRONG and vocabulary.is_body(form) for entry, form in forms),
        refused_ends=frozenset(
            closed_up(form[i:]) for entry, form in expanded if entry.kind is Kind.WRONG for i in range(1, len(form))
        ),
        right_words=frozenset(word for entry, form in expanded if entry.kind is Kind.ACCEPT for word in form)
        - COMMON_WORDS,
        pays_other_bodies=any(
            entry.kind is Kind.PARTIAL and entry.credit > 0 and vocabulary.is_body(form) for entry, form in expanded
        ),
        is_complete=is_complete,
        telling=_telling([*forms, *open_forms], index, vocabulary) if is_complete else frozenset(),
    )


def is_open(text: str) -> bool:
    """Return whether an answer of a key goes on with anything: "access to ..."."""
    return text.endswith(("...", "…"))


def _entries(key: Json, quota: Json) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    """Yield each entry of the key with its texts, what earns most first."""
    listed = [(kind, row) for kind in Kind if kind is not Kind.PLACE for row in key.get(kind) or ()]
    for kind, row in [*listed, *((Kind.PLACE, row) for row in quota.get("entries", ()))]:
        yield _entry(kind, row), (row["text"], *row.get("also", ()))


def _entry(kind: Kind, row: Json) -> Entry:
    credit = ONE if kind in {Kind.ACCEPT, Kind.PLACE} else Fraction(row.get("credit", ZERO))
    return Entry(
        kind=kind,
        text=row["text"],
        credit=credit,
        feedback=row.get("feedback") or "",
        misconception=row.get("misconception") or "",
        note=row.get("note") or "",
        fills=row.get("fills") or "",
        is_doubtful=row.get("alone") == "review",
        sure=row.get("sure") or "",
    )


def _words_of(forms: Iterable[tuple[Entry, Words]]) -> dict[Entry, frozenset[str]]:
    found: dict[Entry, set[str]] = defaultdict(set)
    for entry, form in forms:
        found[entry].update(form)
    return {entry: frozenset(each) for entry, each in found.items()}


def _turned(forms: Iterable[tuple[Entry, Words]]) -> dict[Words, Entry]:
    """Return the entries by the sorted words of their forms, without lists, denials and what two entries share."""
    index: dict[Words, set[Entry]] = defaultdict(set)
    for entry, form in forms:
        if len(form) >= TURNED_PAIR and AND not in form and not negates(form):
            index[tuple(sorted(form))].add(entry)
    return {words: entries.pop() for words, entries in index.items() if len(entries) == 1}


def _telling(
    forms: Iterable[tuple[Entry, Words]], index: Mapping[str, Entry], vocabulary: Vocabulary
) -> frozenset[str]:
    """Return the words that make answers earn or wait. What a form adds to a shorter one that earns tells nothing.

    Nor does whose it is, of which quality, or a word that only joins others.
    """
    told = set[str]()
    for said in {_least(phrase(form), index) for entry, form in forms if entry.may_earn}:
        for each in vocabulary.expansions(said):
            told.update([word for word in each if word not in TELLS_NOTHING] or each)
    return frozenset(told - {AND})


def _least(form: Words, index: Mapping[str, Entry]) -> Words:
    """Return the fewest words of ``form``, side by side, that earn something; all when they do only together."""
    spans = ((start, start + n) for n in range(1, len(form)) for start in range(len(form) - n + 1))
    parts = (form[start:end] for start, end in spans)
    return next((part for part in parts if (entry := index.get(closed_up(part))) and entry.credit > 0), form)


def _index(forms: Iterable[tuple[Entry, Words]]) -> dict[str, Entry]:
    """Return the entries by closed-up form. The first entry keeps a form that several have."""
    index: dict[str, Entry] = {}
    for entry, form in forms:
        if form:
            index.setdefault(closed_up(form), entry)
    return index
