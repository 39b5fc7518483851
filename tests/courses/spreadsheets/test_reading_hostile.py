"""Files that nobody should send are refused quickly, with the reason."""

import io
import time
import zipfile

import pytest

from courses.spreadsheets import limits
from courses.spreadsheets.limits import RefusedFileError
from courses.spreadsheets.reading import read_table
from tests.courses.spreadsheets.test_reading import workbook


def archive(**entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def changed(content, name, old, new):
    """Return a workbook with something else in one of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            part = source.read(entry)
            if entry.filename == name:
                assert old in part
                part = part.replace(old, new)
            target.writestr(entry.filename, part)
    return out.getvalue()


GOOD = workbook([["Name"], ["Amina"]])
SHEET = "xl/worksheets/sheet1.xml"
ENTITY = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><worksheet'
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><worksheet'
HOSTILE = {
    "nothing": (b"", limits.EMPTY),
    "blank": (b" \r\n \n,,,\n", limits.EMPTY),
    "too large": (b"x" * (limits.MAX_BYTES + 1), limits.TOO_LARGE),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0", limits.NOT_TEXT),
    "NUL": (b"Name\nAmi\0na", limits.NOT_TEXT),
    "controls": (b"Name\nAmi\x07na", limits.NOT_TEXT),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, limits.OLD_EXCEL),
    "an open quotation": (b'Name\n"Amina\n', limits.BROKEN_CSV),
    "text after a quotation": (b'Name\n"Amina"x,7\n', limits.BROKEN_CSV),
    "half a UTF-16": (b"\xff\xfeN\0a", limits.WRONG_LETTERS),
    "a million columns": (b"," * 1_000_000 + b"x", limits.TOO_MANY_COLUMNS),
    "51 columns": (b",".join([b"x"] * 51), limits.TOO_MANY_COLUMNS),
    "5,001 rows": (b"Name\n" + b"x\n" * 5_001, limits.TOO_MANY_ROWS),
    "a long cell": (b"Name\n" + b"x" * 1_001, limits.TOO_LONG_CELL),
    "another archive": (archive(**{"a.txt": "x"}), limits.NOT_TEXT),
    "half an archive": (GOOD[: len(GOOD) // 2], limits.BROKEN_WORKBOOK),
    "no archive": (b"PK\x03\x04 is not enough", limits.BROKEN_WORKBOOK),
    "an empty workbook": (archive(**{"[Content_Types].xml": "<Types/>"}), limits.BROKEN_WORKBOOK),
    "a bomb": (archive(**{"[Content_Types].xml": "x", "a": b"\0" * 30_000_000}), limits.TOO_MUCH),
    "a dense bomb": (archive(**{"[Content_Types].xml": "x", "a": b"\0" * 5_000_000}), limits.TOO_MUCH),
    "many entries": (archive(**{"[Content_Types].xml": "x"} | {f"a{n}": "" for n in range(300)}), limits.TOO_MUCH),
    "a file from outside": (changed(GOOD, SHEET, b"<worksheet", ENTITY), limits.BROKEN_WORKBOOK),
    "entities": (changed(GOOD, SHEET, b"<worksheet", LAUGHS), limits.BROKEN_WORKBOOK),
    "a column far away": (changed(GOOD, SHEET, b'r="A2"', b'r="AZ2"'), limits.TOO_MANY_COLUMNS),
    "a row far below": (
        changed(changed(GOOD, SHEET, b'<row r="2"', b'<row r="1048576"'), SHEET, b'r="A2"', b'r="A1048576"'),
        limits.TOO_MANY_ROWS,
    ),
    "empty cells far away": (
        changed(GOOD, SHEET, b"</sheetData>", b'<row><c r="ZZZ3"/></row>' * 100 + b"</sheetData>"),
        limits.TOO_MUCH,
    ),
    "no such column": (changed(GOOD, SHEET, b'r="A2"', b'r="ZZZZZ2"'), limits.BROKEN_WORKBOOK),
    "a broken part": (changed(GOOD, SHEET, b"</sheetData>", b"</sheetDate>"), limits.BROKEN_WORKBOOK),
    "51 columns in Excel": (workbook([["x"] * 51]), limits.TOO_MANY_COLUMNS),
    "5,001 rows in Excel": (workbook([["Name"]] + [["x"]] * 5_001), limits.TOO_MANY_ROWS),
}


@pytest.mark.parametrize(("content", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_list_is_refused_quickly_and_says_why(content, reason):
    started = time.process_time()
    with pytest.raises(RefusedFileError) as refused:
        read_table(content)
    assert refused.value.reason == reason
    assert time.process_time() - started < 5


def test_a_size_that_is_not_true_changes_nothing():
    content = changed(GOOD, SHEET, b'ref="A1:A2"', b'ref="A1:XFD1048576"')
    assert read_table(content).rows == [["Name"], ["Amina"]]
