"""Slips of whoever types YAML, found where they are: the parser stumbles lines later, or takes them for text. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import chain, takewhile
from typing import NamedTuple

from content.problems import quoted
from content.schema.keys import ALL_KEYS

# Spaces that look like those of the space bar, or like nothing, and are none.
UNUSUAL = "\u00a0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000"
START = r"^ *(?:- +)*"
UNUSUAL_SPACE = re.compile(f"[{UNUSUAL}]")
UNUSUAL_INDENT = re.compile(rf"^[ -]*([{UNUSUAL}])")
# Before a key or an entry of a list. A paragraph may well begin with a wide space.
UNUSUAL_INDENT_OF_KEY = re.compile(
    rf"{UNUSUAL_INDENT.pattern}[ {UNUSUAL}-]{{0,80}}(?:(?<=-[ {UNUSUAL}])|(?=[a-z_]{{1,40}}:))", re.MULTILINE
)
GLUED = re.compile(rf"({START})([a-z_]+):([^ ].*)")
OPEN_QUOTE = re.compile(rf"{START}(?:[a-z_]+: +)?(['\"])")
CLOSED_QUOTE = {"'": re.compile(r"(?:[^']|'')*'"), '"': re.compile(r'(?:[^"\\]|\\.)*"')}
KEYLESS_ENTRY = re.compile(r"( *)- +([^ ].*)")
BLANK_OR_REMARK = re.compile(r" *(?:#|$)")
KEY = re.compile(r"( *)([a-z_]+):(?: |$)")

QUOTE_ALL = {
    "'": "quote the whole text: in '…', with every apostrophe in it written twice, or in \"…\"",
    '"': "quote the whole text in the other kind of marks, '…', with every apostrophe in it written twice",
}


class Slip(NamedTuple):
    """One thing to put right. ``line`` and ``column`` count from 1."""

    line: int
    column: int
    message: str
    hint: str


def slips_near(lines: Sequence[str], line: int) -> list[Slip]:
    """Return the slips for which the parser gave up on ``line``, counted from 1; none when it is another mistake."""
    here = min(line, len(lines))
    near = [here, *([above] if (above := line_above(lines, here)) else [])]
    finders = (_closed_early(lines, here), _unusual_indents(lines, near), _glued_keys(lines, here))
    return sorted(chain.from_iterable(finders)) or list(_keyless_entry(lines, here))


def name_of(character: str) -> str:
    """Return how an invisible character is named to people."""
    name = unicodedata.name(character, "control character").lower()
    return f"an invisible character (U+{ord(character):04X}, {name})"


def unusual_indent(found: re.Match[str]) -> tuple[str, str]:
    """Return what is wrong with an indentation, and what to do."""
    return f"what looks like a space here is {name_of(found[1])}", "use ordinary spaces"


def glued_key(text: str) -> tuple[str, str]:
    """Return what is wrong with ``title:Text``, and what to do."""
    key, _, rest = text.partition(":")
    if rest[:1].isspace():
        return f"after the colon stands {name_of(rest[0])}", "put an ordinary space there"
    return "there is no space after the colon", f"put one there: {quoted(f'{key}: {rest}')}"


def _closed_early(lines: Sequence[str], here: int) -> Iterator[Slip]:
    """Find a quotation mark that closes before its text ends, as an apostrophe does."""
    text = lines[here - 1]
    opened = OPEN_QUOTE.match(text)
    closed = opened and CLOSED_QUOTE[opened[1]].match(text, opened.end())
    rest = text[closed.end() :].strip() if closed else ""
    if opened and closed and rest and not rest.startswith((":", "#")):
        yield Slip(here, closed.end(), "the quotation mark closes before the end of the text", QUOTE_ALL[opened[1]])


def _unusual_indents(lines: Sequence[str], near: Sequence[int]) -> Iterator[Slip]:
    for number in near:
        if found := UNUSUAL_INDENT.match(lines[number - 1]):
            yield Slip(number, found.start(1) + 1, *unusual_indent(found))


def _glued_keys(lines: Sequence[str], here: int) -> Iterator[Slip]:
    """Find keys without a space after the colon: the parser takes them, and the next line too, for text."""
    start = here if _glued(lines[here - 1]) else line_above(lines, here)
    for number in takewhile(lambda number: _glued(lines[number - 1]), range(start, 0, -1)):
        if found := _glued(lines[number - 1]):
            yield Slip(number, found.end(2) + 2, *glued_key(f"{found[2]}:{found[3]}"))


def _glued(text: str) -> re.Match[str] | None:
    found = GLUED.fullmatch(text)
    return found if found and found[2] in ALL_KEYS else None


def _keyless_entry(lines: Sequence[str], here: int) -> Iterator[Slip]:
    """Find an entry whose first key is missing, above a line with another of its keys."""
    above, key = line_above(lines, here), KEY.match(lines[here - 1])
    entry = KEYLESS_ENTRY.fullmatch(lines[above - 1]) if above and key else None
    if entry and key and len(key[1]) > len(entry[1]) and key[2] in ALL_KEYS and ": " not in entry[2]:
        missing = "id" if key[2] == "text" else "text"
        hint = f"write {quoted(f'{missing}: {entry[2]}')}; or quote the whole text if the next line belongs to it"
        yield Slip(above, entry.start(2) + 1, "this entry begins without a key", hint)


def line_above(lines: Sequence[str], line: int) -> int:
    """Return the number of the nearest line above that says anything, 0 when there is none."""
    return next((number for number in range(line - 1, 0, -1) if not BLANK_OR_REMARK.match(lines[number - 1])), 0)
