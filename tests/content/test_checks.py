"""Every mistake of ``mistakes/*.txt``, made alone in a course that is right.

A mistake is a block of lines: ``#`` what it is, the file, ``-`` the lines that are replaced, ``+`` what
replaces them, ``=`` every problem that is reported, as it is printed.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.checks.lesson import slide_ids
from content.checks.schema import QUESTION_TYPES
from content.checks.screen import frames_too_long
from content.checks.sentences import SENTENCES, hint, sentence
from content.nodes import Node, dotted
from content.pack import read_packs
from content.schema.question import Question
from tests.content.builders import BANK, LESSON, bank_file, edit, lesson_file, problems_in, write_course

MISTAKES = Path(__file__).with_name("mistakes")


def marked(lines, mark):
    return [line.removeprefix(mark) for line in lines if line.startswith(mark)]


def read_mistakes():
    for file in sorted(MISTAKES.glob("*.txt")):
        for block in file.read_text(encoding="utf-8").strip().split("\n\n"):
            title, name, *lines = block.split("\n")
            old, new, expected = (marked(lines, mark) for mark in "-+=")
            yield pytest.param(name, old, new, expected, id=f"{file.stem}: {title.removeprefix('# ')}")


@pytest.mark.parametrize(("name", "old", "new", "expected"), read_mistakes())
def test_a_mistake_is_reported_with_its_place(tmp_path, name, old, new, expected):
    course = write_course(tmp_path)
    edit(course / name, *("".join(f"{line}\n" for line in lines) for lines in (old, new)))

    assert problems_in(course) == expected


def test_the_course_of_the_builders_is_right(tmp_path):
    assert problems_in(write_course(tmp_path)) == []


def test_ordinary_markdown_passes(tmp_path):
    course = write_course(tmp_path)
    aim = "'See <https://example.org>, <a@example.org>, [here](HTTP://example.org), [this], **all** and 1 < 2 > 0.'"
    edit(lesson_file(course), "aim: To keep a well clean.", f"aim: {aim}")

    assert problems_in(course) == []


def test_several_options_may_stay_last(tmp_path):
    course = write_course(tmp_path)
    edit(bank_file(course), "        text: The rope\n", "        text: The rope\n        is_last: true\n")

    assert problems_in(course) == []


def test_a_text_full_of_brackets_is_not_read_as_markdown(tmp_path):
    course = write_course(tmp_path)
    edit(lesson_file(course), "aim: To keep a well clean.", f"aim: {'!['.join('x' * 202)}")

    assert problems_in(course) == [
        "wells/lesson.yaml:15:6: aim: has too many [ and < to be read (at most 200 in one text)"
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "title: Wells and pumps",
            f"title: {'x' * 301}",
            f"4:8: title: should be at most 300 characters; this has 301 (found '{'x' * 40}…')",
        ),
        (
            "        number: 2\n",
            f"        number: {'9' * 5000}\n",
            f"59:17: sections[2].slides[1].number: should be a whole number (found '{'9' * 40}…')",
        ),
    ],
)
def test_a_long_value_is_shown_shortened(tmp_path, old, new, expected):
    course = write_course(tmp_path)
    edit(lesson_file(course), old, new)

    assert problems_in(course) == [f"wells/lesson.yaml:{expected}"]


@pytest.mark.parametrize(("text", "keys"), [("text\n", ": format, lesson, questions"), ("- a list\n", "")])
def test_a_file_that_is_no_group_of_keys(tmp_path, text, keys):
    course = write_course(tmp_path)
    bank_file(course).write_text(text)

    place = "wells/questions.yaml:1:1: should be a group of keys"
    assert problems_in(course) == [f"{place} (write its keys below, one on each line, indented{keys})"]


def test_a_file_without_any_key(tmp_path):
    course = write_course(tmp_path)
    bank_file(course).write_text("{}\n")

    assert problems_in(course) == [
        "wells/lesson.yaml:21:9: outcomes[1].id: no question tests 'parts'",
        "wells/lesson.yaml:24:9: outcomes[2].id: no question tests 'care'",
        *(f"wells/questions.yaml:1:1: {key}: is missing" for key in ("format", "lesson", "questions")),
    ]


def test_the_rest_is_checked_when_one_file_cannot_be_read(tmp_path):
    course = write_course(tmp_path)
    edit(lesson_file(course), "title: Wells and pumps", "title: Wells: and pumps")
    edit(bank_file(course), "    answer: false", "    answer: perhaps")

    assert problems_in(course) == [
        "wells/lesson.yaml:4:13: a ': ' stands where only text can stand "
        "(text with ': ' in it needs quotes; or write | and start the text on the next line)",
        "wells/questions.yaml:66:13: questions[4].answer: should be true or false (found 'perhaps')",
    ]


def test_a_cross_check_does_not_repeat_what_the_format_says(tmp_path):
    course = write_course(tmp_path)
    edit(lesson_file(course), "  total: 30", "  total: 0")

    assert problems_in(course) == ["wells/lesson.yaml:12:10: minutes.total: should be more than 0 (found '0')"]


def test_a_file_of_mistakes_lists_five_hundred(tmp_path):
    course = write_course(tmp_path)
    text = lesson_file(course).read_text()
    lesson_file(course).write_text(text + "".join(f"key{n}: x\n" for n in range(2000)))

    problems = problems_in(course)

    assert len(problems) == 501
    assert problems[0] == "wells/lesson.yaml:1:1: has more than 500 problems; not all are listed"


def test_every_type_of_question_is_known():
    assert set(QUESTION_TYPES.values()) == set(get_args(get_args(Question)[0]))
    assert all(f"type: {name}\n" in BANK for name in QUESTION_TYPES)


def test_an_error_without_a_sentence_still_reads_as_one():
    error = {"type": "unheard_of", "input": "x", "loc": ("a",)}

    assert "unheard_of" not in SENTENCES
    assert (sentence(error), hint(error)) == ("is not valid here", "found 'x'")


@pytest.mark.parametrize("number", ["1e-999999999", "1e999999999", "9" * 5000, "nan", "-1", "٣"])
@pytest.mark.parametrize(
    ("file", "line"),
    [
        (lesson_file, "  total: 30"),
        (lesson_file, "  presentation: 10"),
        (lesson_file, "  interactive: 20"),
        (lesson_file, "        number: 2"),
        (bank_file, "    points: 3"),
        (bank_file, "              need: 1"),
    ],
)
def test_outlandish_numbers_do_no_harm(tmp_path, file, line, number):
    course = write_course(tmp_path)
    key = line.partition(":")[0]
    edit(file(course), f"{line}\n", f"{key}: {number}\n")

    assert all(len(problem) < 200 for problem in problems_in(course))


JUNK = st.sampled_from(
    ["", "x: y", "- a", "- {}", "[]", "  id:", "points: {a: b}", "    minutes: [1]", "a", "\t", "''"]
)
DAMAGE = st.lists(st.tuples(st.integers(0, 140), JUNK, st.booleans()), min_size=1, max_size=5)


def damaged(text, damage):
    """Return ``text`` with junk after some of its lines, or instead of them, at the same depth."""
    lines = text.splitlines()
    for place, junk, is_added in damage:
        line = lines[place % len(lines)]
        indent = line[: len(line) - len(line.lstrip())]
        lines[place % len(lines)] = f"{line}\n{indent}{junk}" if is_added else f"{indent}{junk}"
    return "\n".join(lines)


@given(DAMAGE, DAMAGE)
@settings(max_examples=60, deadline=None)
def test_no_damage_to_the_files_makes_the_checks_fail(in_lesson, in_bank):
    with TemporaryDirectory() as folder:
        course = write_course(Path(folder))
        lesson_file(course).write_text(damaged(LESSON, in_lesson))
        bank_file(course).write_text(damaged(BANK, in_bank))

        [pack] = read_packs([course])

    assert pack.problems or len(pack.lessons) == 1


@pytest.mark.parametrize(
    "name", ["topic", "aim", "relevance", "outcomes", "overview", "screen", "summary-", "summary-care"]
)
def test_ids_of_our_own_frames_are_refused(name):
    lesson = Node({"sections": [{"slides": [{"id": "parts"}, {"id": name}]}]})
    (finding,) = slide_ids(lesson)
    assert (dotted(finding.address), finding.message, finding.hint) == (
        "sections[1].slides[2].id",
        f"'{name}' is an id of Fieldschool's own",
        "choose another, such as un-partners",
    )


@pytest.mark.parametrize("name", ["summary", "topics", "the-overview"])
def test_ids_like_those_of_our_own_frames_pass(name):
    assert list(slide_ids(Node({"sections": [{"slides": [{"id": name}]}]}))) == []


@pytest.mark.parametrize(
    ("lesson", "found"),
    [
        ({"title": "x " * 500}, "title: is too long for the class screen (shorten it)"),
        ({"relevance": "x " * 1500}, "relevance: is too long for the class screen (shorten it)"),
        (
            {"outcomes": [{"text": "x " * 120}] * 9},
            "outcomes: are too long for the class screen together (shorten or join some)",
        ),
        (
            {"sections": [{"title": "x " * 120}] * 9},
            "sections: their titles are too long for the class screen together (shorten or join some)",
        ),
        ({"sections": [{"title": "x " * 5000, "slides": []}]}, "sections[1].title: is too long for the class screen"),
        (
            {"sections": [{"title": "A", "slides": [{"title": "x " * 700, "bullets": ["One"]}]}]},
            "sections[1].slides[1].title: is too long for the class screen (shorten it)",
        ),
        (
            {"sections": [{"title": "A", "slides": [{"title": "B", "bullets": ["x " * 1600]}]}]},
            "sections[1].slides[1].bullets: is too long for the class screen (shorten them, or split the slide",
        ),
    ],
)
def test_what_is_too_long_for_the_class_screen_is_named(lesson, found):
    findings = list(frames_too_long(Node(lesson)))
    assert found in [f"{dotted(each.address)}: {each.message} ({each.hint})"[: len(found)] for each in findings]
