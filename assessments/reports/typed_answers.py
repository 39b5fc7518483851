"""Answers as authors type them into a table, made into what the engine takes."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assessments.scoring import Item
from assessments.scoring.frames import gave_up
from assessments.scoring.words import words

TRUE_WORDS = """
t true tru ture treu truee trie yes y yep yeah 1 right correct agree agreed v vrai oui sí si verdadero verdad verdadeiro
sim vero wahr ja да верно правда نعم صحيح صح 对 是 ✓ ✔ ☑
"""
FALSE_WORDS = """
f false flase fasle fals falce flse no n nope 0 wrong incorrect untrue disagree faux non falso não nao falsch nein нет
неверно ложь لا خطأ 错 否 ✗ ✘
"""
TRUE, FALSE = frozenset(TRUE_WORDS.split()), frozenset(FALSE_WORDS.split())
OPPOSITES = {True: {"f", "false"}, False: {"t", "true"}}
DENIED = re.compile(r"not\s+")
# What introduces an answer, and where a reason for it starts.
LEADS = re.compile(r"^(?:(?:i think|i believe|answer|it is|it's|(?:this|that|the)(?: statement| answer)? is)\b[\s:]*)+")
REASON = re.compile(r"(?<=\w)\s*[^\w\s'].*|\s+(?:because|since|as|but)\b.*", re.DOTALL)
BECAUSE = re.compile(r"\b(?:because|since)\b")
NOT_LETTERS = "and or option options answer answers letter letters both only is are the my choice"
NO_LETTERS = frozenset(NOT_LETTERS.split())
EVERY, NO_OPTION = frozenset({"all", "everything"}), frozenset({"none", "nothing"})


class UnreadableError(Exception):
    """What was typed stands for no possible answer. The message says what would."""


def read_answer(item: Item, texts: Sequence[str]) -> Any:
    """Return the answer that ``texts``, one for each column, stand for. Raises UnreadableError."""
    return READERS[item.type](item, texts)


def _texts_of_blanks(item: Item, texts: Sequence[str]) -> dict[str, str]:
    """Return the texts by blank. Columns beyond the last blank are more lines in it."""
    blanks = item.content["blanks"]
    last = len(blanks) - 1
    return dict(zip(blanks, [*texts[:last], "\n".join(filter(None, texts[last:]))], strict=False))


def read_truth(text: str) -> bool | None:
    """Return whether somebody said true; None when nothing. ``True, because ...`` and ``not true`` are read too.

    Raises UnreadableError.
    """
    said = LEADS.sub("", text.strip().strip(" .,;:!?\"'()[]{}").casefold())
    bare = REASON.sub("", said).strip()
    word = DENIED.sub("", bare)
    is_true = (word in TRUE) is (word == bare)
    if word not in TRUE | FALSE and gave_up(words(said)):
        return None
    if word not in TRUE | FALSE or not OPPOSITES[is_true].isdisjoint(re.findall(r"\w+", said[len(bare) :])):
        raise UnreadableError("This is neither true nor false.")
    return is_true


def _options(item: Item, texts: Sequence[str]) -> list[str]:
    """Return the options that letters stand for: ``a c``, ``A, C``, ``a) c)``, ``a and c``, ``ac``, or ``all``."""
    ids = list(item.key["options"])
    said, *_reason = BECAUSE.split(unicodedata.normalize("NFKC", " ".join(texts)).casefold())
    marks = [word for word in re.findall(r"[^\W_]+", said) if word not in NO_LETTERS]
    if item.type == "check-all" and marks and marks[0] in EVERY:
        return ids
    letters = [letter for mark in marks for letter in ([mark] if mark in ids else mark)]
    if set(ids).issuperset(letters):
        return list(dict.fromkeys(letters))
    if NO_OPTION.issuperset(marks[:1]) or (gave_up(words(said)) and not any(map(str.isdecimal, marks))):
        return []
    raise UnreadableError(f"The options are {', '.join(ids)}.")


def _written(item: Item, texts: Sequence[str]) -> str | dict[str, str]:
    parts = [part["id"] for part in item.content["parts"]]
    given = [text for text in texts if text.strip()]
    return dict(zip(parts, texts, strict=False)) if parts and len(given) > 1 else "\n".join(given)


READERS: Mapping[str, Callable[[Item, Sequence[str]], Any]] = {
    "blanks": _texts_of_blanks,
    "true-false": lambda _item, texts: read_truth(" ".join(texts)),
    "check-one": _options,
    "check-all": _options,
    "narrative": _written,
}
