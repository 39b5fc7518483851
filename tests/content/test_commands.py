import json
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from content.loader import Change, Difference, summary_lines
from content.schema import Bank, Course, Lesson
from courses.models import Course as CourseRow
from lessons.models import Slide
from tests.content.builders import bank_file, edit, lesson_file, write_course


@pytest.fixture
def course(tmp_path):
    return write_course(tmp_path)


def run(*arguments):
    out = StringIO()
    call_command(*map(str, arguments), stdout=out, no_color=True)
    return out.getvalue()


def failure(*arguments):
    """Return what a command printed before it failed, and its last word."""
    out = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command(*map(str, arguments), stdout=out, no_color=True)
    return out.getvalue(), str(caught.value)


def test_check_content_says_what_it_found(course):
    expected = "ok: 1 course, 1 lesson, 3 slides, 2 activities, 7 questions, 1 picture\n"

    assert run("check_content", course) == expected
    assert run("check_content", course.parent) == expected


def test_check_content_lists_every_problem_and_counts_them(course):
    edit(lesson_file(course), "language: en", "language: English")
    edit(bank_file(course), "    source: F2", "    source: F1")
    edit(bank_file(course), "    answer: false", "    answer: maybe")

    assert failure("check_content", course) == (
        "wells/lesson.yaml:5:11: language: should be a language code, such as en, fr or zh-hans (found 'English')\n"
        "wells/questions.yaml:32:13: questions[2].source: 'F1' is already used "
        "(first on line 13, at questions[1].source)\n"
        "wells/questions.yaml:66:13: questions[4].answer: should be true or false (found 'maybe')\n",
        "3 problems in 2 files.",
    )


def test_check_content_by_itself_checks_the_packs_of_the_platform():
    assert run("check_content").startswith("ok: 1 course, 1 lesson, 16 slides")


def test_the_exit_code_is_1_and_no_database_is_needed(course):
    edit(lesson_file(course), "language: en", "language: English")
    command = [sys.executable, "manage.py", "check_content", str(course)]
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "FIELDSCHOOL_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none",
    }

    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr.strip()) == (1, "CommandError: 1 problem in 1 file.")
    assert done.stdout.startswith("wells/lesson.yaml:5:11: language: ")


@pytest.mark.django_db
def test_load_content_prints_the_difference(course):
    assert run("load_content", course) == (
        "clean-water:\n"
        "  course: 1 added (clean-water)\n"
        "  modules: 1 added (1 basics)\n"
        "  lessons: 1 added (1.10 wells)\n"
        "clean-water/wells:\n"
        "  outcomes: 2 added (parts; care)\n"
        "  sections: 2 added (building; keeping)\n"
        "  slides: 3 added (1 parts; 2 cover; drawing)\n"
        "  pictures: 1 added (media/well.svg)\n"
        "  terms: 2 added (lining; cover)\n"
        "  common questions: 1 added (depth)\n"
        "  references: 2 added (Wells of the world; More wells)\n"
        "  activities: 2 added (1.10.1 draw; 1.10.2 draw-again)\n"
        "  phases: 2 added (draw draw; draw compare)\n"
        "  misconceptions: 1 added (open-is-clean)\n"
        "  questions: 7 added (F1 lid; F2 two; F3 many; T1 open; M1 rope; M2 which; N1 why)\n"
        "  enemy pairs: 1 added (lid and rope)\n"
        "  question versions: 7 added (F1 lid: version 1; F2 two: version 1; F3 many: version 1; T1 open: version 1; "
        "M1 rope: version 1; M2 which: version 1; N1 why: version 1)\n"
        "  keys: 7 added (F1 lid: version 1, key 1; F2 two: version 1, key 1; F3 many: version 1, key 1; "
        "T1 open: version 1, key 1; M1 rope: version 1, key 1; M2 which: version 1, key 1; N1 why: version 1, key 1)\n"
        "Loaded.\n"
        "clean-water: nobody directs it yet, so nobody can make a cohort of it. "
        "Administrators appoint directors under “Staff and their sign-in”.\n"
    )
    assert run("load_content", course) == "Nothing has changed.\n"
    assert run("load_content", "--dry-run", course) == "Nothing has changed.\n"


@pytest.mark.django_db
def test_a_dry_run_prints_the_difference_and_writes_nothing(course):
    run("load_content", course)
    edit(lesson_file(course), "          - Keeps animals out", "          - Keeps goats out")

    assert run("load_content", "--dry-run", course) == (
        "clean-water/wells:\n"
        "  slides: 1 changed (2 cover: bullets)\n"
        '    2 cover, bullets: added "Keeps goats out"; removed "Keeps animals out"\n'
        "Nothing was written.\n"
    )
    assert Slide.objects.get(slug="cover").bullets == ["Keeps animals out"]


@pytest.mark.django_db
@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_nothing_is_loaded_when_there_is_a_problem(course, options):
    edit(bank_file(course), "    answer: false", "    answer: maybe")

    assert failure("load_content", *options, course) == (
        "wells/questions.yaml:66:13: questions[4].answer: should be true or false (found 'maybe')\n",
        "1 problem in 1 file. Nothing was loaded.",
    )
    assert not CourseRow.objects.exists()


def test_a_long_list_of_changes_is_cut():
    changes = tuple(Change("slides", "changed", f"{number} any", ("title",)) for number in range(1, 15))
    mixed = (*changes, Change("slides", "retired", "old"), Change("terms", "deleted", "well"))

    assert list(summary_lines(Difference("any", mixed))) == [
        "any:",
        f"  slides: 14 changed ({'; '.join(f'{number} any: title' for number in range(1, 13))}; and 2 more), "
        "1 retired (old)",
        "  terms: 1 deleted (well)",
    ]


@pytest.mark.django_db
def test_what_changed_of_a_question_is_said_in_words(course):
    run("load_content", course)
    file = bank_file(course)
    edit(file, "    stem: An open well is clean.", "    stem: An open well is dirty.")
    edit(file, "    answer: false", "    answer: true")
    edit(file, "            also: [lid]", "            also: [roof]")

    assert run("load_content", "--dry-run", course) == (
        "clean-water/wells:\n"
        "  question versions: 1 added (T1 open: version 2)\n"
        '    T1 open, stem: "An open well is clean." → "An open well is dirty."\n'
        "  keys: 2 added (F1 lid: version 1, key 2; T1 open: version 2, key 1)\n"
        '    F1 lid, blanks, lid, accept "cover", also: added "roof"; removed "lid"\n'
        '    T1 open, answer: "false" → "true"\n'
        "Nothing was written.\n"
    )


@pytest.mark.django_db
def test_questions_that_only_move_are_counted(course):
    run("load_content", course)
    text = bank_file(course).read_text()
    start, end = text.index("  - id: many\n"), text.index("  - id: open\n")
    bank_file(course).write_text(text[:start] + text[end:])

    assert run("load_content", course) == ("clean-water/wells:\n  questions: 1 retired (F3 many), 4 move up\nLoaded.\n")


def test_many_details_of_one_row_are_cut():
    details = tuple(f"a: {number}" for number in range(12))
    lines = list(summary_lines(Difference("any", (Change("keys", "added", "F1", details=details, remarks=("kept",)),))))

    assert lines[2:] == [*(f"    a: {number}" for number in range(8)), "    and 4 more differences", "    kept"]


def test_the_format_is_printed_as_json_schema():
    schemas = json.loads(run("content_schema"))

    assert schemas.keys() == {"course", "lesson", "questions"}
    assert {schema["$schema"] for schema in schemas.values()} == {"https://json-schema.org/draft/2020-12/schema"}
    assert [schemas[name]["title"] for name in ("course", "lesson", "questions")] == ["Course", "Lesson", "Bank"]
    assert schemas["course"]["description"] == Course.__doc__
    assert schemas["lesson"]["properties"]["format"]["enum"] == [1, "1"]
    assert set(schemas["lesson"]["properties"]) == set(Lesson.model_fields)
    assert set(schemas["questions"]["properties"]) == set(Bank.model_fields)


def test_every_part_of_the_schema_is_described():
    schemas = json.loads(run("content_schema"))
    parts = [*schemas.values(), *(part for schema in schemas.values() for part in schema["$defs"].values())]

    assert [part["title"] for part in parts if not part.get("description")] == []


def test_the_format_is_written_for_editors(tmp_path):
    folder = tmp_path / "a" / "schema"
    names = ["course.json", "lesson.json", "questions.json"]

    assert run("content_schema", "--output", folder) == "".join(f"{folder / name}\n" for name in names)
    assert sorted(file.name for file in folder.iterdir()) == names
    assert json.loads((folder / "lesson.json").read_text()) == json.loads(run("content_schema"))["lesson"]
