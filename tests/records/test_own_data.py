"""One's own data as a ZIP: everything of oneself, nothing of others, no key."""

import csv
import json
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Attempt, Override, Score, Sitting
from courses.audit import note_change
from records.exports import TABLES, Own, own_archive
from tests.assessments.factories import FEEDBACK_TOKEN, KEY_TOKEN
from tests.factories import NOW, CohortFactory, EnrolmentFactory, UserFactory
from tests.records.people import MAIL, NAME, NUMBER, OTHER, TEXTS, make_person

pytestmark = pytest.mark.django_db


def unpacked(content):
    with ZipFile(BytesIO(content)) as files:
        return {name: files.read(name).decode("utf-8-sig") for name in files.namelist()}


def rows(files, name):
    return list(csv.reader(StringIO(files[f"{name}.csv"])))[1:]


@pytest.fixture
def world():
    return make_person()


@pytest.fixture
def files(world):
    return unpacked(own_archive(world.seat.user, NOW))


def test_everything_of_oneself_is_in_it(files):
    assert set(files) == {"readme.txt", "everything.json", *(f"{name}.csv" for name in TABLES)}
    everything = "\n".join(files.values())
    own = [NAME, NUMBER, MAIL, *(TEXTS[each] for each in ("blank", "narrative", "late", "vote", "point", "comment"))]
    assert [word for word in own if word not in everything] == []
    assert all(f"{name}.csv" in files["readme.txt"] for name in TABLES)


def test_nothing_of_others_and_no_key_is_in_it(world, files):
    everything = "\n".join(files.values())
    hidden = [OTHER, KEY_TOKEN, FEEDBACK_TOKEN, world.director.name, TEXTS["said"], "TOKEN"]
    assert [word for word in hidden if word in everything] == []


def test_what_one_of_the_staff_did_is_in_their_file_and_nothing_of_those_it_was_done_to(world):
    note_change(by=world.other.user, verb="close account", row=world.director, now=NOW, course=world.cohort.course_id)
    files = unpacked(own_archive(world.director, NOW))
    did = rows(files, "what-you-did")
    assert {(what, where) for what, where, _at in did} == {
        (what, world.cohort.name)
        for what in ("Imported a list", "Gave a certificate", "Set points by hand", "Gave more time")
    }
    assert rows(files, "changes") == [["Closed an account", did[0][2]]]
    assert "what-you-did.csv: What you did\r\n  What: What you did that is kept under your name." in files["readme.txt"]
    everything = "\n".join(files.values())
    assert [word for word in (NAME, NUMBER, OTHER, "was ill", "Set by hand") if word in everything] == []


@pytest.mark.parametrize("n_rows", [3, 30])
def test_what_was_done_takes_as_many_queries_for_any_number(world, n_rows, django_assert_num_queries):
    for n in range(n_rows):
        cohort = CohortFactory(name=f"Cohort {n}")
        note_change(by=world.director, verb="open study", row=cohort, now=NOW)
    with django_assert_num_queries(1):
        assert len(list(TABLES["what-you-did"](Own(world.director, NOW)).rows)) >= n_rows


def test_points_are_in_it_once_they_are_released(world, files):
    assert rows(files, "quizzes")[0][5:] == ["", "", ""]
    Sitting.objects.update(release_score="at-once")
    released = unpacked(own_archive(world.seat.user, NOW))
    assert rows(released, "quizzes")[0][5:] == ["3", "4", "1"]


def totals(world):
    return list(map(Decimal, rows(unpacked(own_archive(world.seat.user, NOW)), "quizzes")[0][5:]))


def test_points_are_those_of_the_page_and_what_waits_counts_in_neither(client, world):
    Sitting.objects.update(release_score="at-once")
    client.force_login(world.seat.user)

    def on_the_page():
        result = client.get(reverse("assessments:attempt-result", args=[world.attempt.pk])).context["result"]
        total = result.released.score.total
        return [total.points, total.max_points, total.n_waiting]

    before = on_the_page()
    assert (totals(world), before[2]) == (before, 1)
    Override.objects.filter(attempt=world.attempt).delete()
    Score.objects.filter(attempt=world.attempt, position=1).update(verdict="review", points=None)
    now = on_the_page()
    assert (totals(world), now[2]) == (now, 2)
    assert now[1] < before[1]


def test_an_attempt_that_does_not_count_has_no_points_as_on_its_page(world):
    Sitting.objects.update(release_score="at-once")
    Attempt.objects.filter(pk=world.attempt.pk).update(voided_at=NOW, void_reason="Copied")
    files = unpacked(own_archive(world.seat.user, NOW))
    assert rows(files, "quizzes")[0][5:] == ["", "", ""]


def test_the_file_for_programs_holds_the_same(files):
    read = json.loads(files["everything.json"])
    assert {name: len(read[name]) for name in TABLES} == {name: len(rows(files, name)) for name in TABLES}
    assert read["cohorts"][0]["Number"] == NUMBER


def test_the_file_is_downloaded_by_its_owner_only(client, world):
    client.force_login(world.seat.user)
    page = client.get(reverse("records:own-data"))
    assert (page.status_code, page.context["kept"].n_attempts) == (200, 1)
    answer = client.get(reverse("records:own-data-file"))
    assert answer.headers["Content-Type"] == "application/zip"
    assert f"My-data-{timezone.localdate():%Y-%m-%d}.zip" in answer.headers["Content-Disposition"]
    assert NAME in unpacked(answer.content)["account.csv"]
    client.force_login(EnrolmentFactory(cohort=world.cohort).user)
    assert NAME not in unpacked(client.get(reverse("records:own-data-file")).content)["everything.json"]
    client.logout()
    for name in ("own-data", "own-data-file"):
        assert client.get(reverse(f"records:{name}")).status_code == 302


def test_somebody_without_any_part_has_an_account_and_nothing_else(client):
    client.force_login(UserFactory())
    assert client.get(reverse("records:own-data")).status_code == 200
    files = unpacked(client.get(reverse("records:own-data-file")).content)
    assert {name for name in TABLES if rows(files, name)} == {"account"}
