"""Our own tables as files: CSV that Excel opens rightly, and workbooks. No cell of them can be a formula."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell as WorkbookCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

CSV, XLSX = "csv", "xlsx"
KINDS = {CSV: "text/csv; charset=utf-8", XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}

type Cell = str | int | float | Decimal | date | None

# Excel, LibreOffice and Google Sheets take a text that begins so for a formula, East Asian ones the full-width forms.
BEGINS_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠−﹢﹣﹫\t\r\n]")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST_CELL = 32_000


@dataclass(frozen=True)
class Column:
    """A column of a table: its header, and what stands in it, for the data dictionary."""

    header: str
    meaning: str


@dataclass(frozen=True)
class Sheet:
    """One table of a file. ``rows`` may be an iterator: it is read once."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    notes: Sequence[str] = field(default=())


@dataclass(frozen=True)
class Words:
    """What the sheet of the data dictionary is called, and its two columns."""

    title: str
    column: str
    meaning: str


def harmless(cell: Cell) -> Cell:
    """Return a cell that no program takes for a formula. Numbers stay numbers, also negative ones."""
    if not isinstance(cell, str):
        return cell
    text = CONTROLS.sub("", cell)[:LONGEST_CELL]
    return f"'{text}" if BEGINS_FORMULA.match(text) else text


def csv_file(sheet: Sheet) -> bytes:
    """Return a table as CSV in UTF-8 with the mark that Excel needs to read letters of every script."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([harmless(column.header) for column in sheet.columns])
    writer.writerows([_plain(cell) for cell in row] for row in sheet.rows)
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> Cell:
    """Return a cell as CSV holds it. A text of digits only, such as 0012, is left to whoever opens the file."""
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    return harmless(cell)


def workbook_file(sheet: Sheet, words: Words) -> bytes:
    """Return a table as an Excel workbook, with its data dictionary on the second sheet."""
    workbook = openpyxl.Workbook(write_only=True)
    page = workbook.create_sheet(_title(sheet.title))
    page.freeze_panes = "A2"
    page.append(_bold(page, [column.header for column in sheet.columns]))
    for row in sheet.rows:
        page.append([_workbook_cell(cell) for cell in row])
    _append_dictionary(workbook.create_sheet(_title(words.title)), sheet, words)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def _append_dictionary(page: WriteOnlyWorksheet, sheet: Sheet, words: Words) -> None:
    page.append(_bold(page, [words.column, words.meaning]))
    for column in sheet.columns:
        page.append([harmless(column.header), harmless(column.meaning)])
    for note in sheet.notes:
        page.append(["", harmless(note)])


def dictionary_file(sheet: Sheet, words: Words) -> bytes:
    """Return the data dictionary of a table as CSV, to stand beside it."""
    rows = [(column.header, column.meaning) for column in sheet.columns] + [("", note) for note in sheet.notes]
    return csv_file(Sheet(words.title, [Column(words.column, ""), Column(words.meaning, "")], rows))


def _bold(page: WriteOnlyWorksheet, texts: Iterable[str]) -> Iterator[WorkbookCell]:
    for text in texts:
        cell = WriteOnlyCell(page, value=str(harmless(text)))
        cell.font = Font(bold=True)
        yield cell


def _workbook_cell(cell: Cell) -> Cell:
    if isinstance(cell, Decimal):
        return float(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")  # Excel knows no time zones
    return harmless(cell)


def _title(text: str) -> str:
    """Return a name that Excel takes for a sheet."""
    return re.sub(r"[\[\]:*?/\\']", " ", text).strip()[:31] or "1"


def safe_name(*parts: str, kind: str) -> str:
    """Return a name for a file that every system takes: letters and digits of any script, and hyphens."""
    words = [re.sub(r"[^\w]+", "-", unicodedata.normalize("NFC", part)).strip("-_") for part in parts]
    stem = "-".join(word for word in words if word)[:80].strip("-_")
    return f"{stem or 'table'}.{kind}"
