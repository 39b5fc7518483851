"""The trail of changes: what is in it, who reads it, and that nothing leaves it."""

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import reverse

from assessments.actions.deciding import override_points
from assessments.actions.sittings import close_now
from assessments.models import Accommodation, CertificateRule, MasteryRule, Question
from courses.actions import set_cohort, set_study_open
from courses.audit import note_change
from courses.models import AuditRow, TrailError
from courses.rosters.actions import add_learner, change_learner, remove_learner
from courses.rosters.rows import Learner
from courses.spreadsheets.reading import read_table
from courses.staff.actions import MENDS
from records.reports.trail import entries_of
from records.verbs import WORDS
from tests.assessments.factories import AttemptFactory
from tests.assessments.marked import make_sitting, submit
from tests.factories import NOW, CohortFactory, EnrolmentFactory

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
    found = literals() | {verb for verb, _mend in MENDS.values()} | {"give password link"}
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


def test_changes_of_people_are_noted_once_without_what_is_known_of_them(cohort, director):
    by = {"by": director.user, "now": NOW}
    seat = add_learner(cohort=cohort, learner=Learner("Amina Secret", "7", "", "amina@example.org"), **by)
    for _ in range(2):
        change_learner(enrolment=seat, learner=Learner("Amina Secret", "8", "", "other@example.org"), **by)
        set_study_open(cohort=cohort, is_open=False, **by)
        set_cohort(cohort=cohort, name="April", joining="open", is_study_open=False, **by)
    key, account = seat.pk, seat.user_id
    remove_learner(enrolment=seat, **by)
    rows = AuditRow.objects.order_by("pk")
    assert [(row.verb, row.subject, row.detail) for row in rows] == [
        ("enrol", f"enrolment {key}", {}),
        ("change learner", f"enrolment {key}", {"fields": ["number", "email"]}),
        ("close study", f"cohort {cohort.pk}", {}),
        ("change cohort", f"cohort {cohort.pk}", {"before": {"name": "March"}, "after": {"name": "April"}}),
        ("take off", f"enrolment {key}", {"name": "Amina Secret", "user": account}),
    ]
    assert {row.cohort_id for row in rows} == {cohort.pk}


def test_a_director_reads_changes_of_quizzes_and_scores_of_the_cohort(client):
    sitting = make_sitting("true-false")
    director = EnrolmentFactory(director=True, course=sitting.cohort.course, user__name="Dolores Vega").user
    attempt = submit(sitting, False, enrolment=EnrolmentFactory(cohort=sitting.cohort, user__name="Amina Diallo"))
    name = sitting.form_a.items.get().version.question.source
    close_now(sitting=sitting, by=director, now=NOW)
    override_points(attempt=attempt, by=director, now=LATER, position=0, points=0, reason="Copied")
    client.force_login(director)
    page = client.get(address("cohort-trail", sitting.cohort))
    assert [(entry.by, entry.verb, entry.about, entry.details) for entry in page.context["entries"]] == [
        (
            "Dolores Vega",
            "Set points by hand",
            f"Amina Diallo, {sitting.label}",
            [f"question: {name}", "points: 0", "reason: Copied"],
        ),
        ("Dolores Vega", "Closed a quiz", sitting.label, []),
    ]
    assert "Set points by hand" in page.content.decode()


def test_the_page_says_what_may_still_go(client, cohort, director):
    page = " ".join(client.get(address("cohort-trail", cohort)).content.decode().split())
    assert "when a person is erased, their name goes, and the reasons that were given." in page
    assert "Nothing here can be changed" not in page


def test_who_was_taken_off_the_list_is_told(client, cohort, director):
    seat = EnrolmentFactory(cohort=cohort, user__name="Amina Diallo")
    remove_learner(enrolment=seat, by=director.user, now=NOW)
    (entry,) = client.get(address("cohort-trail", cohort)).context["entries"]
    assert (entry.verb, entry.about, entry.details) == ("Took a learner off the list", "Amina Diallo", [])


def test_what_was_made_and_what_no_person_did_are_told(client, cohort, director):
    sitting = make_sitting("true-false", cohort=cohort)
    for row in (sitting, sitting.form_a):
        note_change(by=director.user, verb="create", row=row, now=NOW, cohort=cohort.pk)
    note(cohort, verb="appoint director")
    note(cohort, verb="clear names")
    entries = client.get(address("cohort-trail", cohort)).context["entries"]
    assert [(entry.by or entry.doer, entry.verb) for entry in entries] == [
        ("the clock", "Removed the names of an archived cohort"),
        ("the installation", "Appointed a director"),
        ("Dolores Vega", "Made a form"),
        ("Dolores Vega", "Made a quiz"),
    ]


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


@pytest.mark.parametrize("n_rows", [3, 24])
def test_the_number_of_queries_is_constant(client, cohort, director, n_rows, django_assert_max_num_queries):
    sitting = make_sitting("true-false", cohort=cohort)
    for _ in range(n_rows // 3):
        seat = EnrolmentFactory(cohort=cohort)
        note_change(by=director.user, verb="enrol", row=seat, now=NOW)
        attempt = AttemptFactory(sitting=sitting, enrolment=seat)
        note_change(by=director.user, verb="mark", row=attempt, now=NOW, cohort=cohort.pk, position=0)
        note(cohort)
    with django_assert_max_num_queries(12):
        assert len(client.get(address("cohort-trail", cohort)).context["entries"]) == n_rows


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


def shown(row, **detail):
    """The details of a change of ``row`` as the trail tells them."""
    note_change(by=None, verb="other", row=row, now=NOW, **detail)
    (entry,) = entries_of(AuditRow.objects.filter(detail=detail))
    return entry.details


def test_details_are_in_words(cohort):
    assert shown(cohort, reason="", unknown=1, fields=["email", "name"], is_anew=True) == [
        "changed: e-mail address, name"
    ]
    assert shown(cohort, before={"joining": "open"}, after={"joining": "roster", "is_study_open": False}) == [
        "before: who may join anyone with the code",
        "after: reading alone no, who may join only people on the list",
    ]


def test_details_call_things_by_the_names_that_people_know(cohort):
    first, second = (make_sitting("true-false", "blanks", cohort=cohort, label=label) for label in ("First", "Second"))
    questions = [item.version.question for item in first.form_a.items.all()]
    Question.objects.filter(pk=questions[1].pk).update(source="", slug="made-here")
    attempt = submit(first, False, None)
    forms = [first.form_a_id, second.form_a_id]
    number = questions[0].source
    assert shown(attempt, position=0) == [f"question: {number}"]
    assert shown(attempt, position=1) == ["question: made-here"]
    assert shown(attempt, position=7) == ["question: 8"]  # no form has such a place
    assert shown(first.form_a, question=questions[0].pk, to=1) == [f"question: {number}", "to place: 2"]
    assert shown(first.form_a, questions=[each.pk for each in questions]) == [f"questions: {number}, made-here"]
    assert shown(first.form_a, questions=2) == ["questions: 2"]
    assert shown(first, kind="pre", forms=forms) == [f"forms: {first.form_a}, {second.form_a}"]
    changed = {
        "form_a": forms,
        "crosses": [None, second.pk],
        "minutes": [None, 20],
        "release_score": ["at-once", "by-hand"],
    }
    (told,) = shown(first, changed=changed)
    assert told.split(": ")[1].split(", ") == [
        "turns the forms around of none → Second",
        f"form {first.form_a} → {second.form_a}",
        "minutes none → 20",
        "points are shown when answers are sent → when you release it",
    ]
    assert shown(first, opens_at=NOW.isoformat(), closes_at=None) == ["opens: 02/03/2026 09:30"]


def test_rules_and_given_time_say_whom_they_are_about(cohort):
    seat = EnrolmentFactory(cohort=cohort, user__name="Amina Diallo")
    rows = [
        Accommodation.objects.create(enrolment=seat, extra_minutes=10),
        CertificateRule.objects.create(cohort=cohort),
        MasteryRule.objects.create(course=cohort.course, percent=80),
    ]
    for row in rows:
        note_change(by=None, verb="other", row=row, now=NOW, cohort=cohort.pk)
    assert [entry.about for entry in entries_of(AuditRow.objects.order_by("pk"))] == [
        "Amina Diallo",
        "March",
        str(cohort.course),
    ]
