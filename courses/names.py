"""How names and codes that people type are compared."""

import re
import unicodedata
from collections import defaultdict

NUMBER_LENGTH = 6  # of digits in which numbers in names are sorted
# Marks without a look of their own: they only choose how the letter before them is drawn or sorted.
_INVISIBLE_MARKS = re.compile("[\u034f\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# Between letters they are spelling, as in Persian, and between emoji they make one of several.
_JOINERS = re.compile("[\u200c\u200d]+")
VIRAMA = 9  # the combining class of signs that silence a vowel: a joiner after one chooses how the letter is drawn


def name_key(name: str) -> str:
    """Return ``name`` as it is compared: without case, accents, punctuation or extra spaces.

    >>> name_key("  Amélie  N'Diaye ") == name_key("amelie ndiaye")
    True

    Vowel signs, as in राम and रमा, are letters here and not accents.
    """
    # Decomposing can make capitals out of symbols, and folding can make composed letters: hence twice.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    kept = (letter for letter in decomposed if letter.isspace() or letter == "-" or _is_compared(letter))
    return " ".join("".join(" " if letter == "-" else letter for letter in kept).split())


def list_key(name: str) -> str:
    """Return ``name`` as lists sort it: as it is compared, and its numbers of up to six digits by size.

    >>> sorted(["Group 10", "group 2", "Élan"], key=list_key)
    ['Élan', 'group 2', 'Group 10']
    """
    return re.sub(r"\d+", lambda number: number[0].zfill(NUMBER_LENGTH), name_key(name))


def in_order_of(name: str, key: str) -> str | None:
    """Return the words of ``name``, spelled as they are, in the order of ``key``; None when ``key`` has other words.

    >>> in_order_of("Thapa-Magar Suresh", "suresh thapa magar")
    'Suresh Thapa Magar'
    """
    words: defaultdict[str, list[str]] = defaultdict(list)
    for word in name.replace("-", " ").split():
        words[name_key(word)].append(word)
    words.pop("", None)
    if sorted(key.split()) != sorted(each for each, same in words.items() for _word in same):
        return None
    return " ".join(words[each].pop(0) for each in key.split())


def tidy_name(name: str) -> str:
    """Return ``name`` as it is shown: composed letters, single spaces, nothing that controls how text runs.

    Zero-width joiners stay where they are spelling: between letters or emoji.
    """
    kept = "".join(letter for letter in name if letter.isprintable() or letter.isspace() or _JOINERS.match(letter))
    return " ".join(_JOINERS.sub(_joiner, unicodedata.normalize("NFC", kept)).split())


def tidy_number(text: str) -> str:
    """Return ``text`` as ``tidy_name`` does and without any joiner: what is compared as it stands."""
    return _JOINERS.sub("", tidy_name(text))


def _joiner(found: re.Match[str]) -> str:
    """Return the joiner that stays of those that were ``found``; empty when there is nothing to join."""
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    is_spelling = _is_joined(before) and (_is_joined(after) or unicodedata.combining(before) == VIRAMA)
    return found[0][0] if is_spelling else ""


def _is_joined(sign: str) -> bool:
    """Return whether ``sign`` is a letter, a mark on one, or a symbol such as an emoji."""
    return bool(sign) and unicodedata.category(sign)[0] in "LMS"


def _is_compared(letter: str) -> bool:
    is_vowel_sign = unicodedata.category(letter)[0] == "M" and unicodedata.combining(letter) == 0
    return letter.isalnum() or (is_vowel_sign and not _INVISIBLE_MARKS.match(letter))
