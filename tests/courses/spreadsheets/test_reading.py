"""Files of strangers as rows of text: what people's programs write."""

import io

import openpyxl
import pytest

from courses.spreadsheets.reading import read_table, readings

ROWS = [["Name", "Number"], ["Amélie Ndiaye", "0012"], ["Юрий", "7"]]
TEXT = "Name{0}Number\r\nAmélie Ndiaye{0}0012\r\nЮрий{0}7\r\n"


def workbook(rows, **formats):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cell, number_format in formats.items():
        book.active[cell].number_format = number_format
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_usual_csv_reads_the_same(encoding, delimiter):
    marks = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
    table = read_table(marks.get(encoding, b"") + TEXT.format(delimiter).encode(encoding))
    assert (table.rows, table.is_guessed) == (ROWS, False)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('Name;Number\n"Diallo; Amina";="0012"', [["Name", "Number"], ["Diallo; Amina", "0012"]]),
        ("Name,Number\n'0012,'=x", [["Name", "Number"], ["0012", "=x"]]),
        ("Name\nO'Brien\n'Abdullah", [["Name"], ["O'Brien"], ["'Abdullah"]]),
        ("sep=;\nName;Number\nAmina;7", [[], ["Name", "Number"], ["Amina", "7"]]),
        ('Name,Note\n"Amina\nDiallo",x\n\n\n', [["Name", "Note"], ["Amina\nDiallo", "x"]]),
        ("Name,,,\nAmina,,,", [["Name"], ["Amina"]]),
        ("Name\rAmina", [["Name"], ["Amina"]]),
        ('"Last, first";Number\nAmina;7', [["Last, first", "Number"], ["Amina", "7"]]),
    ],
)
def test_csv_as_programs_write_it(text, rows):
    assert read_table(text.encode()).rows == rows


def test_letters_without_a_mark_are_guessed_and_can_be_chosen():
    content = "Name\nAmélie\nFrançois".encode("cp1252")
    table = read_table(content)
    assert (table.rows, table.encoding, table.is_guessed) == ([["Name"], ["Amélie"], ["François"]], "cp1252", True)
    russian = "Имя\nЮрий".encode("cp1251")
    assert read_table(russian).rows != [["Имя"], ["Юрий"]]
    assert read_table(russian, "cp1251").rows == [["Имя"], ["Юрий"]]
    assert readings(russian)["cp1251"] == "Имя · Юрий"


def test_a_workbook_reads_as_it_looks():
    rows = [
        ["Name", "Number", "Since", "Joined", "Share"],
        ["Амина", 12, None, True, 2.5],
        ["B", "0012", None, None, 7.0],
    ]
    expected = [
        ["Name", "Number", "Since", "Joined", "Share"],
        ["Амина", "0012", "", "TRUE", "2.5"],
        ["B", "0012", "", "", "7"],
    ]
    assert read_table(workbook(rows, B2="0000")).rows == expected


def test_formulas_of_a_workbook_are_text():
    rows = [["Name"], ['="0012"'], ['=HYPERLINK("http://example.org","x")']]
    assert read_table(workbook(rows)).rows == [["Name"], ["0012"], ['=HYPERLINK("http://example.org","x")']]
