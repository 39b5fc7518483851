"""Doors to questions to the room, and the class screen: who may open them, what they show at each moment."""

import pytest
from django.utils import timezone

from courses.models import Enrolment, Group
from delivery.actions.voting import Owner
from delivery.models import Attendance, QuestionRun
from tests.delivery.rooms import (
    JSON,
    PART,
    address,
    fields,
    fresh,
    learner,
    order_fields,
    run_of,
    running,
    text,
    vote,
)
from tests.factories import NOW, CohortFactory, EnrolmentFactory

pytestmark = pytest.mark.django_db


# --- doors ----------------------------------------------------------------------------------------------


def strangers(run):
    """Return people who must not know that the question exists, by what they are."""
    elsewhere = CohortFactory(course=run.delivery.cohort.course)
    return {
        "learner of another cohort": EnrolmentFactory(cohort=elsewhere).user,
        "instructor of another cohort": EnrolmentFactory(cohort=elsewhere, instructor=True).user,
        "director of another course": EnrolmentFactory(director=True).user,
    }


@pytest.mark.parametrize("name", ["room-answer", "room-screen", "room-panel"])
def test_a_question_does_not_exist_for_strangers(client, name):
    run = run_of()
    for person in strangers(run).values():
        client.force_login(person)
        assert client.get(address(name, run.pk)).status_code == 404


@pytest.mark.parametrize("name", ["room-screen", "room-panel"])
def test_what_is_for_the_instructor_does_not_exist_for_learners(phone, name):
    run = run_of()
    client = phone(run)
    assert client.get(address(name, run.pk)).status_code == 404
    assert client.get(address("ask", run.delivery_id)).status_code == 404
    assert client.post(address("ask", run.delivery_id), order_fields(run)).status_code == 404
    assert client.post(address("room-do", run.pk, "solve"), order_fields(run)).status_code == 404
    assert not fresh(run).is_solved


def test_the_instructor_gives_no_answer(teacher):
    run = run_of()
    assert teacher(run.delivery).get(address("room-answer", run.pk)).status_code == 404


def test_a_rehearsal_does_not_exist_for_learners(phone):
    run = run_of(delivery=running(is_rehearsal=True))
    client = phone(run)
    assert client.get(address("room-answer", run.pk)).status_code == 404
    assert client.post(address("room-answer", run.pk), fields()).status_code == 404


@pytest.mark.parametrize("name", ["room-answer", "room-screen", "room-panel"])
def test_who_is_signed_out_signs_in_first(client, name):
    path = address(name, run_of().pk)
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (302, f"/account/sign-in/?next={path}")


def test_the_script_is_told_that_somebody_is_signed_out(client):
    run = run_of()
    response = client.post(address("room-answer", run.pk), fields(), headers=JSON)
    assert (response.status_code, response.json()) == (401, {"error": "signed out"})


@pytest.mark.parametrize("name", ["room-do", "ask"])
def test_orders_are_posted(teacher, name):
    run = run_of()
    path = address("room-do", run.pk, "close") if name == "room-do" else None
    client = teacher(run.delivery)
    if path:
        assert client.get(path).status_code == 405
    assert client.put(address("ask", run.delivery_id)).status_code == 405


# --- the class screen ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "seen"),
    [
        ({}, []),
        ({"is_shown": True}, ["bars"]),
        ({"is_solved": True}, ["right"]),
        ({"is_shown": True, "is_solved": True}, ["bars", "right"]),
    ],
)
@pytest.mark.parametrize("where", ["room-answer", "room-screen"])
def test_bars_and_what_is_right_come_apart(client, where, shown, seen):
    run = run_of(closed_at=NOW, **shown)
    seats = [learner(run) for _ in range(3)]
    QuestionRun.objects.update(closed_at=None)
    for seat, answer in zip(seats, "aab", strict=True):
        vote(run, answer, Owner(seat=seat))
    QuestionRun.objects.update(closed_at=NOW)
    client.force_login(seats[0].user if where == "room-answer" else run.delivery.created_by)
    found = text(client.get(address(where, run.pk)))
    marks = {"bars": "<bdi>2</bdi> · <bdi>67 %</bdi>", "right": "Right answer"}
    assert [name for name, mark in marks.items() if mark in found] == seen
    assert found.count("Right answer") == ("right" in seen)


def test_the_class_screen_has_options_without_bars_while_the_question_is_open(teacher):
    run = run_of()
    for answer in "aaa":
        vote(run, answer)
    Attendance.objects.bulk_create(
        Attendance(delivery=run.delivery, enrolment=seat, at=NOW) for seat in Enrolment.objects.learners()
    )
    page = text(teacher(run.delivery).get(address("room-screen", run.pk), headers=PART))
    assert page.startswith('<div class="room room-screen"')
    assert "<li>The Coordinator </li>" in page
    assert '<p class="room-hint" lang="en">Check one</p>' in page
    assert 'Answered by <b data-live-count="answered">3</b> of 3 ' in page
    assert "progress" not in page


@pytest.mark.parametrize(("n_there", "n_shown"), [(1, 2), (5, 5)])
def test_never_more_have_answered_than_are_there(teacher, n_there, n_shown):
    run = run_of()
    for _ in range(2):
        vote(run, "a")
    seats = [learner(run) for _ in range(n_there)]
    who = [(seat, timezone.now()) for seat in seats] + [(learner(run), NOW)]  # the last has left long ago
    Attendance.objects.bulk_create(
        Attendance(delivery=run.delivery, enrolment=seat, at=NOW, seen_at=seen_at) for seat, seen_at in who
    )
    page = text(teacher(run.delivery).get(address("room-screen", run.pk)))
    assert f'Answered by <b data-live-count="answered">2</b> of {n_shown} ' in page


def test_two_answers_are_only_counted_on_the_screen(teacher):
    run = run_of("blanks")
    for said in ("a secret", "another"):
        vote(run, {"team": said})
    QuestionRun.objects.update(closed_at=NOW, is_shown=True)
    page = text(teacher(run.delivery).get(address("room-screen", run.pk)))
    assert "secret" not in page
    assert '<b data-live-count="answered">2</b>' in page


@pytest.mark.parametrize(
    ("where", "hands", "said"),
    [
        ("room-answer", None, "2 answers. So few are not shown: one could tell whose they are."),
        ("room-answer", {"a": 3, "b": 1}, "2 answers from devices, 4 counted by hand. So few from devices are"),
        ("room-screen", None, "</b> of 2 · closed · too few to show"),
        ("room-screen", {"a": 4}, "</b> of 2 · 4 counted by hand · closed · too few from devices"),
        ("room-panel", None, "The class sees only how many: too few to show"),
        ("room-panel", {"a": 4}, "The class sees only how many: too few from devices to show"),
    ],
)
def test_where_hands_are_counted_too_only_devices_are_too_few(client, where, hands, said):
    run = run_of()
    seats = [learner(run) for _ in range(2)]
    for seat in seats:
        vote(run, "a", Owner(seat=seat))
    QuestionRun.objects.update(closed_at=NOW, is_shown=True, hands=hands)
    client.force_login(seats[0].user if where == "room-answer" else run.delivery.created_by)
    page = text(client.get(address(where, run.pk)))
    assert said in page
    assert ("too few to show" in page or "So few are" in page) == (hands is None)


def test_the_screen_says_that_hands_make_up_its_bars(teacher):
    run = run_of("true-false", closed_at=NOW, is_shown=True, hands={"true": 4, "false": 9})
    page = text(teacher(run.delivery).get(address("room-screen", run.pk)))
    assert "<bdi>9</bdi> · <bdi>69 %</bdi>" in page
    assert "</b> of 0 · 13 counted by hand · closed</p>" in page


def test_two_groups_are_shown(teacher):
    run = run_of(audience="groups")
    for name, answer in (("One", "a"), ("Two", "b")):
        group = Group.objects.create(cohort=run.delivery.cohort, name=name)
        learner(run, group=group)
        vote(run, answer, Owner(group=group))
    QuestionRun.objects.update(closed_at=NOW, is_shown=True)
    page = text(teacher(run.delivery).get(address("room-screen", run.pk)))
    assert page.count("<bdi>1</bdi> · <bdi>50 %</bdi>") == 2
    assert 'Answered by <b data-live-count="answered">2</b> of 2 groups ' in page


def test_a_group_whose_members_were_all_erased_is_not_waited_for(teacher):
    run = run_of(audience="groups")
    for name, times in (("One", [None, NOW]), ("Two", [NOW, NOW]), ("Three", [])):
        group = Group.objects.create(cohort=run.delivery.cohort, name=name)
        for erased_at in times:
            Enrolment.objects.filter(pk=learner(run, group=group).pk).update(erased_at=erased_at)
    page = text(teacher(run.delivery).get(address("room-screen", run.pk)))
    assert 'Answered by <b data-live-count="answered">0</b> of 1 group ' in page


def test_free_texts_are_a_cloud_on_the_screen_without_what_is_hidden(teacher):
    run = run_of("blanks")
    for said in ("UNCT", "unct", "rude", "army"):
        vote(run, {"team": said})
    QuestionRun.objects.update(closed_at=NOW, is_shown=True, hidden_texts=["rude"])
    page = text(teacher(run.delivery).get(address("room-screen", run.pk)))
    assert '<li class="said-5"><span dir="auto">UNCT</span>&nbsp;<span class="room-n"><bdi>2</bdi></span></li>' in page
    assert '<li class="said-1"><span dir="auto">army</span>' in page
    assert "rude" not in page


def test_the_second_time_is_compared_with_the_first(teacher):
    first = run_of()
    for answer in "bbba":
        vote(first, answer)
    QuestionRun.objects.update(closed_at=NOW)
    again = QuestionRun.objects.create(
        delivery=first.delivery, version=first.version, number=2, repeats=first, opened_at=NOW
    )
    for answer in "aaab":
        vote(again, answer)
    QuestionRun.objects.update(closed_at=NOW, is_shown=True)
    page = text(teacher(first.delivery).get(address("room-screen", again.pk)))
    assert "<bdi>3</bdi> · <bdi>75 %</bdi>" in page
    assert "First time: <bdi>25 %</bdi>" in page
