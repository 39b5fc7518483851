"""Our own tables as files: no cell is a formula, numbers stay numbers, and what was written reads the same again."""

import io
from datetime import UTC, datetime
from decimal import Decimal

import openpyxl
import pytest

from courses.spreadsheets.reading import read_table
from courses.spreadsheets.writing import (
    Column,
    Sheet,
    Words,
    csv_file,
    dictionary_file,
    harmless,
    safe_name,
    workbook_file,
)

WORDS = Words("Data dictionary", "Column", "Meaning")
COLUMNS = [Column("Name", "Who it is"), Column("=Points", "Out of ten")]


def sheet(rows):
    return Sheet("Learners: March/April", COLUMNS, rows, ["Written for a test."])


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "＝", "＋", "－", "＠", "−"])
def test_no_text_begins_a_formula(first):
    assert harmless(f"{first}1+1|cmd") == f"'{first}1+1|cmd"


@pytest.mark.parametrize(
    "cell", ["", "Amina", "O'Brien", "0012", "a=b", "юрий", "أمينة", 7, -7, -2.5, Decimal("-1.5"), None]
)
def test_what_is_no_formula_stays(cell):
    assert harmless(cell) == cell


def test_csv_and_workbook_read_the_same_again():
    rows = [
        ["Amélie; “Ndiaye”", 7],
        ["=cmd", -2.5],
        ["أمينة ديالو", Decimal("1.5")],
        ['say "hi", twice', None],
        ["0012", "0012"],
    ]
    expected = [["Name", "=Points"], ["Amélie; “Ndiaye”", "7"], ["=cmd", "-2.5"], ["أمينة ديالو", "1.5"]]
    expected += [['say "hi", twice'], ["0012", "0012"]]
    assert read_table(csv_file(sheet(rows))).rows == expected
    assert read_table(workbook_file(sheet(rows), WORDS)).rows == expected


def test_a_workbook_holds_its_dictionary_and_numbers():
    rows = [["-1+1", Decimal("-1.5")], ["B", datetime(2026, 3, 2, 9, 30, tzinfo=UTC)]]
    book = openpyxl.load_workbook(io.BytesIO(workbook_file(sheet(rows), WORDS)))
    assert book.sheetnames == ["Learners  March April", "Data dictionary"]
    first, second = ([[cell.value for cell in row] for row in page] for page in book.worksheets)
    assert first == [["Name", "'=Points"], ["'-1+1", -1.5], ["B", "2026-03-02T09:30:00+00:00"]]
    assert second == [
        ["Column", "Meaning"],
        ["Name", "Who it is"],
        ["'=Points", "Out of ten"],
        [None, "Written for a test."],
    ]
    assert {cell.data_type for page in book for row in page for cell in row} == {"s", "n", "inlineStr"}


def test_the_dictionary_of_a_csv_stands_beside_it():
    assert read_table(dictionary_file(sheet([]), WORDS)).rows == [
        ["Column", "Meaning"],
        ["Name", "Who it is"],
        ["=Points", "Out of ten"],
        ["", "Written for a test."],
    ]


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("March 2026", "Learners"), "March-2026-Learners.csv"),
        (("../../etc/passwd\0", "x"), "etc-passwd-x.csv"),
        (("Группа № 1", "أمينة"), "Группа-1-أمينة.csv"),
        (("<>:|?*", ""), "table.csv"),
        (("x" * 300,), "x" * 80 + ".csv"),
    ],
)
def test_names_of_files_are_safe_everywhere(parts, name):
    assert safe_name(*parts, kind="csv") == name
