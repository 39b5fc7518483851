"""Erasing a person: nothing that tells who it was stays anywhere, and the class keeps its totals."""

import json

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.urls import reverse

from assessments.actions.deciding import void_attempt
from assessments.points import points_of
from courses.models import AuditRow, RosterImport, TrailError
from courses.rosters.actions import undo_roster, upload_roster
from records.actions.erasing import CannotEraseError, erase_person
from tests.factories import NOW, EnrolmentFactory, UserFactory
from tests.records.people import MAIL, NAME, NUMBER, OTHER, TEXTS, directed_elsewhere, make_person
from tests.sheets import no_form_of_another_test  # noqa: F401  # a fixture of every test here

pytestmark = pytest.mark.django_db
TRACES = [NAME, NUMBER, MAIL, NAME.casefold(), "RECEIPT-ZQ", *TEXTS.values()]


def traces(words):
    """Return which of ``words`` stand in which table, wherever in a row."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        for row in model.objects.values_list():
            text = " ".join(
                bytes(cell).decode(errors="replace") if isinstance(cell, memoryview | bytes) else str(cell)
                for cell in row
            )
            found |= {(model._meta.db_table, word) for word in words if word in text}
    return found


@pytest.fixture
def world():
    return make_person()


def erase(world, by=None):
    return erase_person(seat=world.seat, by=by or world.director, now=NOW)


def total(world):
    return points_of([world.attempt])[world.attempt.pk].points


def address(world, seat=None):
    return reverse("records:erase", args=[world.cohort.pk, (seat or world.seat).pk])


def test_nothing_that_tells_who_it_was_stays_in_any_table(world):
    control = {word for _table, word in traces(TRACES)}
    assert control == set(TRACES)
    upload_roster(cohort=world.cohort, by=world.director, file_name="b.csv", content=f"Name\n{NAME}".encode(), now=NOW)
    assert [erase(world), erase(world)] == [True, False]
    assert traces(TRACES) == set()
    assert traces([OTHER]) >= {("accounts_user", OTHER)}


def test_what_was_said_about_the_person_leaves_the_trail_and_the_history_of_the_administration(world):
    void_attempt(attempt=world.attempt, reason=f"{NAME} was ill", by=world.director, now=NOW)
    entry = LogEntry.objects.create(
        user=world.director,
        action_flag=2,
        object_id=str(world.cohort.pk),
        change_message=json.dumps([{"added": {"name": "enrolment", "object": str(world.seat)}}]),
    )
    erase(world)
    row = AuditRow.objects.get(verb="void")
    assert (row.by, row.detail) == (world.director, {})
    entry.refresh_from_db()
    assert entry.change_message == ""
    with pytest.raises(TrailError):
        AuditRow.objects.filter(pk=row.pk).update(detail={"reason": "another"})


def test_points_choices_and_attendance_stay(world):
    before = total(world)
    choices = list(world.attempt.responses.filter(position__in=[1, 2, 3]).values_list("answer", flat=True))
    erase(world)
    after = list(world.attempt.responses.filter(position__in=[1, 2, 3]).values_list("answer", flat=True))
    assert (total(world), after) == (before, choices)
    assert world.attempt.responses.get(position=0).answer == {"team": "[erased]"}
    assert world.seat.votes.count() == 1


def test_the_person_is_signed_out_and_cannot_come_back(world):
    assert world.device.get(reverse("records:own-data")).status_code == 200
    erase(world)
    assert Session.objects.count() == 0
    assert world.device.get(reverse("records:own-data")).status_code == 302
    world.seat.refresh_from_db()
    assert (world.seat.pin_digest, world.seat.user.has_usable_password(), world.seat.user.is_active) == (
        "",
        False,
        False,
    )


def test_the_trail_says_that_and_by_whom_without_the_name(world):
    erase(world)
    row = AuditRow.objects.filter(verb="erase person").get()
    assert (row.by, row.cohort, row.subject, row.detail) == (
        world.director,
        world.cohort,
        f"enrolment {world.seat.pk}",
        {},
    )


def test_an_import_can_still_be_read_and_taken_back(client, world):
    erase(world)
    done = RosterImport.objects.get()
    client.force_login(world.director)
    page = client.get(reverse("courses:roster-import", args=[world.cohort.pk, done.pk]))
    assert (page.status_code, "Erased learner" in page.content.decode()) == (200, True)
    assert undo_roster(roster=done, by=world.director, now=NOW).n_kept >= 1
    assert world.cohort.enrolments.filter(pk=world.seat.pk).exists()


def test_pages_still_open(client, world):
    erase(world)
    client.force_login(world.director)
    attempt = reverse("assessments:attempt-review", args=[world.attempt.pk])
    results = reverse("assessments:results", args=[world.cohort.pk])
    for path in (attempt, results, address(world), reverse("records:cohort-trail", args=[world.cohort.pk])):
        page = client.get(path)
        assert (path, page.status_code) == (path, 200)
        assert NAME not in page.content.decode()


def test_staff_and_people_of_other_courses_are_not_erased(client, world):
    teacher = EnrolmentFactory(cohort=world.cohort, user=UserFactory())
    with pytest.raises(CannotEraseError) as refused:
        erase_person(seat=teacher, by=world.director, now=NOW)
    assert not refused.value.elsewhere
    directed_elsewhere(world)
    with pytest.raises(CannotEraseError) as refused:
        erase(world)
    assert refused.value.elsewhere
    client.force_login(world.director)
    assert client.get(address(world)).status_code == 200
    answer = client.post(address(world), {"confirmed": "on"})
    assert (answer.status_code, "do not direct" in answer.content.decode()) == (409, True)
    assert traces([NAME])


def test_a_director_sees_what_goes_and_confirms(client, world):
    client.force_login(world.director)
    page = client.get(address(world))
    kept = page.context["kept"]
    assert (
        kept.n_attempts,
        kept.n_answers,
        kept.n_texts,
        kept.n_votes,
        kept.n_points,
        kept.n_ratings,
        kept.n_slides,
    ) == (
        1,
        6,
        2,
        1,
        1,
        1,
        1,
    )
    assert client.post(address(world)).status_code == 422
    assert traces([NAME])
    for _ in range(2):
        assert client.post(address(world), {"confirmed": "on"}).status_code == 302
    assert "This person is erased" in client.get(address(world)).content.decode()
    assert traces([NAME]) == set()


def test_instructors_are_refused_and_strangers_find_nothing(client, world):
    for seat, status in (
        (EnrolmentFactory(cohort=world.cohort, instructor=True), 403),
        (EnrolmentFactory(cohort=world.cohort), 404),
        (EnrolmentFactory(director=True), 404),
    ):
        client.force_login(seat.user)
        assert client.get(address(world)).status_code == status
        assert client.post(address(world), {"confirmed": "on"}).status_code == status
    client.logout()
    assert client.post(address(world), {"confirmed": "on"}).status_code == 302
    assert traces([NAME])
