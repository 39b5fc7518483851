"""Archived cohorts: who archives and reopens them, and that nothing in them changes meanwhile."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.actions.corrections import Correction
from assessments.actions.regrading import apply_regrade, preview_regrade
from assessments.models import RegradeRun, Sitting
from courses.actions import CannotJoinError, PinNeededError, archive_cohort, reopen_cohort, return_to_seat, take_seat
from courses.models import AuditRow, Cohort
from records.actions.archiving import StillGoingOnError, archive
from records.templatetags.archives import archived_cohort
from tests.assessments.factories import SittingFactory
from tests.assessments.marked import RIGHT, make_sitting, submit, version_of
from tests.delivery.factories import DeliveryFactory
from tests.factories import NOW, CohortFactory, EnrolmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return CohortFactory(name="March")


@pytest.fixture
def director(cohort, client):
    user = EnrolmentFactory(director=True, course=cohort.course).user
    client.force_login(user)
    return user


def address(name, cohort):
    return reverse(f"records:{name}", args=[cohort.pk])


def state(cohort):
    cohort.refresh_from_db()
    return cohort.is_archived


def test_a_cohort_is_archived_found_and_reopened(client, cohort, director):
    page = client.get(address("cohort-archive", cohort)).content.decode()
    assert "Names are kept for ever" in page
    for _ in range(2):
        assert client.post(address("cohort-archive", cohort)).status_code == 302
    assert (state(cohort), cohort.archived_by) == (True, director)
    home = client.get("/").context["today"].teaching[0].cohorts
    assert (list(home), b"March" in client.get(reverse("records:archives")).content) == ([], True)
    page = client.get(reverse("courses:cohort", args=[cohort.pk])).content.decode()
    assert ("You can read everything" in page, "Reopen the cohort" in page) == (True, True)
    for _ in range(2):
        assert client.post(address("cohort-reopen", cohort)).status_code == 302
    assert (state(cohort), list(AuditRow.objects.order_by("pk").values_list("verb", flat=True))) == (
        False,
        ["archive cohort", "reopen cohort"],
    )
    assert b"March" not in client.get(reverse("records:archives")).content


# What a cohort offers that an archived one forbids, and what it still offers.
FORBIDDEN = (
    "Show it to the class",
    "Close it when",
    "Settings",
    "Prepare a class",
    "Offer a quiz",
    "upload",
    "PIN</th>",
)
LOOKING = ("Classes of this cohort", "Quizzes of this cohort", "Results as files", "Groups", "Roster and its files")


def test_the_page_of_an_archive_offers_only_looking_files_and_reopening(client, cohort, director):
    EnrolmentFactory(cohort=cohort, user__name="Amina", joined_at=NOW)
    archive_cohort(cohort=cohort, by=director, now=NOW)
    teacher = EnrolmentFactory(cohort=cohort, instructor=True).user
    for user, reopening in (
        (director, "Reopen the cohort</button>"),
        (teacher, "director of the course can reopen the"),
    ):
        client.force_login(user)
        page = client.get(reverse("courses:cohort", args=[cohort.pk])).content.decode()
        offered = [each for each in (*FORBIDDEN, *LOOKING, cohort.shown_code) if each in page]
        assert (offered, reopening in page, "Amina" in page) == ([*LOOKING], True, True)


def test_the_roster_of_an_archive_offers_its_files_and_only_looking(client, cohort, director):
    seat = EnrolmentFactory(cohort=cohort, user__name="Amina")
    roster, learner = reverse("courses:roster", args=[cohort.pk]), reverse("courses:learner", args=[cohort.pk, seat.pk])
    archive_cohort(cohort=cohort, by=director, now=NOW)
    for user, is_director in ((director, True), (EnrolmentFactory(cohort=cohort, instructor=True).user, False)):
        client.force_login(user)
        page = client.get(roster).content.decode().split("<main")[1].split("</main>")[0]
        said = ("Excel", "Look<span", learner, "Change", "Upload", "Add a learner", "slips")
        assert [each in page for each in said] == [True, is_director, is_director, False, False, False, False]


def test_only_directors_archive(client, cohort):
    for seat, status in (
        (EnrolmentFactory(cohort=cohort, instructor=True), 403),
        (EnrolmentFactory(cohort=cohort), 404),
        (EnrolmentFactory(director=True), 404),
    ):
        client.force_login(seat.user)
        assert client.get(address("cohort-archive", cohort)).status_code == status
        assert client.post(address("cohort-archive", cohort)).status_code == status
        assert client.post(address("cohort-reopen", cohort)).status_code == status
    client.logout()
    assert client.post(address("cohort-archive", cohort)).status_code == 302
    assert not state(cohort)


@pytest.mark.parametrize("closes", [None, timedelta(days=1)])
def test_not_while_a_quiz_is_open(client, cohort, director, closes):
    now = timezone.now()
    quiz = SittingFactory(cohort=cohort, opens_at=now, closes_at=closes and now + closes)
    with pytest.raises(StillGoingOnError):
        archive(cohort=cohort, by=director, now=now)
    answer = client.post(address("cohort-archive", cohort))
    assert (answer.status_code, quiz.label in answer.content.decode(), state(cohort)) == (409, True, False)
    Sitting.objects.update(closes_at=now)
    assert archive(cohort=cohort, by=director, now=now)


def test_not_while_a_class_runs_or_is_rehearsed(client, cohort, director):
    delivery = DeliveryFactory(cohort=cohort, running=True, is_rehearsal=True)
    answer = client.post(address("cohort-archive", cohort))
    assert (answer.status_code, str(delivery.lesson) in answer.content.decode()) == (409, True)
    assert not state(cohort)


def test_nobody_joins_an_archive_and_who_was_in_it_comes_back_with_the_pin(cohort, director):
    seat = EnrolmentFactory(cohort=cohort, user__name="Amina", pin="482193")
    EnrolmentFactory(cohort=cohort, user__name="Waiting")
    archive_cohort(cohort=cohort, by=director, now=NOW)
    cohort.refresh_from_db()
    for name, has_no_pin in (("Somebody", False), ("Waiting", False), ("Amina", True)):
        with pytest.raises(CannotJoinError):
            take_seat(cohort=cohort, name=name, join_token="x", now=NOW, has_no_pin=has_no_pin)
    with pytest.raises(PinNeededError):
        take_seat(cohort=cohort, name="Amina", join_token="x", now=NOW)
    assert return_to_seat(cohort=cohort, name="Amina", pin="482193", address="1", now=NOW) == seat


def test_what_a_page_has_not_read_is_not_read_to_say_so(cohort, django_assert_num_queries):
    sitting = Sitting.objects.get(pk=SittingFactory(cohort=cohort).pk)
    with django_assert_num_queries(0):
        assert [archived_cohort({"cohort": cohort}), archived_cohort({"sitting": sitting})] == [None, None]


def test_pages_say_so_to_those_who_teach(client, cohort, director, django_assert_num_queries):
    page, line = reverse("courses:groups", args=[cohort.pk]), "This cohort is archived. Reopen the cohort to change it."
    with CaptureQueriesContext(connection) as before:
        assert line not in client.get(page).content.decode()
    archive_cohort(cohort=cohort, by=director, now=NOW)
    with django_assert_num_queries(len(before) + 1):
        assert line in client.get(page).content.decode()
    sitting = SittingFactory(cohort=cohort)
    for user, status in ((director, 200), (EnrolmentFactory(cohort=cohort).user, 404)):
        client.force_login(user)
        answer = client.get(reverse("assessments:sitting", args=[sitting.pk]))
        assert (answer.status_code, line in answer.content.decode()) == (status, status == 200)


def test_a_learner_of_an_archive_reads_a_result_without_being_told_to_open_it_again(client, director):
    sitting = make_sitting("true-false")
    attempt = submit(sitting, RIGHT["true-false"])
    archive_cohort(cohort=sitting.cohort, by=director, now=NOW)
    client.force_login(attempt.enrolment.user)
    answer = client.get(reverse("assessments:attempt-result", args=[attempt.pk]))
    assert (answer.status_code, "Reopen the cohort" in answer.content.decode()) == (200, False)


def test_a_change_by_those_who_teach_is_refused_and_said(client, cohort, director):
    archive_cohort(cohort=cohort, by=director, now=NOW)
    answer = client.post(reverse("courses:cohort-settings", args=[cohort.pk]), {"name": "Other", "joining": "open"})
    assert (answer.status_code, "Reopen the cohort" in answer.content.decode()) == (409, True)
    client.force_login(EnrolmentFactory(cohort=cohort, instructor=True).user)
    answer = client.post(reverse("courses:study", args=[cohort.pk]), headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == reverse("courses:cohort", args=[cohort.pk])
    answer = client.post(reverse("courses:study", args=[cohort.pk]))
    assert "A director of the course can reopen the cohort" in answer.content.decode()
    assert (Cohort.objects.get().name, Cohort.objects.get().is_study_open) == ("March", True)


def test_a_correction_of_a_key_leaves_the_scores_of_an_archive(director):
    sitting = make_sitting("true-false")
    now, kept = submit(sitting, RIGHT["true-false"]), submit(sitting, RIGHT["true-false"])
    other = SittingFactory(form_a=sitting.form_a)
    kept = submit(other, RIGHT["true-false"])
    archive_cohort(cohort=other.cohort, by=director, now=NOW)
    correction = Correction(version_of(sitting), RegradeRun.Policy.DROP, None)
    assert {row.attempt_id for row in preview_regrade(correction=correction, now=NOW).rows}.isdisjoint({kept.pk})
    apply_regrade(correction=correction, reason="Unclear", by=director, now=NOW)
    assert (now.scores.count(), kept.scores.count()) == (2, 1)


def test_learners_see_no_archive_but_their_own_results(client, director):
    sitting = make_sitting("true-false", opens_at=timezone.now())
    attempt = submit(sitting, RIGHT["true-false"])
    user = attempt.enrolment.user
    archive_cohort(cohort=sitting.cohort, by=director, now=NOW)
    client.force_login(user)
    assert client.get("/").context["today"].studies == []
    assert client.get(reverse("assessments:quiz", args=[sitting.pk])).status_code == 404
    assert client.post(reverse("assessments:quiz-start", args=[sitting.pk])).status_code == 404
    assert client.get(reverse("lessons:lesson", args=[sitting.form_a.lesson.slug])).status_code == 404
    assert client.get(reverse("assessments:attempt-result", args=[attempt.pk])).status_code == 200
    own = client.get(reverse("records:own-data"))
    assert reverse("assessments:attempt-result", args=[attempt.pk]) in own.content.decode()


def test_what_is_cleared_stays_closed(cohort, director):
    archive_cohort(cohort=cohort, by=director, now=NOW)
    Cohort.objects.update(cleared_at=NOW)
    assert not reopen_cohort(cohort=cohort, by=director, now=NOW)
    assert state(cohort)
