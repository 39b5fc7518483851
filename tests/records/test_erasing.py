"""Erasing a person: nothing that tells who it was stays anywhere, and the class keeps its totals."""

import json

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.urls import reverse

from accounts.models import User
from assessments.actions.deciding import void_attempt
from assessments.models import Attempt, Certificate
from assessments.points import points_of
from assessments.reports.certificates import certificates_of
from assessments.reports.marking import marking_queues
from assessments.reports.review import review_queue
from assessments.reports.sittings import sitting_status
from assessments.reports.tasks import sitting_tasks
from courses.access import has_waiting_seat, seats_opened_by_pin
from courses.actions import ErasedSeatError, divide_into_groups, give_new_pin, move_to_group, rename_seats, take_seat
from courses.exports import roster_sheet
from courses.models import AuditRow, Enrolment, Group, RosterImport, TrailError
from courses.rosters.actions import (
    add_learner,
    change_learner,
    give_pins,
    remove_learner,
    undo_roster,
    upload_roster,
)
from courses.rosters.previews import preview_of, seated_learners
from courses.rosters.rows import Learner
from courses.spreadsheets.writing import csv_file
from delivery.reports.console import console_of
from delivery.reports.packs import pack_of
from lessons.reports import reading_page
from records.actions.erasing import ERASED, CannotEraseError, erase_person
from tests.assessments.factories import SittingFactory
from tests.factories import NOW, EnrolmentFactory, UserFactory
from tests.records.people import MAIL, NAME, NUMBER, OTHER, TEXTS, directed_elsewhere, make_person

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


def test_a_name_that_was_taken_off_a_list_goes_too(world):
    by = {"by": world.director, "now": NOW}
    again = add_learner(cohort=world.cohort, learner=Learner(NAME, "ZQ-2", "", ""), **by)
    other = add_learner(cohort=world.cohort, learner=Learner(OTHER, "ZQ-3", "", ""), **by)
    elsewhere = EnrolmentFactory(user=world.seat.user, cohort__course=world.cohort.course)
    for seat in (again, other, elsewhere):
        remove_learner(enrolment=seat, **by)
    erase(world)
    details = AuditRow.objects.filter(verb="take off").order_by("pk").values_list("detail", flat=True)
    assert [detail.get("name") for detail in details] == [None, OTHER, None]
    assert traces([NAME]) == set()


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


def test_nobody_waits_for_whoever_was_erased(world):
    """A class, a sitting that they did not take, certificates and reading count those who can still come."""
    delivery = world.cohort.deliveries.get()
    other = SittingFactory(cohort=world.cohort, form_a=world.form)

    def expected():
        return (
            console_of(delivery, user=world.director, device="one", now=NOW).n_learners,
            len(pack_of(delivery).seats),
            len(sitting_status(other, NOW).rows),
            len(sitting_status(world.attempt.sitting, NOW).rows),
            len(certificates_of(world.cohort, now=NOW).candidates),
            len(reading_page(world.cohort).readers),
        )

    assert expected() == (2, 2, 2, 2, 2, 2)
    erase(world)
    assert expected() == (1, 1, 1, 2, 1, 1)


def test_an_import_can_still_be_read_and_taken_back(client, world):
    erase(world)
    done = RosterImport.objects.get()
    client.force_login(world.director)
    page = client.get(reverse("courses:roster-import", args=[world.cohort.pk, done.pk]))
    assert (page.status_code, "Erased learner" in page.content.decode()) == (200, True)
    assert undo_roster(roster=done, by=world.director, now=NOW).n_kept >= 1
    assert world.cohort.enrolments.filter(pk=world.seat.pk).exists()


def test_nobody_comes_in_by_an_erased_seat_and_nothing_of_it_is_changed(client, world):
    erase(world)
    cohort, seat = world.cohort, world.seat
    client.force_login(world.director)
    learner = reverse("courses:learner", args=[cohort.pk, seat.pk])
    assert client.get(learner).status_code == 404
    for name, sent in (
        ("learner", {"name": NAME}),
        ("new-pin", {}),
        ("unlock", {}),
        ("group-move", {"group": ""}),
        ("learner-remove", {}),
    ):
        answer = client.post(reverse(f"courses:{name}", args=[cohort.pk, seat.pk]), sent)
        assert (name, answer.status_code) == (name, 302 if name == "learner-remove" else 404)
    seat.refresh_from_db()
    assert (seat.user.name, seat.pin_digest) == ("Erased learner", "")
    assert not AuditRow.objects.filter(subject=f"enrolment {seat.pk}", verb__in=["take off", "give PIN"]).exists()
    for path in ("courses:cohort", "courses:roster"):
        page = client.get(reverse(path, args=[cohort.pk])).content.decode()
        assert (path, learner in page, "erased" in page) == (path, False, True)


def test_verbs_refuse_an_erased_seat_that_was_found_before(world):
    Enrolment.objects.filter(pk=world.other.pk).update(pin_digest="")
    found = [world.seat, world.other]
    group = Group.objects.create(cohort=world.cohort, name="Red")
    erase(world)
    by = {"by": world.director, "now": NOW}
    with pytest.raises(ErasedSeatError):
        give_new_pin(enrolment=world.seat)
    with pytest.raises(ErasedSeatError):
        change_learner(enrolment=world.seat, learner=Learner(NAME), **by)
    move_to_group(enrolment=world.seat, group=group, **by)
    assert list(give_pins(cohort=world.cohort, seats=found, **by)) == [world.other.pk]
    seat = Enrolment.objects.get(pk=world.seat.pk)
    assert (seat.user.name, seat.pin_digest, seat.group) == ("Erased learner", "", None)


def test_an_erased_seat_is_on_no_slip_waits_for_nobody_and_has_no_group(client, world):
    erase(world)
    rename_seats(user=User.objects.get(pk=world.seat.user_id))  # as saving the account on the administration pages does
    cohort = world.cohort
    assert list(seats_opened_by_pin(cohort)) == [world.other]
    assert has_waiting_seat(cohort, ERASED) is False
    taken = take_seat(cohort=cohort, name=ERASED, join_token="t", now=NOW)
    assert taken.enrolment != world.seat
    client.force_login(world.director)
    slips = client.post(reverse("courses:slips", args=[cohort.pk]), {"whom": "all"}).context["slips"]
    assert {seat for seat, _pin in slips} == {world.other, taken.enrolment}
    divide_into_groups(cohort=cohort, n_groups=1, by=world.director, now=NOW)
    assert list(cohort.enrolments.learners().filter(group=None)) == [world.seat]


def test_a_list_that_comes_back_neither_finds_nor_adds_an_erased_seat(world):
    erase(world)
    cohort = world.cohort
    assert [each.seat for each in seated_learners(cohort)] == [world.other.pk]
    content = csv_file(roster_sheet(cohort))
    draft = upload_roster(cohort=cohort, by=world.director, file_name="list.csv", content=content, now=NOW)
    found = preview_of(draft).difference
    assert (found.new, found.changed, found.missing, found.unchanged) == ([], [], [], 1)
    other = f"Name\n{ERASED}\n".encode()
    draft = upload_roster(cohort=cohort, by=world.director, file_name="list.csv", content=other, now=NOW)
    assert [change.seat for change in preview_of(draft).difference.new] == [None]


def test_pages_still_open(client, world):
    erase(world)
    client.force_login(world.director)
    attempt = reverse("assessments:attempt-review", args=[world.attempt.pk])
    results = reverse("assessments:results", args=[world.cohort.pk])
    for path in (attempt, results, address(world), reverse("records:cohort-trail", args=[world.cohort.pk])):
        page = client.get(path)
        assert (path, page.status_code) == (path, 200)
        assert NAME not in page.content.decode()


def test_a_certificate_can_be_checked_without_its_name(client, world):
    certificate = Certificate.objects.get()

    def checked():
        page = client.post(reverse("assessments:check"), {"code": certificate.code})
        return " ".join(page.content.decode().split("<main")[1].split())

    assert (NAME in checked(), "Compare the name" in checked(), "was removed here" in checked()) == (True, True, False)
    client.force_login(world.director)
    assert "Certificates that were given, with course, day and code" in client.get(address(world)).content.decode()
    erase(world)
    page = checked()
    said = ["This certificate is valid.", "was removed here", "Compare the course, the day and the code"]
    assert [words in page for words in [*said, certificate.shown_code, certificate.course_title]] == [True] * 5
    assert [words in page for words in (NAME, ERASED, "Compare the name,")] == [False] * 3


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


def test_nobody_is_asked_to_judge_what_is_gone(world):
    """Neither the start page nor the queues of marking and review hold what an erased person wrote."""
    sitting = world.attempt.sitting

    def asked():
        tasks = sitting_tasks([world.cohort], NOW)
        queued = [answer.attempt_id for queue in marking_queues(sitting) for answer in queue.answers]
        reviews = review_queue(world.form.lesson, Attempt.objects.submitted())
        typed = [attempt for review in reviews for attempt, _position in review.places]
        return [(each.n_to_mark, each.n_unrecognised) for each in tasks], world.attempt.pk in queued, len(typed)

    world.attempt.marks.update(undone_at=NOW)
    assert asked() == ([(2, 1)], True, 1)
    erase(world)
    assert asked() == ([(1, 0)], False, 0)
