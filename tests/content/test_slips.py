"""Slips of whoever types YAML are reported where they are, with what to do."""

import pytest

from content.reader import read_document

SINGLE = (
    "the quotation mark closes before the end of the text "
    "(quote the whole text: in '…', with every apostrophe in it written twice, or in \"…\")"
)
DOUBLE = (
    "the quotation mark closes before the end of the text "
    "(quote the whole text in the other kind of marks, '…', with every apostrophe in it written twice)"
)
WIDE = "what looks like a space here is an invisible character (U+00A0, no-break space) (use ordinary spaces)"
NO_SPACE = "there is no space after the colon"


def problems(text):
    return [str(problem) for problem in read_document("a.yaml", text.encode()).problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("minutes:\n  total:40\n  presentation: 20\n", [f"a.yaml:2:9: {NO_SPACE} (put one there: 'total: 40')"]),
        (
            "minutes:\n  total: 40\n\n  presentation:18\n  interactive:22\naim: x\n",
            [
                f"a.yaml:4:16: {NO_SPACE} (put one there: 'presentation: 18')",
                f"a.yaml:5:15: {NO_SPACE} (put one there: 'interactive: 22')",
            ],
        ),
        ("id: a\ntitle:What is\nlanguage: en\n", [f"a.yaml:2:7: {NO_SPACE} (put one there: 'title: What is')"]),
        ("id: a\nlanguage:en", [f"a.yaml:2:10: {NO_SPACE} (put one there: 'language: en')"]),
        ("- id:a\n  title: x\n", [f"a.yaml:1:6: {NO_SPACE} (put one there: 'id: a')"]),
        (
            "title:\u00a0What is\nid: a\n",
            [
                "a.yaml:1:7: after the colon stands an invisible character (U+00A0, no-break space) "
                "(put an ordinary space there)"
            ],
        ),
    ],
)
def test_a_key_without_a_space_after_its_colon(text, expected):
    assert problems(text) == expected


def test_a_colon_in_a_word_that_is_no_key_is_no_slip():
    assert NO_SPACE not in str(problems("a: x\nseven:eight\nb: 1\n"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\n\u00a0\u00a0core: x\nb: 1\n", [f"a.yaml:2:1: {WIDE}"]),
        ("a:\n  - id: x\n  \u00a0\u00a0core: x\n", [f"a.yaml:3:3: {WIDE}"]),
        ("a:\n  -\u00a0core: x\n", [f"a.yaml:2:4: {WIDE}"]),
        ("a:\n\u00a0 \u00a0-\u00a0Show it.\n  \u00a0- core: x\n", [f"a.yaml:2:1: {WIDE}", f"a.yaml:3:3: {WIDE}"]),
        ("a: |\n\u00a0\u00a0text\nb: 1\n", [f"a.yaml:2:1: {WIDE}"]),
    ],
)
def test_a_line_indented_with_spaces_that_are_none(text, expected):
    assert problems(text) == expected


def test_what_is_indented_so_is_read_all_the_same():
    assert read_document("a.yaml", "a:\n  - id: x\n\u00a0\u00a0\u00a0\u00a0core: x\n".encode()).data == {
        "a": [{"id": "x", "core": "x"}]
    }


@pytest.mark.parametrize("text", ["a: |\n  \u3000\u3000段落\n", "a: «\u00a0x\u00a0»\n", "a: |\n  \u00a0x\n"])
def test_wide_spaces_of_a_text_are_fine(text):
    assert problems(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("core: 'Don't show it.'\nb: 1\n", [f"a.yaml:1:11: {SINGLE}"]),
        ("a:\n  - core: 'Don't show it: it's wet'\n", [f"a.yaml:2:15: {SINGLE}"]),
        ("a:\n  - 'Don't show\n    it.'\n", [f"a.yaml:2:9: {SINGLE}"]),
        ("a: 'it's'\n", [f"a.yaml:1:7: {SINGLE}"]),
        ('stem: "Clear" water is {{x}}\n', [f"a.yaml:1:13: {DOUBLE}"]),
        ('a: \'It\'\'s\' # fine\nb: "\\"Clear\\" water"\n"c": d\n', []),
    ],
)
def test_a_quotation_mark_that_closes_early(text, expected):
    assert problems(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("accept:\n  - one minute\n    also: [a minute]\n", "2:5: {} (write 'text: one minute'; {})"),
        ("outcomes:\n  - exits\n    text: Name them\n", "2:5: {} (write 'id: exits'; {})"),
    ],
)
def test_an_entry_whose_first_key_is_missing(text, expected):
    said = expected.format("this entry begins without a key", "or quote the whole text if the next line belongs to it")
    assert problems(text) == [f"a.yaml:{said}"]


def test_a_text_that_goes_on_after_an_entry_is_no_slip():
    assert "begins without a key" not in str(problems("a:\n  - one minute\n    sometimes: never\n"))


def test_hostile_indents_are_looked_through_at_once():
    wide = "\u00a0" * 400_000
    assert len(problems(f"a:\n{wide}\n{wide}core x\n")) <= 2
