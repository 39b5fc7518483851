"""A CSV file or an Excel workbook as rows of text."""

import codecs
import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from courses.spreadsheets import limits, workbooks
from courses.spreadsheets.limits import RefusedFileError

DELIMITERS = ",;\t"
MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
# What a file without a mark may be when it is no UTF-8. The first is the guess.
GUESSES = ("cp1252", "cp1250", "cp1251", "cp1256", "mac-roman")
TEXT_CELL = re.compile(r'^="((?:[^"]|"")*)"$')
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
OLE = b"\xd0\xcf\x11\xe0"

type Rows = list[list[str]]


@dataclass(frozen=True)
class Table:
    """The rows of a file; a row is as long as its last cell that holds something. Empty rows stay, so that row numbers
    are those of the file. ``is_guessed`` when the letters of ``encoding`` are only likely.
    """

    rows: Rows
    encoding: str = ""
    is_guessed: bool = False


def read_table(content: bytes, encoding: str = "") -> Table:
    """Return the table in ``content``, read as ``encoding`` where it says nothing itself. Raises RefusedFileError."""
    if len(content) > limits.MAX_BYTES:
        raise RefusedFileError(limits.TOO_LARGE)
    if content.startswith(OLE):
        raise RefusedFileError(limits.OLD_EXCEL)
    if content.startswith(b"PK"):
        return Table(_tidied(workbooks.first_sheet(content)))
    text, encoding, is_guessed = _decoded(content, encoding)
    if CONTROLS.search(text):
        raise RefusedFileError(limits.NOT_TEXT)
    return Table(_tidied(_csv_rows(text)), encoding, is_guessed)


def readings(content: bytes) -> dict[str, str]:
    """Return how the first lines with special letters read in each guess, for a person to choose."""
    lines = [line for line in re.split(b"[\r\n]+", content) if not line.isascii()][:3]
    shown: dict[str, str] = {}
    for name in GUESSES:
        if _is_readable(content, name):
            text = " · ".join(line.decode(name) for line in lines)[:200]
            if text and text not in shown.values():
                shown[name] = text
    return shown


def _decoded(content: bytes, encoding: str) -> tuple[str, str, bool]:
    for mark, name in MARKS:
        if content.startswith(mark):
            return _decode(content, name), name, False
    if b"\0" in content:
        raise RefusedFileError(limits.NOT_TEXT)
    if encoding in GUESSES:
        return _decode(content, encoding), encoding, False
    try:
        return content.decode("utf-8"), "utf-8", False
    except UnicodeDecodeError:
        guess = next((name for name in GUESSES if _is_readable(content, name)), GUESSES[-1])
        return _decode(content, guess), guess, True


def _is_readable(content: bytes, name: str) -> bool:
    try:
        content.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _decode(content: bytes, name: str) -> str:
    try:
        return content.decode(name)
    except UnicodeDecodeError as error:
        raise RefusedFileError(limits.WRONG_LETTERS) from error


def _csv_rows(text: str) -> Iterator[list[str]]:
    first, _newline, rest = text.partition("\n")
    if said := re.fullmatch(r"\s*sep=(.)\s*", first):
        # The row stays, empty: row numbers are those of the file.
        yield []
        text, delimiter = rest, said.group(1)
    else:
        delimiter = delimiter_of(text)
    try:
        yield from csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
    except csv.Error as error:
        raise RefusedFileError(limits.BROKEN_CSV) from error


def delimiter_of(text: str) -> str:
    """Return what stands between the cells of the first line that holds something; a comma when nothing does."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    outside_quotes = re.sub(r'"[^"]*"?', "", header)
    return max(DELIMITERS, key=outside_quotes.count)


def _tidied(rows: Iterable[list[str]]) -> Rows:
    """Return the rows without what Excel puts around text. Raises RefusedFileError beyond the limits."""
    table: Rows = []
    for row in rows:
        cells = [plain_cell(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > limits.MAX_COLUMNS:
            raise RefusedFileError(limits.TOO_MANY_COLUMNS)
        if len(table) <= limits.MAX_ROWS:
            table.append(cells)
        elif cells:
            raise RefusedFileError(limits.TOO_MANY_ROWS)
    while table and not table[-1]:
        table.pop()
    if not table:
        raise RefusedFileError(limits.EMPTY)
    return table


def plain_cell(cell: str) -> str:
    """Return a cell as its author meant it: ``="0012"`` and ``'0012`` are the text 0012.

    An apostrophe goes only before what our own files put one before, and before numbers: O'Brien keeps his.
    """
    if len(cell) > limits.MAX_CELL:
        raise RefusedFileError(limits.TOO_LONG_CELL)
    cell = cell.strip()
    if said := TEXT_CELL.match(cell):
        return said.group(1).replace('""', '"').strip()
    return cell[1:] if re.match("'[0-9=+@＝＋＠－−-]", cell) else cell
