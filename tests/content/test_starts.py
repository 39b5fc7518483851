"""What every start does with the courses of the program, and what it leaves alone."""

from io import StringIO

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from config import start
from content import actions
from courses.models import AuditRow, Course
from lessons.models import Slide
from tests.content.archives import zipped
from tests.content.builders import bank_file, edit, lesson_file, write_course
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
IN_FILES = "          - Keeps animals out"


@pytest.fixture
def bundled(tmp_path, monkeypatch):
    """The folder of a course that comes with the program."""
    packs = tmp_path / "content" / "packs"
    packs.mkdir(parents=True)
    monkeypatch.setattr(actions, "BUNDLED", packs)
    monkeypatch.setattr(start, "PACKS", packs)
    yield write_course(packs)
    cache.clear()


@pytest.fixture
def other(tmp_path):
    """Somebody's own edition of the same course."""
    (tmp_path / "mine").mkdir()
    course = write_course(tmp_path / "mine")
    say(course, "goats")
    return course


def say(course, what):
    edit(lesson_file(course), IN_FILES, f"          - Keeps {what} out")


def load(*arguments):
    call_command("load_content", *map(str, arguments), stdout=StringIO())


def bring_in(client, course):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    there = client.post("/content/import/", {"file": SimpleUploadedFile("c.zip", zipped(course))})["Location"]
    client.post(f"{there}load/")


def shown():
    return Slide.objects.get(slug="cover").bullets


def test_the_first_start_loads_and_the_next_does_nothing_until_the_files_change(bundled, capsys):
    start.load_courses()
    assert shown() == ["Keeps animals out"]
    Slide.objects.filter(slug="cover").update(bullets=["seen"])
    start.load_courses()
    assert shown() == ["seen"]
    n_noted = AuditRow.objects.count()
    say(bundled, "children")
    start.load_courses()
    assert (AuditRow.objects.count(), AuditRow.objects.latest("pk").by) == (n_noted + 1, None)
    assert (shown(), capsys.readouterr().out) == (["Keeps children out"], "")


def test_another_program_makes_rows_of_the_same_files_again(bundled):
    start.load_courses()
    Slide.objects.filter(slug="cover").update(bullets=["as the former program read it"])
    (bundled.parent.parent / "loader.py").write_text("version = 2")
    start.load_courses()
    assert shown() == ["Keeps animals out"]


def test_an_installation_of_before_is_brought_to_the_files_as_it_always_was(bundled):
    start.load_courses()
    Course.objects.update(files_digest="")
    Slide.objects.filter(slug="cover").update(bullets=["older"])
    start.load_courses()
    assert shown() == ["Keeps animals out"]


@pytest.mark.parametrize("way", ["web", "folder"])
def test_what_was_brought_in_since_is_kept_and_said_until_it_is_loaded_on_purpose(client, bundled, other, capsys, way):
    start.load_courses()
    bring_in(client, other) if way == "web" else load(other)
    for change in (None, "children"):
        if change:
            say(bundled, change)
        start.load_courses()
        said = capsys.readouterr().out
        assert shown() == ["Keeps goats out"]
        assert said.startswith("clean-water: kept as it was brought in on 2")
        assert said.endswith(f"instead: manage.py load_content {bundled}\n")
    load(bundled)
    assert shown() == ["Keeps children out"]
    start.load_courses()
    assert (shown(), capsys.readouterr().out) == (["Keeps children out"], "")


def test_bringing_in_the_same_files_replaces_nothing(client, bundled, capsys):
    start.load_courses()
    bring_in(client, bundled)
    say(bundled, "children")
    start.load_courses()
    assert (shown(), capsys.readouterr().out) == (["Keeps children out"], "")


def test_a_difference_that_was_not_confirmed_replaces_nothing(client, bundled, other):
    start.load_courses()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    there = client.post("/content/import/", {"file": SimpleUploadedFile("c.zip", zipped(other))})["Location"]
    Slide.objects.filter(slug="cover").update(title="moved on")
    assert client.post(f"{there}load/").status_code == 409
    assert Course.objects.get().replaced_at is None


def test_a_problem_in_the_files_is_said_and_the_courses_stay_as_they_were(bundled, capsys):
    start.load_courses()
    say(bundled, "children")
    edit(bank_file(bundled), "    answer: false", "    answer: maybe")
    for _ in range(2):
        start.load_courses()
        said = capsys.readouterr().out
        assert "questions.yaml:66:13" in said
        assert said.endswith("Nothing was loaded. The courses stay as they were loaded last.\n")
        assert shown() == ["Keeps animals out"]


def test_a_problem_in_a_course_that_is_kept_is_still_said(client, bundled, other, capsys):
    start.load_courses()
    bring_in(client, other)
    edit(bank_file(bundled), "    answer: false", "    answer: maybe")
    start.load_courses()
    assert "questions.yaml:66:13" in capsys.readouterr().out
    assert shown() == ["Keeps goats out"]


def test_a_dry_run_remembers_nothing(bundled, other):
    start.load_courses()
    load("--dry-run", other)
    assert Course.objects.get().replaced_at is None


def test_no_other_folder_passes_for_the_program(bundled, other):
    start.load_courses()
    with pytest.raises(CommandError, match=r"mine/water does not come with Fieldschool.*without --unless-replaced"):
        load("--unless-replaced", bundled, other)
    assert shown() == ["Keeps animals out"]
    load(other)
    start.load_courses()
    assert shown() == ["Keeps goats out"]
