"""How long names are kept, and the command that removes them."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.actions import archive_cohort, set_keep_months
from courses.models import AuditRow, Cohort, RosterImport, later_by_months
from courses.rosters.actions import remove_learner
from records.actions.erasing import clear_cohort
from records.management.commands import apply_retention
from tests.factories import NOW, CohortFactory, EnrolmentFactory, UserFactory

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2020, 1, 31, 12, tzinfo=UTC)


@pytest.fixture
def cohort(director):
    cohort = CohortFactory(course=director.course, name="March")
    for name in ("Amina", "Bo"):
        EnrolmentFactory(cohort=cohort, user__name=name)
    archive_cohort(cohort=cohort, by=director.user, now=LONG_AGO)
    return cohort


@pytest.fixture
def director(client):
    seat = EnrolmentFactory(director=True)
    client.force_login(seat.user)
    return seat


def apply(*options):
    out = StringIO()
    call_command("apply_retention", *options, stdout=out)
    return out.getvalue().strip()


def keep(director, months):
    set_keep_months(course=director.course, months=months, by=director.user, now=NOW)


def names(cohort):
    return sorted(cohort.enrolments.learners().values_list("user__name", flat=True))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ((2026, 1, 31), 1, (2026, 2, 28)),
        ((2024, 1, 31), 1, (2024, 2, 29)),
        ((2026, 11, 15), 2, (2027, 1, 15)),
        ((2026, 12, 1), 12, (2027, 12, 1)),
        ((2026, 5, 5), 0, (2026, 5, 5)),
    ],
)
def test_months_later(start, months, end):
    assert later_by_months(datetime(*start, tzinfo=UTC), months) == datetime(*end, tzinfo=UTC)


def test_without_a_period_everything_is_kept(cohort):
    assert (apply(), names(cohort)) == ("", ["Amina", "Bo"])


def test_until_the_time_is_over_everything_is_kept(cohort, director):
    keep(director, 600)
    assert (apply(), names(cohort)) == ("March: kept until 2070-01-31", ["Amina", "Bo"])


def test_when_the_time_is_over_names_go_and_the_cohort_stays_archived(client, cohort, director):
    RosterImport.objects.create(cohort=cohort, by=director.user, at=NOW, file_name="x", changes=[], applied_at=NOW)
    keep(director, 24)
    assert apply("--dry-run") == "March: time is over, 2 learners would be erased"
    assert names(cohort) == ["Amina", "Bo"]
    assert apply() == "March: 2 learners erased"
    assert apply() == ""
    cohort.refresh_from_db()
    assert (names(cohort), cohort.cleared_at is not None) == (["Erased learner"] * 2, True)
    assert RosterImport.objects.get().file_name == ""
    assert list(AuditRow.objects.filter(by=None).values_list("verb", flat=True)) == [
        "clear names",
        "erase person",
        "erase person",
    ]
    page = client.get(reverse("courses:cohort", args=[cohort.pk])).content.decode()
    assert ("only totals are left" in page, "cannot be reopened" in page) == (True, True)


def test_names_of_those_who_were_taken_off_the_list_go_too(director):
    cohort = CohortFactory(course=director.course)
    remove_learner(enrolment=EnrolmentFactory(cohort=cohort, user__name="Gone"), by=director.user, now=LONG_AGO)
    archive_cohort(cohort=cohort, by=director.user, now=LONG_AGO)
    keep(director, 24)
    apply()
    assert AuditRow.objects.get(verb="take off").detail == {}


@pytest.mark.parametrize("n_learners", [2, 9])
def test_sessions_are_read_once_however_many_are_erased(cohort, director, monkeypatch, n_learners):
    EnrolmentFactory.create_batch(n_learners - 2, cohort=cohort)
    learners = [seat.user for seat in cohort.enrolments.learners().select_related("user")]
    for user in [*learners, *learners]:
        Client().force_login(user)
    decode, read = Session.get_decoded, []
    monkeypatch.setattr(Session, "get_decoded", lambda session: read.append(session.pk) or decode(session))
    keep(director, 24)
    assert apply() == f"March: {n_learners} learners erased"
    assert (len(read), len(set(read))) == (2 * n_learners + 1, 2 * n_learners + 1)
    assert [session.get_decoded()["_auth_user_id"] for session in Session.objects.all()] == [str(director.user.pk)]


def test_who_takes_part_elsewhere_and_staff_stay(cohort, director):
    EnrolmentFactory(user=cohort.enrolments.get(user__name="Bo").user)
    EnrolmentFactory(cohort=cohort, user=UserFactory(name="Staff"))
    keep(director, 24)
    assert apply() == "March: 1 learners erased, 2 take part elsewhere or are staff and stay"
    assert names(cohort) == ["Bo", "Erased learner", "Staff"]
    assert Cohort.objects.get(pk=cohort.pk).cleared_at is None


def test_one_cohort_that_cannot_be_cleared_does_not_keep_the_others(cohort, director, monkeypatch):
    later = CohortFactory(course=director.course, name="April")
    EnrolmentFactory(cohort=later, user__name="Cleo")
    archive_cohort(cohort=later, by=director.user, now=LONG_AGO)
    keep(director, 24)

    def give_up(*, cohort, now):
        if cohort.name == "March":
            raise OperationalError("deadlock detected")
        return clear_cohort(cohort=cohort, now=now)

    monkeypatch.setattr(apply_retention, "clear_cohort", give_up)
    told = StringIO()
    with pytest.raises(CommandError, match=r"not removed from: March\. Run it again") as failed:
        call_command("apply_retention", stdout=StringIO(), stderr=told)
    assert failed.value.returncode == 1
    assert "March: not erased, the database says: deadlock detected" in told.getvalue()
    assert (names(cohort), names(later)) == (["Amina", "Bo"], ["Erased learner"])


def test_a_cohort_that_is_not_archived_is_left_alone(cohort, director):
    Cohort.objects.update(archived_at=None)
    keep(director, 0)
    assert (apply(), names(cohort)) == ("", ["Amina", "Bo"])


def test_a_director_sets_the_period_and_is_warned(client, cohort, director):
    path = reverse("records:retention", args=[director.course.slug])
    assert client.get(path).status_code == 200
    for _ in range(2):
        assert client.post(path, {"keep_months": "600"}).status_code == 302
    assert AuditRow.objects.filter(verb="set retention").count() == 1
    assert "March" in client.get(path).content.decode()
    page = client.get(reverse("courses:cohort", args=[cohort.pk])).content.decode()
    assert f"{timezone.localtime(later_by_months(LONG_AGO, 600)):%d/%m/%Y}" in page or "2070" in page
    assert [client.post(path, {"keep_months": months}).status_code for months in ("-1", "0")] == [422, 422]
    assert client.post(path, {"keep_months": ""}).status_code == 302
    director.course.refresh_from_db()
    assert director.course.keep_months is None


def test_names_are_kept_for_a_month_at_least(client, cohort, director):
    path = reverse("records:retention", args=[director.course.slug])
    assert client.post(path, {"keep_months": "1"}).status_code == 302
    told = "Months after a cohort is archived: type a number from 1 to 600, or leave it empty."
    for months in ("-1", "0", "601", "two", "1.5"):
        answer = client.post(path, {"keep_months": months})
        assert (answer.status_code, answer.context["form"].errors["keep_months"]) == (422, [told])
    director.course.refresh_from_db()
    assert director.course.keep_months == 1


def test_instructors_are_refused_and_strangers_find_nothing(client, cohort):
    path = reverse("records:retention", args=[cohort.course.slug])
    for seat, status in (
        (EnrolmentFactory(cohort=cohort, instructor=True), 403),
        (EnrolmentFactory(cohort=cohort), 404),
        (EnrolmentFactory(director=True), 404),
    ):
        client.force_login(seat.user)
        assert [client.get(path).status_code, client.post(path).status_code] == [status, status]
    client.logout()
    assert client.post(path).status_code == 302
