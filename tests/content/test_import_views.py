"""An administrator brings in a course: problems, difference, confirmation; nobody else may."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from courses.models import AuditRow, Course
from lessons.models import Slide
from tests.content.archives import archive_of, zipped
from tests.content.builders import bank_file, edit, lesson_file, write_course
from tests.factories import EnrolmentFactory, UserFactory

pytestmark = pytest.mark.django_db
IMPORT = "/content/import/"


@pytest.fixture
def course(tmp_path):
    yield write_course(tmp_path)
    cache.clear()


@pytest.fixture
def admin(client):
    user = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user)
    return client


def send(client, content, name="course.zip"):
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content)})


def test_a_course_is_looked_at_then_loaded_once(admin, course):
    answer = send(admin, zipped(course))
    there = answer["Location"]
    page = admin.get(there)
    assert "clean-water:" in page.content.decode()
    assert page.context["draft"].holds == "1 course, 1 lesson, 3 slides, 2 activities, 7 questions, 1 picture"
    assert not Course.objects.exists()
    for _ in range(2):
        assert admin.post(f"{there}load/")["Location"] == IMPORT
    assert Course.objects.get().slug == "clean-water"
    assert Slide.objects.count() == 3
    told = admin.get(IMPORT).content.decode()
    assert "Loaded: 1 course" in told
    assert f"Nobody directs “{Course.objects.get().title}” yet" in told
    assert admin.get(there).status_code == 404


def test_a_load_stands_in_the_trail_of_the_course_once(admin, course):
    for animals in ("cats", "dogs"):
        there = send(admin, zipped(course))["Location"]
        for _ in range(2):
            admin.post(f"{there}load/")
        edit(lesson_file(course), "          - Keeps", f"          - Keeps {animals} and")
    rows = AuditRow.objects.filter(verb="load").select_related("by").order_by("pk")
    assert {row.by for row in rows} == {User.objects.get()}
    first, *_others, last = rows
    assert (first.course, last.detail["label"]) == (Course.objects.get(), "clean-water/wells")
    assert [line.partition(":")[0] for line in last.detail["files"]] == ["slides"]
    assert all(len(line) <= 300 for row in rows for line in row.detail["files"])


def test_the_same_files_change_nothing(admin, course):
    for _ in range(2):
        there = send(admin, zipped(course))["Location"]
        page = admin.get(there)
        admin.post(f"{there}load/")
    assert "Nothing: the courses are what the files say." in page.content.decode()


def test_every_problem_is_listed_with_its_place_and_nothing_is_loaded(admin, course):
    edit(lesson_file(course), "language: en", "language: English")
    edit(bank_file(course), "    answer: false", "    answer: maybe")
    page = send(admin, zipped(course))
    assert page.status_code == 422
    assert [str(problem).split(": ")[0] for problem in page.context["problems"]] == [
        f"{course.name}/wells/lesson.yaml:5:11",
        f"{course.name}/wells/questions.yaml:66:13",
    ]
    assert "2 problems, so nothing was loaded" in page.content.decode()
    assert not Course.objects.exists()


def test_a_difference_that_has_changed_is_shown_again_first(admin, course):
    there = send(admin, zipped(course))["Location"]
    admin.post(f"{send(admin, zipped(course))['Location']}load/")
    page = admin.post(f"{there}load/")
    assert page.status_code == 409
    assert "The courses have changed since you looked." in page.content.decode()
    assert admin.post(f"{there}load/")["Location"] == IMPORT


@pytest.mark.parametrize("content", [b"not a zip", archive_of(("../a", b"x")), archive_of(("a/b", b"0" * 10_000_000))])
def test_archives_that_are_refused(admin, content):
    page = send(admin, content)
    assert page.status_code == 422
    assert page.context["form"].errors["file"]


def test_no_file_an_empty_one_and_one_that_is_too_large(admin, monkeypatch):
    assert admin.post(IMPORT).context["form"].errors == {"file": ["Choose a file first."]}
    assert send(admin, b"").context["form"].errors == {"file": ["This file is empty."]}
    monkeypatch.setattr("content.views.MAX_BYTES", 10)
    assert send(admin, b"x" * 11).context["form"].errors == {"file": ["The file is larger than 8 MiB."]}


def test_a_draft_is_thrown_away_and_is_nobody_elses(admin, course):
    there = send(admin, zipped(course))["Location"]
    other = Client()
    other.force_login(UserFactory(is_staff=True, is_superuser=True))
    assert other.get(there).status_code == 404
    assert other.post(f"{there}load/")["Location"] == IMPORT
    assert not Course.objects.exists()
    for _ in range(2):
        assert admin.post(f"{there}discard/")["Location"] == IMPORT
    assert admin.get(there).status_code == 404


@pytest.mark.parametrize("path", ["", "token/", "token/load/", "token/discard/"])
def test_it_is_for_administrators_only(client, path):
    for method in ("get", "post"):
        assert getattr(client, method)(IMPORT + path).status_code in {302, 405}
    director = EnrolmentFactory(director=True).user
    staff = UserFactory(is_staff=True)
    closed = UserFactory(is_superuser=True)
    for user in (director, staff, closed):
        client.force_login(user)
        for method in ("get", "post"):
            assert getattr(client, method)(IMPORT + path).status_code in {404, 405}


def test_the_administration_leads_there(admin):
    assert f'href="{IMPORT}"' in admin.get("/admin/").content.decode()
