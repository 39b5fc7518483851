import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from content.documents import Place
from content.problems import Problem
from content.reader import MAX_BYTES, read_document


def read(text):
    return read_document("a.yaml", text.encode())


def problems(text):
    return [str(problem) for problem in read(text).problems]


def test_every_scalar_stays_the_text_that_was_typed():
    text = "a: No\nb: 1.10\nc: 08:30\nd: ~\ne:\nf: 'x'\ng: |\n  one\n  two\nh: [1, on]\ni: {j: 2026-01-02}\n"

    assert read(text).data == {
        "a": "No",
        "b": "1.10",
        "c": "08:30",
        "d": "~",
        "e": "",
        "f": "x",
        "g": "one\ntwo\n",
        "h": ["1", "on"],
        "i": {"j": "2026-01-02"},
    }


def test_places_of_keys_and_values():
    document = read("a: 1\nlist:\n  - b: |\n      text\n  - [x, y]\n")

    assert document.keys == {("a",): Place(1, 1), ("list",): Place(2, 1), ("list", 0, "b"): Place(3, 5)}
    assert document.values == {
        (): Place(1, 1),
        ("a",): Place(1, 4),
        ("list",): Place(3, 3),
        ("list", 0): Place(3, 5),
        ("list", 0, "b"): Place(3, 8, is_block_text=True),
        ("list", 1): Place(5, 5, is_in_brackets=True),
        ("list", 1, 0): Place(5, 6),
        ("list", 1, 1): Place(5, 9),
    }


def test_a_byte_order_mark_and_windows_line_ends_are_fine():
    document = read_document("a.yaml", b"\xef\xbb\xbfa: |\r\n  one\r\n  two\r\nb: 2\r\n")

    assert (document.data, document.problems) == ({"a": "one\ntwo\n", "b": "2"}, ())
    assert document.values["b",] == Place(4, 4)


QUOTE_COLON = "(text with ': ' in it needs quotes; or write | and start the text on the next line)"
QUOTE_MARK = "(put the text in quotes; or write | and start it on the next line)"
ALIGN = "keys of one group begin in the same column, and so do the '-' of one list"
BRACES = "text that begins with { or [ needs quotes around all of it"
NO_KEY = "this line is neither a key with a ':' nor part of the text above"
BACKSLASH = "a backslash has a meaning of its own inside double quotes (use single quotes, or write \\\\)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "a.yaml:1:1: is empty"),
        ("# only a comment\n", "a.yaml:1:1: is empty"),
        ("a: 1\nb: c: d\n", f"a.yaml:2:5: a ': ' stands where only text can stand {QUOTE_COLON}"),
        ("a: 1\n b: 2\n", f"a.yaml:2:3: a ': ' stands where only text can stand {QUOTE_COLON}"),
        ("a: 1\nb\nc: 2\n", f"a.yaml:3:1: {NO_KEY} {QUOTE_COLON}"),
        (
            "a: 1\nb: 'x\nc: 2\n",
            "a.yaml:2:4: a quotation mark opens here and is never closed (close it with the same mark)",
        ),
        ("- **bold** text\n", f"a.yaml:1:4: text must not begin with * {QUOTE_MARK}"),
        ("a: & b\n", f"a.yaml:1:5: text must not begin with & {QUOTE_MARK}"),
        ("a: !<x\n", f"a.yaml:1:7: text must not begin with ! {QUOTE_MARK}"),
        ("a: @x\n", f"a.yaml:1:4: text must not begin with this character {QUOTE_MARK}"),
        ("a: }\n", f"a.yaml:1:4: text must not begin with this character {QUOTE_MARK}"),
        ('a: "\\q"\n', f"a.yaml:1:5: {BACKSLASH}"),
        ('a: "\\uD800"\n', f"a.yaml:1:7: {BACKSLASH}"),
        ('a: "\\xZZ"\n', f"a.yaml:1:7: {BACKSLASH}"),
        ("a: | text\n", "a.yaml:1:6: after | or > the text starts on the next line (indent it there)"),
        ("a: - b\n", "a.yaml:1:4: a list cannot begin here (begin each entry on a line of its own)"),
        ("a: [1, 2\nb: 3\n", "a.yaml:2:2: a list that opens with [ is not closed before this (close it with ])"),
        ("a: {x: 1\nb: 3\n", "a.yaml:2:2: a group that opens with { is not closed before this (close it with })"),
        ("- a\nb: 1\n", f"a.yaml:2:1: this does not continue the list above ({ALIGN})"),
        ("a: [1] b\n", f"a.yaml:1:8: this does not continue the keys above ({ALIGN}; {BRACES})"),
        ("a: {{b}} and {{c}}\n", f"a.yaml:1:5: a key must be plain text ({BRACES})"),
        ("? [a]\n: b\n", f"a.yaml:1:3: a key must be plain text ({BRACES})"),
        ("a: 1\n...\nb: 2\n", "a.yaml:3:1: nothing may follow the end of the document (delete the line '...')"),
        ("a: 1\n---\nb: 2\n", "a.yaml:2:1: a file holds only one document (delete the line '---')"),
        ("%YAML 2.0\n---\na: 1\n", f"a.yaml:1:1: this is not YAML: found incompatible YAML document {QUOTE_COLON}"),
    ],
)
def test_what_cannot_be_read_is_one_problem_in_plain_words(text, expected):
    document = read(text)

    assert document.data is None
    assert [str(problem) for problem in document.problems] == [expected]


def test_a_quotation_mark_closed_in_the_wrong_place_is_named():
    [problem] = read('a: "open\nb: 1\nc: "two"\n').problems

    assert (problem.line, problem.column) == (3, 5)
    assert problem.hint.startswith("a quotation mark opens on line 1: is it closed where you meant it?")


@pytest.mark.parametrize(
    ("text", "data", "expected"),
    [
        (
            "a: &x b\n",
            {"a": "b"},
            ["a.yaml:1:4: a: anchors (&) are not allowed (text that begins with & needs quotes)"],
        ),
        ("a: *x\n", {"a": "*x"}, ["a.yaml:1:4: a: aliases (*) are not allowed (text that begins with * needs quotes)"]),
        (
            "a: !!str b\n",
            {"a": "b"},
            ["a.yaml:1:4: a: tags ('tag:yaml.org,2002:str') are not allowed (text that begins with ! needs quotes)"],
        ),
        (
            "- !x [1]\n",
            [["1"]],
            ["a.yaml:1:3: [1]: tags ('!x') are not allowed (text that begins with ! needs quotes)"],
        ),
        (
            "a: 1\nb:\n  - c: 2\n    c: 3\na: {d: 4}\n",
            {"a": "1", "b": [{"c": "2"}]},
            [
                "a.yaml:4:5: b[1].c: is written twice in the same group (first on line 3)",
                "a.yaml:5:1: a: is written twice in the same group (first on line 1)",
            ],
        ),
        (
            "a: x\ty\nb:\t1\n",
            {"a": "x y", "b": "1"},
            ["a.yaml:1:5: tabs are not allowed (use spaces)", "a.yaml:2:3: tabs are not allowed (use spaces)"],
        ),
        (
            "a: b\u202ec\n",
            {"a": "b\ufffdc"},
            ["a.yaml:1:5: there is an invisible character (U+202E, right-to-left override) (delete it)"],
        ),
        (
            "a: b\x07c\n",
            {"a": "b\ufffdc"},
            ["a.yaml:1:5: there is an invisible character (U+0007, control character) (delete it)"],
        ),
        (
            "a: b\rc\nd: 1\n",
            {"a": "b\ufffdc", "d": "1"},
            ["a.yaml:1:5: a line ends here as on old Macs (save the file with Unix line ends (LF))"],
        ),
        (
            "a: b\u2028c\nd: 1\n",
            {"a": "b\ufffdc", "d": "1"},
            ["a.yaml:1:5: there is an invisible character (U+2028, line separator) (delete it)"],
        ),
        (
            'a: "b\\u202Ec"\n',
            {"a": "b\ufffdc"},
            ["a.yaml:1:4: a: there is an invisible character (U+202E, right-to-left override) (delete it)"],
        ),
        ('a: "b\\tc"\n', {"a": "b c"}, ["a.yaml:1:4: a: tabs are not allowed (use spaces)"]),
    ],
)
def test_what_is_refused_leaves_the_rest_readable(text, data, expected):
    assert read(text).data == data
    assert problems(text) == expected


REMARK = (
    "the value ends before #, and the rest of the line would be dropped as a remark "
    "(if it is text, put all of it in quotes; if it is a remark, give it a line of its own)"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\n  b: Rule #1 is old\n", [f"a.yaml:2:11: a.b: {REMARK}"]),
        ("a:\n  - Chemicals # lead\n", [f"a.yaml:2:15: a[1]: {REMARK}"]),
        ("a: é x   # 1\nb: #x\nc: 3 # y\n", [f"a.yaml:{at}: {REMARK}" for at in ("1:10: a", "2:4: b", "3:6: c")]),
        ("a: x\n  goes on # 1\n", [f"a.yaml:2:11: a: {REMARK}"]),
        ("a: [x, y # z\n  ]\n", [f"a.yaml:1:10: a[2]: {REMARK}"]),
        ("a: x # y\n  goes on\nb: 1\n", [f"a.yaml:1:6: a: {REMARK}"]),
    ],
)
def test_a_remark_beside_a_value_is_refused_for_it_may_be_text(text, expected):
    assert problems(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "# one\na: 1\n  # two\nb: 2\n",
        "a: 'x' # y\nb: \"x\" # y\n",
        "a: | # y\n  x # z\n",
        "a: # y\n  b: c#d\ne: # z\n  - 1\n",
        "a: [x, y] # z\n",
    ],
)
def test_a_remark_where_no_text_can_be_lost_is_fine(text):
    assert problems(text) == []


def test_where_tabs_break_the_file_the_tabs_are_the_problem():
    assert problems("a:\n\tb: 1\n\tc: 2\n") == [
        "a.yaml:2:1: tabs are not allowed (use spaces)",
        "a.yaml:3:1: tabs are not allowed (use spaces)",
    ]
    assert problems("a: [\tb\nc: 1\n") == ["a.yaml:1:5: tabs are not allowed (use spaces)"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a: \0", "a.yaml:1:1: is not a text file (save it as plain text in the encoding UTF-8)"),
        ("a: é".encode("utf-16"), "a.yaml:1:1: is not a text file (save it as plain text in the encoding UTF-8)"),
        ("a: 1\nb: é".encode("latin-1"), "a.yaml:2:1: is not UTF-8 text (save it in the encoding UTF-8)"),
        (b"a: 1\rb: 2\r", "a.yaml:1:1: has the line ends of old Macs (save the file with Unix line ends (LF))"),
        (b"#" * (MAX_BYTES + 1), "a.yaml:1:1: is too large (at most 1 MiB)"),
    ],
)
def test_bytes_that_are_no_text(content, expected):
    assert [str(problem) for problem in read_document("a.yaml", content).problems] == [expected]


def test_a_problem_prints_on_one_line_without_control_characters():
    problem = Problem("a\n.yaml", 1, 2, "b\x1b[31m", "is wrong", "really")

    assert str(problem) == "a\ufffd.yaml:1:2: b\ufffd[31m: is wrong (really)"


YAML_LIKE = st.text(st.sampled_from("ab :-|>[]{}#&*!'\"\n\t,?%@`\\~.0<") | st.characters(codec="utf-8"), max_size=80)


@given(YAML_LIKE)
@example("{0")
def test_any_text_gives_data_or_a_problem(text):
    document = read(text)

    assert document.is_readable or document.problems
    assert all(place.line >= 1 and place.column >= 1 for place in document.values.values())


@given(st.binary(max_size=60))
def test_any_bytes_give_data_or_a_problem(content):
    document = read_document("a.yaml", content)

    assert document.is_readable or document.problems
