"""The trail of changes: what is in it, who reads it, and that nothing leaves it."""

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import reverse

from assessments.actions.deciding import override_points
from assessments.actions.sittings import close_now
from courses.actions import set_cohort, set_study_open
from courses.audit import note_change
from courses.models import AuditRow, TrailError
from courses.rosters.actions import add_learner, change_learner, remove_learner
from courses.rosters.rows import Learner
from courses.spreadsheets.reading import read_table
from records.verbs import WORDS, shown_detail
from tests.assessments.marked import make_sitting, submit
from tests.factories import NOW, CohortFactory, EnrolmentFactory
from tests.sheets import no_form_of_another_test  # noqa: F401  # a fixture of every test here

pytestmark = pytest.mark.django_db
PROJECT = Path(__file__).parents[2]
LATER = datetime(2026, 4, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def director(client):
    seat = EnrolmentFactory(director=True, user__name="Dolores Vega")
    client.force_login(seat.user)
    return seat


@pytest.fixture
def cohort(director):
    return CohortFactory(course=director.course, name="March")


def note(cohort, by=None, verb="open study", now=NOW, **detail):
    note_change(by=by, verb=verb, row=cohort, now=now, **detail)


def address(name, place, *more):
    return reverse(f"records:{name}", args=[getattr(place, "slug", place.pk), *more])


def verbs(response):
    return [entry.verb for entry in response.context["entries"]]


def literals():
    """Return every verb that the code writes into the trail as it stands there."""
    modules = [*PROJECT.glob("*/actions/*.py"), *PROJECT.glob("courses/**/*.py")]
    calls = [
        node
        for module in modules
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "note_change"
    ]
    verbs = [keyword.value for call in calls for keyword in call.keywords if keyword.arg == "verb"]
    texts = [each.value for verb in verbs for each in ast.walk(verb) if isinstance(each, ast.Constant)]
    return {text for text in texts if isinstance(text, str)}


def test_every_verb_has_words():
    found = literals()
    own = {"submit", "expire"}  # of learners, and in no director's trail
    assert {"mark", "archive cohort", "open study", "close study"} <= found
    assert found - set(WORDS) - own == set()


def test_nothing_in_the_trail_is_changed_or_deleted(cohort):
    note(cohort)
    row = AuditRow.objects.get()
    row.verb = "other"
    for change in (
        row.save,
        row.delete,
        AuditRow.objects.all().delete,
        lambda: AuditRow.objects.update(verb="other"),
        lambda: AuditRow.objects.bulk_update([row], ["verb"]),
        lambda: cohort.audit_rows.all().delete(),
    ):
        with pytest.raises(TrailError), transaction.atomic():
            change()
    assert list(AuditRow.objects.values_list("verb", flat=True)) == ["open study"]


def test_changes_of_people_are_noted_once_without_their_names(cohort, director):
    by = {"by": director.user, "now": NOW}
    seat = add_learner(cohort=cohort, learner=Learner("Amina Secret", "7", "", "amina@example.org"), **by)
    for _ in range(2):
        change_learner(enrolment=seat, learner=Learner("Amina Secret", "8", "", "other@example.org"), **by)
        set_study_open(cohort=cohort, is_open=False, **by)
        set_cohort(cohort=cohort, name="April", joining="open", is_study_open=False, **by)
    key = seat.pk
    remove_learner(enrolment=seat, **by)
    rows = AuditRow.objects.order_by("pk")
    assert [(row.verb, row.subject, row.detail) for row in rows] == [
        ("enrol", f"enrolment {key}", {}),
        ("change learner", f"enrolment {key}", {"fields": ["number", "email"]}),
        ("close study", f"cohort {cohort.pk}", {}),
        ("change cohort", f"cohort {cohort.pk}", {"before": {"name": "March"}, "after": {"name": "April"}}),
        ("take off", f"enrolment {key}", {}),
    ]
    assert {row.cohort_id for row in rows} == {cohort.pk}


def test_a_director_reads_changes_of_quizzes_and_scores_of_the_cohort(client):
    sitting = make_sitting("true-false")
    director = EnrolmentFactory(director=True, course=sitting.cohort.course, user__name="Dolores Vega").user
    attempt = submit(sitting, False, enrolment=EnrolmentFactory(cohort=sitting.cohort, user__name="Amina Diallo"))
    close_now(sitting=sitting, by=director, now=NOW)
    override_points(attempt=attempt, by=director, now=LATER, position=0, points=0, reason="Copied")
    client.force_login(director)
    page = client.get(address("cohort-trail", sitting.cohort))
    assert [(entry.by, entry.verb, entry.about, entry.details) for entry in page.context["entries"]] == [
        (
            "Dolores Vega",
            "Set points by hand",
            f"Amina Diallo, {sitting.label}",
            ["question: 1", "points: 0", "reason: Copied"],
        ),
        ("Dolores Vega", "Closed a quiz", sitting.label, []),
    ]
    assert "Set points by hand" in page.content.decode()


def test_filters_are_in_the_address(client, cohort, director):
    other = EnrolmentFactory(cohort=cohort, instructor=True, user__name="Ingrid").user
    note(cohort, by=director.user)
    note(cohort, by=other, verb="give PIN", seats=3)
    note(cohort, by=other, verb="archive cohort", now=LATER)
    here = address("cohort-trail", cohort)
    assert verbs(client.get(here)) == ["Archived the cohort", "Gave new PINs", "Opened the lessons for reading"]
    assert verbs(client.get(here, {"who": other.pk})) == ["Archived the cohort", "Gave new PINs"]
    assert verbs(client.get(here, {"what": "people"})) == ["Gave new PINs"]
    assert verbs(client.get(here, {"since": "2026-03-03"})) == ["Archived the cohort"]
    assert verbs(client.get(here, {"until": "2026-03-02", "who": other.pk})) == ["Gave new PINs"]
    assert len(verbs(client.get(here, {"who": "x", "what": "y", "since": "z", "page": "99"}))) == 3
    assert len(verbs(client.get(here, {"since": "0001-01-01", "until": "9999-12-31"}))) == 3  # no day of ours
    assert client.get(here, {"what": "keys"}).content.decode().count("No change fits") == 1


def test_a_course_has_the_changes_of_its_cohorts_and_lessons_and_no_others(client, cohort, director):
    note(cohort)
    note(director.course, verb="set retention", before=None, months=12)
    note(CohortFactory(), verb="archive cohort")
    page = client.get(address("course-trail", director.course))
    assert [(entry.verb, entry.cohort, entry.details) for entry in page.context["entries"]] == [
        ("Changed how long names are kept", "", ["months: 12"]),
        ("Opened the lessons for reading", "March", []),
    ]


def test_pages_are_of_fifty_and_keep_the_filter(client, cohort):
    for _ in range(51):
        note(cohort)
    page = client.get(address("cohort-trail", cohort), {"what": "records"})
    assert len(page.context["entries"]) == 50
    assert "?what=records&amp;page=2" in page.content.decode()
    assert len(client.get(address("cohort-trail", cohort), {"what": "records", "page": 2}).context["entries"]) == 1


@pytest.mark.parametrize("n_rows", [3, 25])
def test_the_number_of_queries_is_constant(client, cohort, director, n_rows, django_assert_max_num_queries):
    for _ in range(n_rows):
        note_change(by=director.user, verb="enrol", row=EnrolmentFactory(cohort=cohort), now=NOW)
        note(cohort)
    with django_assert_max_num_queries(9):
        assert len(client.get(address("cohort-trail", cohort)).context["entries"]) == 2 * n_rows


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_changes_leave_as_a_file(client, cohort, director, kind):
    note(cohort, by=director.user, verb="override", reason="=1+1")
    note(cohort, by=director.user, verb="give PIN")
    answer = client.get(address("cohort-trail-file", cohort, kind), {"what": "scores"})
    heads, row = read_table(answer.content, "").rows
    assert heads == ["When", "Who", "What", "About", "Cohort", "Details"]
    assert row[1:] == ["Dolores Vega", "Set points by hand", "March", "March", "reason: =1+1"]
    assert client.get(address("cohort-trail-file", cohort, "exe")).status_code == 404


def test_instructors_are_refused_and_strangers_find_nothing(client, cohort):
    for seat, status in (
        (EnrolmentFactory(cohort=cohort, instructor=True), 403),
        (EnrolmentFactory(cohort=cohort), 404),
        (EnrolmentFactory(director=True), 404),
    ):
        client.force_login(seat.user)
        for name, place in (("cohort-trail", cohort), ("course-trail", cohort.course)):
            assert client.get(address(name, place)).status_code == status
            assert client.get(address(f"{name}-file", place, "csv")).status_code == status
    client.logout()
    assert client.get(address("cohort-trail", cohort)).status_code == 302


def test_details_are_in_words():
    assert shown_detail({"position": 2, "reason": "", "unknown": 1, "fields": ["email", "name"], "is_anew": True}) == [
        "question: 3",
        "changed: e-mail address, name",
    ]
