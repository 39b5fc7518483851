import os
import re
import shutil
from pathlib import Path

import pytest

from content.pack import contents, read_packs
from tests.content.builders import (
    BANK,
    LESSON,
    REAL,
    bank_file,
    edit,
    lesson_file,
    problems_in,
    write_course,
)


@pytest.fixture
def course(tmp_path):
    return write_course(tmp_path)


def test_a_course_is_read_whole(course):
    [pack] = read_packs([course])
    [wells] = pack.lessons

    assert (pack.course.id, wells.lesson.id, wells.bank.lesson) == ("clean-water", "wells", "wells")
    assert wells.lesson.number == "1.10"
    assert [file.path for file in wells.media] == ["media/well.svg"]
    assert contents([pack]) == "1 course, 1 lesson, 3 slides, 2 activities, 7 questions, 1 picture"


def test_problems_are_named_from_the_folder_that_was_given(course):
    edit(lesson_file(course), "language: en", "language: English")
    where = "lesson.yaml:5:11: language: should be a language code, such as en, fr or zh-hans (found 'English')"

    assert problems_in(course) == [f"wells/{where}"]
    assert problems_in(course.parent) == [f"water/wells/{where}"]


def test_problems_of_several_folders_begin_with_the_folder(tmp_path, monkeypatch):
    write_course(tmp_path, "a")
    edit(write_course(tmp_path, "b") / "course.yaml", "edition: 2026", "edition:")
    monkeypatch.chdir(tmp_path)

    assert problems_in("a", "b") == [
        "b/course.yaml:2:5: id: the course 'clean-water' exists twice (also a/course.yaml)",
        "b/course.yaml:4:9: edition: should not be empty (nothing is written here)",
        "b/wells/lesson.yaml:2:5: id: the lesson 'wells' exists twice (also a/wells/lesson.yaml)",
    ]


def test_all_problems_of_all_files_are_listed_by_file_and_line(course):
    edit(course / "course.yaml", "language: en", "language: English")
    edit(lesson_file(course), "  total: 30", "  total: 31")
    edit(lesson_file(course), "        number: 2", "        number: two")
    edit(bank_file(course), "    source: F2", "    source: F1")
    edit(course / "wells" / "media" / "well.svg", "<title>", "<title onclick='x'>")

    assert [problem.partition(": ")[0] for problem in problems_in(course)] == [
        "course.yaml:5:11",
        "wells/lesson.yaml:12:10",
        "wells/lesson.yaml:59:17",
        "wells/media/well.svg:2:3",
        "wells/questions.yaml:32:13",
    ]


def test_missing_and_misnamed_files(course):
    bank_file(course).rename(course / "wells" / "question.yml")
    lesson_file(course).unlink()

    assert problems_in(course) == [
        "wells/lesson.yaml:1:1: is missing",
        "wells/questions.yaml:1:1: is missing (rename 'question.yml')",
    ]


def test_folders_that_are_no_course(tmp_path, course):
    (tmp_path / "empty").mkdir()
    hint = "(give a course folder, or a folder of course folders)"
    no_folder = "(there is no folder {} that can be read)"

    absent, file, long = tmp_path / "absent", course / "course.yaml", "x" * 5000
    assert problems_in(absent) == [f"course.yaml:1:1: is missing {no_folder.format(absent)}"]
    assert problems_in(tmp_path / "empty") == [f"course.yaml:1:1: is missing {hint}"]
    assert problems_in(course / "wells") == [f"course.yaml:1:1: is missing {hint}"]
    assert problems_in(file) == [f"course.yaml:1:1: cannot be read: Not a directory {no_folder.format(file)}"]
    assert problems_in(long) == [f"course.yaml:1:1: cannot be read: File name too long {no_folder.format('x' * 200)}"]
    assert problems_in(tmp_path) == [f"empty/course.yaml:1:1: is missing {hint}"]


def test_what_may_not_be_read_is_a_problem(course, monkeypatch):
    def refuse(*arguments, **options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert problems_in(course) == [
        "course.yaml:11:15: modules[1].lessons[1]: there is no folder 'wells' here",
    ]
    monkeypatch.setattr(Path, "exists", refuse)
    monkeypatch.setattr(os, "open", refuse)
    assert problems_in(course) == [
        f"course.yaml:1:1: cannot be read: Permission denied (there is no folder {course} that can be read)"
    ]


def test_hidden_folders_are_left_alone(tmp_path, course):
    for name in (".git", "__pycache__"):
        (tmp_path / name).mkdir()
        (course / name).mkdir()

    assert problems_in(tmp_path) == []


def test_a_folder_that_is_not_listed_is_checked_all_the_same(course):
    shutil.copytree(course / "wells", course / "pumps")

    assert problems_in(course) == [
        "course.yaml:8:3: modules: the folder 'pumps' is not listed "
        "(name it under the lessons of a module, or move it away)",
        "pumps/lesson.yaml:2:5: id: should be 'pumps', the name of its folder",
        "wells/lesson.yaml:2:5: id: the lesson 'wells' exists twice (also pumps/lesson.yaml)",
    ]


def test_links_are_refused(tmp_path, course):
    (course / "wells").rename(tmp_path / "elsewhere")
    (course / "wells").symlink_to(tmp_path / "elsewhere")
    assert problems_in(course) == ["wells:1:1: is a link (put the folder itself here)"]

    (course / "wells").unlink()
    (tmp_path / "elsewhere").rename(course / "wells")
    bank_file(course).rename(tmp_path / "questions.yaml")
    bank_file(course).symlink_to(tmp_path / "questions.yaml")
    assert problems_in(course) == ["wells/questions.yaml:1:1: is a link (put the file itself here)"]


def test_hostile_files_are_refused_and_the_others_checked(course):
    edit(course / "course.yaml", "edition: 2026", "edition:")
    lesson_file(course).unlink()
    os.mkfifo(lesson_file(course))
    with bank_file(course).open("wb") as file:
        file.truncate(50 * 1024 * 1024)

    assert problems_in(course) == [
        "course.yaml:4:9: edition: should not be empty (nothing is written here)",
        "wells/lesson.yaml:1:1: is not an ordinary file",
        "wells/questions.yaml:1:1: is too large: 50.0 MiB (at most 1 MiB)",
    ]


def test_a_lesson_of_thousands_of_lines_is_read(course):
    question = BANK[BANK.index("  - id: which\n") : BANK.index("  - id: why\n")]
    pattern = question.replace("id: which", "id: which-%n").replace("M2", "X%n").replace("of a well", "of well %n")
    more = [pattern.replace("%n", str(n)) for n in range(480)]
    bank_file(course).write_text(BANK + "".join(more))
    term = LESSON[LESSON.index("  - id: cover\n    term") : LESSON.index("common_questions:")]
    terms = [term.replace("id: cover", f"id: cover-{n}").replace("Cover", f"Cover {n}") for n in range(700)]
    edit(lesson_file(course), "common_questions:\n", "".join([*terms, "common_questions:\n"]))

    n_lines = sum(file.read_text().count("\n") for file in (lesson_file(course), bank_file(course)))
    [pack] = read_packs([course])

    assert n_lines > 10_000
    assert pack.problems == ()
    assert contents([pack]) == "1 course, 1 lesson, 3 slides, 2 activities, 487 questions, 1 picture"


def test_the_packs_of_the_platform_are_right():
    packs = read_packs([REAL.parent])

    assert [str(problem) for pack in packs for problem in pack.problems] == []
    assert contents(packs) == "1 course, 1 lesson, 16 slides, 9 activities, 37 questions, 4 pictures"


def test_the_lists_of_a_board_are_called_as_on_the_screen():
    texts = (REAL / "mission-partners" / "lesson.yaml").read_text(encoding="utf-8")
    assert [line for line in texts.split("\n") if re.search(r"(?i)\blanes?\b", line)] == ["      kind: lanes"]


# File, what the line looks like (the first such line is damaged), what is exchanged in it, what is reported.
MISTAKES = [
    ("course.yaml", "^edition: ", ("2016", ""), "edition: should not be empty"),
    ("lesson.yaml", "^title: ", (" with", "\twith"), "tabs are not allowed"),
    ("lesson.yaml", "^language: ", ("en", "English"), "language: should be a language code"),
    ("lesson.yaml", "^  total: ", ("45", "46"), "minutes.total: presentation and interactive make 45 minutes, not 46"),
    ("lesson.yaml", "^        layout: ", ("bullets", "bulets"), ".layout: should be bullets, diagram,"),
    ("lesson.yaml", "^        outcomes: .types", ("types", "tipes"), "there is no learning outcome 'tipes'"),
    ("lesson.yaml", "^        key_message: ", ("message", "mesage"), ".key_mesage: is not a known key here"),
    ("lesson.yaml", "^        number: 2$", ("2", "two"), ".number: should be a whole number"),
    ("lesson.yaml", "^        priority: ", ("core", "care"), ".priority: should be core or optional"),
    ("lesson.yaml", "^        title: UN ", ("UN", "<b>UN</b>"), ".title: HTML is not allowed: '<b>'"),
    ("lesson.yaml", "^    same_plan_as: ", ("partner", "partners"), "there is no activity 'partners-brainstorm'"),
    ("lesson.yaml", "^    minutes: 26-30", ("26-30", "40"), ".minutes: the phases make 28 minutes, not 40"),
    ("lesson.yaml", "^    is_key: true", ("true", "perhaps"), ".is_key: should be true or false"),
    ("lesson.yaml", "^    kind: additional", ("additional", "more"), ".kind: should be required or additional"),
    ("questions.yaml", "^lesson: ", ("mission", "missions"), "lesson: should be 'mission-partners'"),
    ("questions.yaml", "^  - pair: ", ("f3", "f33"), "there is no question 'f33-financial-institutions'"),
    ("questions.yaml", "^    source: F2", ("F2", "F1"), ".source: 'F1' is already used"),
    ("questions.yaml", "^            credit: 1/2", ("1/2", "3/2"), ".credit: should be a share from 0 to 1"),
    ("questions.yaml", "^            misconception: ", (": ", ": no-"), "there is no misconception 'no-"),
    ("questions.yaml", "^    type: narrative", ("narrative", "narrativ"), ".type: 'narrativ' is not a known type"),
    ("questions.yaml", "^    answer: ", (": ", ": in"), ".answer: should be true or false"),
]


def damage(file, pattern, old, new):
    """Exchange a text in the first line that looks like ``pattern``; return the number of the line."""
    lines = file.read_text(encoding="utf-8").split("\n")
    index = next(index for index, line in enumerate(lines) if re.search(pattern, line))
    assert old in lines[index]
    lines[index] = lines[index].replace(old, new, 1)
    file.write_text("\n".join(lines), encoding="utf-8")
    return index + 1


def test_twenty_different_mistakes_in_the_real_course_are_all_listed_at_their_lines(tmp_path):
    course = tmp_path / "cptm"
    shutil.copytree(REAL, course)
    lesson = "mission-partners"
    expected = []
    for name, pattern, (old, new), message in MISTAKES:
        shown = name if name == "course.yaml" else f"{lesson}/{name}"
        expected.append((shown, damage(course / shown, pattern, old, new), message))

    [pack] = read_packs([course])

    assert len(pack.problems) == len(expected) == 21
    for problem, (path, line, message) in zip(pack.problems, sorted(expected), strict=True):
        assert (problem.path, problem.line) == (path, line)
        assert message in str(problem)
