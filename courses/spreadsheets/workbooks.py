"""The first sheet of an Excel workbook as rows of text, from a stranger's file.

The archive is looked through before anything is unpacked, and its XML is read by defusedxml, which openpyxl uses where
it is installed: no entities, no other files, no other hosts. Formulas are not computed and links not followed.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError  # the exception only

import openpyxl
from defusedxml import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException

from courses.spreadsheets import limits
from courses.spreadsheets.limits import RefusedFileError

# Whatever a broken workbook makes zipfile, the XML parser and openpyxl raise.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    DefusedXmlException,
    ParseError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
)
PADDED = re.compile("0+")


def first_sheet(content: bytes) -> Iterator[list[str]]:
    """Yield the rows of the first sheet. Raises RefusedFileError."""
    try:
        _check_archive(content)
        workbook = openpyxl.load_workbook(BytesIO(content), read_only=True, keep_links=False, rich_text=False)
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its size need not be true
        n_cells = 0
        for row in sheet.iter_rows():
            n_cells += len(row)  # a row is filled up to its last cell, even if that one is empty
            if n_cells > limits.MAX_CELLS:
                raise RefusedFileError(limits.TOO_MUCH)
            yield [_text(cell.value, getattr(cell, "number_format", "")) for cell in row]
    except BROKEN as error:
        raise RefusedFileError(limits.BROKEN_WORKBOOK) from error


def _check_archive(content: bytes) -> None:
    """Raise RefusedFileError when more would come out of the archive than a list of learners holds."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        entries = archive.infolist()
        sizes = [entry.file_size for entry in entries]
        swollen = any(entry.file_size > limits.MAX_RATIO * max(entry.compress_size, 1024) for entry in entries)
        if len(entries) > limits.MAX_ENTRIES or sum(sizes) > limits.MAX_UNPACKED or swollen:
            raise RefusedFileError(limits.TOO_MUCH)
        if "[Content_Types].xml" not in archive.namelist():
            raise RefusedFileError(limits.NOT_TEXT)
        # A size in the directory that is not true ends in BadZipFile here.
        if sum(archive.read(entry).count(b"<") for entry in entries) > limits.MAX_TAGS:
            raise RefusedFileError(limits.TOO_MUCH)


def _text(value: Any, number_format: str) -> str:
    """Return a cell as it is shown, as far as a list of learners needs it."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case int() if PADDED.fullmatch(number_format or ""):
            return str(value).zfill(len(number_format))
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
    return str(value)
