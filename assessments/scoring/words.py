"""Text as it is compared: the same words however they were typed.

``words`` normalises; ``phrase`` then leaves out what does not distinguish answers. No pattern here ever
comes from content.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, groupby

# Nobody needs more for a blank, and comparing costs time.
LONGEST = 500
# Longer texts rarely come twice, so they are not remembered.
MOST_REMEMBERED, LONGEST_REMEMBERED = 10_000, 80

type Words = tuple[str, ...]

COMMA, COLON, OPENING, CLOSING, AND = ",", ":", "(", ")", "&"
MARKS = frozenset({COMMA, COLON, OPENING, CLOSING})
JOINERS = frozenset({"and", "or", "plus", "et", "ou", "y", "e", "und", "oder", "и"})
# These leave the choice to the marker.
CHOICES = frozenset({"or", "ou", "oder", "или"})
TOGETHER = JOINERS - CHOICES
SEPARATORS = MARKS | JOINERS
OWNING = {"their", "his", "her", "its", "our", "your"}
LITTLE_ENGLISH = {"a", "an", "the", "of", "for", "in", "on", "these", "those"} | OWNING
LITTLE_ROMANCE = {"la", "le", "les", "l", "el", "los", "d", "de", "del", "des", "du", "da"}
LITTLE = frozenset(LITTLE_ENGLISH | LITTLE_ROMANCE)

PLURAL_ACRONYM = re.compile(r"(?<=\b[A-Z][A-Z])s\b|(?<=[A-Z]{3})s\b")
# Words that a dot ends without ending anything else.
SHORTENED = (
    r"\b(intl?|intern|internat|natl?|govt?|gvt|orgs?|devt?|progs?|dept|etc|incl?|hum|mil|dipl|reps?|comm?|coord|off)\."
)
# Of text that was copied from a page. A word between angles is a word, and a script is no answer.
ELEMENTS = "a|b|br|code|div|em|font|h[1-6]|i|li|ol|p|pre|small|span|strong|sub|sup|table|td|tr|u|ul"
TAG = rf"</?(?:{ELEMENTS})(?:\s+[\w-]+\s*=[^<>]*)?\s*/?>"
REWRITES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (TAG, " "),
        (r"[’‘ʼ`´′]", "'"),
        (r"\bcan't\b|\bcannot\b", "can not"),
        (r"n't\b", " not"),
        (r"'s\b", ""),
        (r"(?<=\b[cdjlmnst])'(?=\w)", " "),  # l'information, c'est
        (r"'", ""),
        (r"^\s*[a-h]\.\s+(?=\w\w)", ""),  # the letter of a list
        (r"(?<=\b[^\W\d_])\.", " "),  # the dots of U.N.C.T. and e.g.
        (SHORTENED, r"\1 "),
        (r"(?<![\w.])\(?(?:\d{1,2}[.)](?!\d)|[a-h]\)(?!\w))", " , "),  # the numbers of a list
        (r"[&+]|\bas well as\b|\b(?:along|together) with\b", " and "),
        (r"(?<=\w)[-‐‑](?=\w)", " "),
    )
)
TOKENS = re.compile(r"[^\W_]+|[,;:=/\\|()\[\]{}.?!\n•·–—>-]")
MARK_OF = dict.fromkeys(":=", COLON) | dict.fromkeys("([{", OPENING) | dict.fromkeys(")]}", CLOSING)

BRITISH = {
    "programme": "program",
    "centre": "center",
    "defence": "defense",
    "licence": "license",
    "neighbour": "neighbor",
    "neighbouring": "neighboring",
    "labour": "labor",
    "behaviour": "behavior",
    "honour": "honor",
}
SHORT = {
    "int": "international",
    "intl": "international",
    "intern": "international",
    "internat": "international",
    "nat": "national",
    "natl": "national",
    "gov": "government",
    "govt": "government",
    "gvt": "government",
    "org": "organization",
    "dev": "development",
    "devt": "development",
    "hum": "humanitarian",
    "mil": "military",
    "dipl": "diplomatic",
    "rep": "representative",
    "coord": "coordination",
    "ctry": "country",
    "ppl": "people",
    "prog": "program",
    "dept": "department",
    "info": "information",
    "cop": "police",
    "kid": "children",
    "stat": "statistic",
}
SPELLINGS = BRITISH | SHORT
ISE = re.compile(r"(?<=\w{4})is(?=(?:ation|ational|e|ed|er|ing)$)")


def folded(text: str) -> str:
    """Return ``text`` without case, accents, format characters and compatibility forms."""
    # NFKD rather than NFKC, because only a decomposed accent can be dropped; and once more, because
    # folding case may compose.
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(letter for letter in text if unicodedata.category(letter) not in {"Mn", "Me", "Cf"})


def words(text: str) -> Words:
    """Return the words of the first 500 characters of ``text``, and the marks between them.

    Words are folded, singular, in one spelling of British and American; the letters of a spaced acronym
    are one word. A mark is one of ``, : ( )``. Normalising twice changes nothing.
    """
    return _remembered(text) if len(text) <= LONGEST_REMEMBERED else _words(text)


def _words(text: str) -> Words:
    text = folded(PLURAL_ACRONYM.sub("", text[:LONGEST]))[:LONGEST]
    for pattern, replacement in REWRITES:
        text = pattern.sub(replacement, text)
    tokens = (token if token[0].isalnum() else MARK_OF.get(token, COMMA) for token in TOKENS.findall(text))
    return tuple(_simple(token) for token in _joined_letters(tokens))


@lru_cache(maxsize=MOST_REMEMBERED)
def _remembered(text: str) -> Words:
    """Return what ``_words`` does, once for each text: learners type the same words again and again."""
    return _words(text)


def _joined_letters(tokens: Iterable[str]) -> Iterator[str]:
    """Join the letters of ``u n c t``."""
    for is_letter, group in groupby(tokens, key=lambda token: len(token) == 1 and token.isalpha()):
        run = tuple(group)
        yield from ("".join(run),) if is_letter else run


def _simple(word: str) -> str:
    word = _singular(word)
    return ISE.sub("iz", SPELLINGS.get(word, word))


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us")) or (word.endswith("is") and word[4:]):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1]


def word_set(text: str) -> frozenset[str]:
    """Return the words of a list of any length, parted by spaces."""
    return frozenset(chain.from_iterable(map(words, text.split())))


def phrase(tokens: Iterable[str]) -> Words:
    """Return ``tokens`` without little words, every mark or joining word as one ``&`` between words."""
    return _phrase(tuple(tokens))


@lru_cache(maxsize=MOST_REMEMBERED)
def _phrase(tokens: Words) -> Words:
    kept = [AND if token in SEPARATORS else token for token in tokens if token not in LITTLE]
    runs = [tuple(run) for is_and, run in groupby(kept, AND.__eq__) if not is_and]
    return tuple(chain.from_iterable((AND, *run) for run in runs))[1:]


def phrases(tokens: Words) -> tuple[Words, Words]:
    """Return ``tokens`` as a phrase with marks and as one without: a comma may part a name or a list."""
    return phrase(tokens), phrase(token for token in tokens if token not in MARKS)


def closed_up(words: Words) -> str:
    """Return ``words`` without spaces, so that ``non-state``, ``nonstate`` and ``non state`` are one."""
    return "".join(words)
