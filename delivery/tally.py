"""What a class answered: counts, shares, and texts that say the same. Pure: no database here."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from assessments.scoring import Item, Scored, Vocabulary, score
from assessments.scoring.words import JOINERS, LITTLE, Words, closed_up, folded, phrases, words

# Of fewer answers somebody could tell who gave which.
LEAST = 3
# How large a word may be drawn, from 1; and how many are drawn at most.
SIZES, ALL_ALIKE = 5, 3
MOST_WORDS = 40
# Only the start of a long text is read word by word.
LONGEST = 2_000

TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
LIST = re.compile(r"[,;\n]")
# What is listed is short; a longer piece is part of a sentence.
LONGEST_LISTED = 4
SPACES = re.compile(r"\s+")
# Words that hold sentences together and say nothing on their own, as ``words`` leaves them.
ENGLISH = """all also am any are as at be because been being both but by can cannot could did do does each even from
had have has he her here him his how i if into is it just many may me more most much must my need no not now one only
other own same she should so some such than that thei them then there they thi to too up us use very wa was we were
what when where which who why will with would you your thing way"""
EMPTY_WORDS = frozenset(ENGLISH.split()) | LITTLE | JOINERS

type Json = Any
type Answers = Sequence[Json]


@dataclass(frozen=True)
class Count:
    """How many gave one answer. ``value`` is that of the option, or the compared form of a text.

    ``text`` is a text as most have written it, empty for an option. ``percent`` is of everybody who answered there,
    and ``size`` from 1 to 5 how large to draw it.
    """

    value: str
    n: int
    percent: int
    text: str = ""
    size: int = ALL_ALIKE


@dataclass(frozen=True)
class Box:
    """What was written in one box: texts, most frequent first, and the words of a cloud in their own order."""

    part: str
    texts: tuple[Count, ...]
    cloud: tuple[Count, ...]


@dataclass(frozen=True)
class Tally:
    """The answers of a class together. Only ``n``, the number of answers, is known when there are not enough."""

    n: int
    is_enough: bool
    options: tuple[Count, ...] = ()
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True)
class Change:
    """One answer before and after: shares of 100, and by how much the second is higher."""

    value: str
    text: str
    before: int
    after: int

    @property
    def points(self) -> int:
        return self.after - self.before


def tally(
    kind: str,
    content: Mapping[str, Json],
    answers: Answers,
    *,
    vocabulary: Vocabulary,
    hands: Mapping[str, int] | None = None,
    hidden: Set[str] = frozenset(),
    least: int = LEAST,
) -> Tally:
    """Return the counts of ``answers`` to a question of type ``kind``. The order of answers makes no difference.

    ``hands`` are those of a show of hands by option, in addition: everybody in the room has seen them. ``hidden`` are
    compared forms of texts to leave out.
    """
    n = len(answers) + n_hands(kind, hands)
    if not n or 0 < len(answers) < least:
        return Tally(n, is_enough=False)
    if values := option_values(kind, content):
        return Tally(n, is_enough=True, options=_options(values, answers, hands or {}, n))
    return Tally(n, is_enough=True, boxes=_boxes(kind, content, answers, vocabulary, hidden))


def option_values(kind: str, content: Mapping[str, Json]) -> list[str]:
    """Return the values of the options of a question in their order; empty where one writes."""
    if kind == "true-false":
        return ["true", "false"]
    return [option["id"] for option in content.get("options", ())]


def marked(answer: Json) -> frozenset[str]:
    """Return the values of the options that an answer chooses."""
    if isinstance(answer, bool):
        return frozenset({"true" if answer else "false"})
    chosen = answer if isinstance(answer, list) else [answer]
    return frozenset(each for each in chosen if isinstance(each, str))


def n_hands(kind: str, hands: Mapping[str, int] | None) -> int:
    """Return how many people raised a hand. Who may choose several raises it several times: at least so many."""
    counted = (hands or {}).values()
    return max(counted, default=0) if kind == "check-all" else sum(counted)


def answers_by_hand(kind: str, hands: Mapping[str, int] | None) -> list[Json]:
    """Return the answers that hands gave; none where one may choose several: nobody saw who chose what together."""
    if kind == "check-all":
        return []
    raised = Counter(hands or {}).elements()
    return [value == "true" for value in raised] if kind == "true-false" else list(raised)


def _options(values: Iterable[str], answers: Answers, hands: Mapping[str, int], n: int) -> tuple[Count, ...]:
    chosen = Counter(value for answer in answers for value in marked(answer)) + Counter(hands)
    return tuple(Count(value, chosen[value], _percent(chosen[value], n)) for value in values)


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def _boxes(
    kind: str, content: Mapping[str, Json], answers: Answers, vocabulary: Vocabulary, hidden: Set[str]
) -> tuple[Box, ...]:
    by_part = {part: list(_written(answers, parts)) for part, parts in _parts(content).items()}
    is_list = kind == "blanks"
    return tuple(_box(part, texts, vocabulary, hidden, is_list=is_list) for part, texts in by_part.items())


def _parts(content: Mapping[str, Json]) -> dict[str, list[str]]:
    """Return which boxes of the form are counted together. Blanks in any order are one list."""
    if content.get("order") == "any":
        return {"": list(content["blanks"])}
    names = [*content.get("blanks", ()), *(part["id"] for part in content.get("parts", ()))]
    return {name: [name] for name in names} or {"": [""]}


def _written(answers: Answers, parts: Sequence[str]) -> Iterator[list[str]]:
    """Yield what each answer has in ``parts``; nothing for one that is empty there."""
    for answer in answers:
        texts = answer if isinstance(answer, Mapping) else {"": answer}
        found = [text for part in parts if isinstance(text := texts.get(part), str) and text.strip()]
        if found:
            yield found


def _box(part: str, written: Sequence[list[str]], vocabulary: Vocabulary, hidden: Set[str], *, is_list: bool) -> Box:
    said = [_said(texts, vocabulary, is_list=is_list) for texts in written]
    said = [kept for each in said if (kept := {form: text for form, text in each.items() if form not in hidden})]
    texts = _counted(said, len(written))
    if is_list:
        cloud = texts
    else:
        cloud = _counted([_words_of(" ".join(each.values()), vocabulary) for each in said], len(written))
    drawn = sorted(_sized(cloud[:MOST_WORDS]), key=lambda word: (word.text.casefold(), word.value))
    return Box(part, texts, tuple(drawn))


def _said(texts: Iterable[str], vocabulary: Vocabulary, *, is_list: bool) -> dict[str, str]:
    """Return the texts of one answer by their compared form. Saying the same twice is saying it once."""
    pieces = [piece for text in texts for piece in (_pieces(text, vocabulary) if is_list else [text])]
    tidy = sorted(filter(None, (SPACES.sub(" ", piece).strip() for piece in pieces)))
    return {compared(piece, vocabulary): piece for piece in tidy}


def _pieces(text: str, vocabulary: Vocabulary) -> list[str]:
    """Return the answers that one blank lists. A comma in a name of the glossary or in a sentence parts nothing."""
    pieces = LIST.split(text)
    is_sentence = any(len(piece.split()) > LONGEST_LISTED for piece in pieces)
    return [text] if is_sentence or vocabulary.is_term(_bare(text, vocabulary)) else pieces


def compared(text: str, vocabulary: Vocabulary) -> str:
    """Return what ``text`` has in common with every other way to say it, names written out or as an acronym."""
    forms = (closed_up(form) for form in vocabulary.expansions(_bare(text, vocabulary)))
    return min(forms) or folded(SPACES.sub(" ", text).strip())


def _bare(text: str, vocabulary: Vocabulary) -> Words:
    """Return the words of ``text`` that distinguish it. Its commas count only within a name of the glossary."""
    marked, bare = phrases(words(text))
    return marked if vocabulary.is_term(marked) else bare


def _counted(said: Sequence[Mapping[str, str]], n: int) -> tuple[Count, ...]:
    """Return what was said, most frequent first, each as most have written it."""
    spellings: dict[str, Counter[str]] = {}
    for each in said:
        for form, text in each.items():
            spellings.setdefault(form, Counter())[text] += 1
    counts = (
        Count(form, texts.total(), _percent(texts.total(), n), text=_usual(texts)) for form, texts in spellings.items()
    )
    return tuple(_sized(sorted(counts, key=lambda count: (-count.n, count.text.casefold(), count.value))))


def _usual(spellings: Counter[str]) -> str:
    """Return the spelling that most have used; of several the longest, and of those the one with most capitals."""
    return max(spellings, key=lambda text: (spellings[text], len(text), sum(map(str.isupper, text)), text))


def _sized(counts: Sequence[Count]) -> list[Count]:
    most = max((count.n for count in counts), default=0)
    return [Count(each.value, each.n, each.percent, each.text, size_of(each.n, most)) for each in counts]


def size_of(n: int, most: int) -> int:
    """Return how large to draw what ``n`` have said when ``most`` have said the most frequent: 1 to 5."""
    return 1 + round((SIZES - 1) * (n - 1) / (most - 1)) if most > 1 else ALL_ALIKE


def _words_of(text: str, vocabulary: Vocabulary) -> dict[str, str]:
    """Return the words of a text that say something, and names of the glossary, by their compared form."""
    tokens = TOKEN.findall(text[:LONGEST])
    found: dict[str, str] = {}
    start = 0
    while start < len(tokens):
        end = _end_of_name(tokens, start, vocabulary)
        name = " ".join(tokens[start:end])
        if end > start + 1 or _says_something(name):
            found.setdefault(compared(name, vocabulary), name)
        start = end
    return found


def _end_of_name(tokens: Sequence[str], start: int, vocabulary: Vocabulary) -> int:
    """Return where the longest name of the glossary at ``start`` ends, or the word there."""
    ends = range(min(len(tokens), start + vocabulary.longest), start + 1, -1)
    if not _says_something(tokens[start]):
        return start + 1
    spans = ((end, " ".join(tokens[start:end])) for end in ends if _says_something(tokens[end - 1]))
    return next((end for end, span in spans if vocabulary.is_term(_bare(span, vocabulary))), start + 1)


def _says_something(word: str) -> bool:
    simple = closed_up(words(word))
    return len(simple) > 1 and not simple.isdigit() and simple not in EMPTY_WORDS


def compare(before: Tally, after: Tally) -> tuple[Change, ...]:
    """Return how the shares changed from one run to the next; empty unless there were enough answers in both."""
    if not (before.is_enough and after.is_enough):
        return ()
    earlier, later = _by_value(before), _by_value(after)
    return tuple(
        Change(
            value=value,
            text=(later.get(value) or earlier[value]).text,
            before=earlier[value].percent if value in earlier else 0,
            after=later[value].percent if value in later else 0,
        )
        for value in later | earlier
    )


def _by_value(counted: Tally) -> dict[str, Count]:
    return {count.value: count for count in [*counted.options, *(text for box in counted.boxes for text in box.texts)]}


def judge(item: Item, answers: Answers, vocabulary: Vocabulary) -> list[Scored]:
    """Return what the key of ``item`` says of each answer, each different one looked at once. For instructors."""
    known: dict[str, Scored] = {}
    for answer in answers:
        name = json.dumps(answer, sort_keys=True)
        if name not in known:
            known[name] = score(item, answer, vocabulary)
    return [known[json.dumps(answer, sort_keys=True)] for answer in answers]


def misconceptions(judged: Iterable[Scored]) -> Counter[str]:
    """Return how many answers suggest each wrong idea, by its code. For instructors."""
    return Counter(code for each in judged for code in each.misconceptions)
