"""What devices ask and say without a stream."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from delivery.actions.attendance import note_attendance
from delivery.models import Attendance, Delivery
from delivery.state import state_of
from tests.delivery.factories import DeliveryFactory
from tests.factories import NOW, EnrolmentFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


def build_delivery():
    return DeliveryFactory(running=True)


world_once, delivery = built_once(build_delivery)


@pytest.fixture
def seat(delivery):
    return EnrolmentFactory(cohort=delivery.cohort)


@pytest.fixture
def as_learner(client, seat):
    client.force_login(seat.user)
    return client


def learner_of(delivery):
    return EnrolmentFactory(cohort=delivery.cohort).user


def instructor_of(delivery):
    return delivery.created_by


def director_of(delivery):
    return EnrolmentFactory(director=True, course=delivery.cohort.course).user


def stranger(delivery):
    return EnrolmentFactory(instructor=True).user


def address(delivery, what="state"):
    return f"/classes/{delivery.pk}/{what}/"


def noted(delivery):
    return list(delivery.attendances.values_list("enrolment", "at"))


@pytest.mark.parametrize(
    ("who", "status"), [(learner_of, 200), (instructor_of, 200), (director_of, 200), (stranger, 404)]
)
def test_the_state_is_for_those_of_the_class(client, delivery, who, status):
    client.force_login(who(delivery))
    answer = client.get(address(delivery))
    assert answer.status_code == status
    if status == 200:
        assert {**answer.json(), "at": 0} == {**state_of(delivery, NOW), "at": 0}
        assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))


def test_somebody_who_is_not_signed_in_is_told_so(client, delivery):
    assert client.get(address(delivery)).status_code == 401
    answer = client.post(address(delivery, "here"), headers=JSON)
    assert (answer.status_code, answer.json()) == (401, {"error": "signed out"})
    form = client.post(address(delivery, "here"))
    assert (form.status_code, form["Location"]) == (302, f"/account/sign-in/?next={address(delivery, 'follow')}")
    assert noted(delivery) == []


def test_a_rehearsal_does_not_exist_for_learners(as_learner, delivery):
    Delivery.objects.update(is_rehearsal=True)
    assert as_learner.get(address(delivery)).status_code == 404
    assert as_learner.post(address(delivery, "here"), headers=JSON).status_code == 404


def test_the_state_is_sent_again_only_when_more_than_the_clock_has_changed(as_learner, delivery):
    first = as_learner.get(address(delivery))
    assert first["ETag"].startswith('"')
    again = as_learner.get(address(delivery), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert "no-store" in again["Cache-Control"]
    assert as_learner.get(address(delivery), headers={"If-None-Match": f"W/{first['ETag']}"}).status_code == 304
    Delivery.objects.update(rev=2)
    newer = as_learner.get(address(delivery), headers={"If-None-Match": first["ETag"]})
    assert (newer.status_code, newer.json()["rev"]) == (200, 2)


@pytest.mark.parametrize(
    ("who", "status"), [(learner_of, 404), (instructor_of, 200), (director_of, 200), (stranger, 404)]
)
def test_who_follows_is_told_to_the_console_alone(client, delivery, who, status):
    client.force_login(who(delivery))
    answer = client.get(address(delivery) + "?console")
    assert answer.status_code == status
    if status == 200:
        besides = {"connected": 0, "screen": None}
        assert {**answer.json(), "at": 0} == {**state_of(delivery, NOW), **besides, "at": 0}


def test_a_phone_that_sleeps_changes_nothing_for_the_others(as_learner, delivery, seat):
    note_attendance(delivery=delivery, seat=seat, now=timezone.now())
    etag = as_learner.get(address(delivery))["ETag"]
    Attendance.objects.update(seen_at=NOW)
    Delivery.objects.update(screen_seen_at=NOW)
    assert as_learner.get(address(delivery), headers={"If-None-Match": etag}).status_code == 304


def test_only_reading_is_taken(as_learner, delivery):
    assert as_learner.post(address(delivery)).status_code == 405
    assert as_learner.get(address(delivery, "here")).status_code == 405


def test_the_number_of_queries_of_a_state(as_learner, delivery, django_assert_num_queries):
    # session, user, learned by the user, state, events
    with django_assert_num_queries(5):
        as_learner.get(address(delivery))


def test_saying_that_one_is_here_asks_the_database_a_few_times(as_learner, delivery, django_assert_num_queries):
    # session, user, class, seat, noted before; begin, whether it runs, note, commit
    with django_assert_num_queries(9):
        as_learner.post(address(delivery, "here"), headers=JSON)
    with django_assert_num_queries(5):
        as_learner.post(address(delivery, "here"), headers=JSON)


def test_a_learner_is_noted_once(as_learner, delivery, seat):
    answers = [as_learner.post(address(delivery, "here"), headers=JSON) for _ in range(2)]
    assert [(answer.status_code, answer.content) for answer in answers] == [(204, b"")] * 2
    assert [enrolment for enrolment, _ in noted(delivery)] == [seat.pk]
    assert as_learner.get(address(delivery)).json()["here"] == 1


def test_saying_it_again_says_that_one_is_still_here(delivery, seat):
    seen = []
    for seconds in (0, 5, 20):
        assert note_attendance(delivery=delivery, seat=seat, now=NOW + timedelta(seconds=seconds)) is True
        ((at, seen_at),) = delivery.attendances.values_list("at", "seen_at")
        assert at == NOW
        seen.append((seen_at - NOW).total_seconds())
    assert seen == [0, 0, 20]


@pytest.mark.parametrize(
    ("who", "status"), [(instructor_of, 204), (director_of, 204), (learner_of, 404), (stranger, 404)]
)
def test_a_class_screen_without_a_stream_says_that_it_is_open(client, delivery, who, status):
    client.force_login(who(delivery))
    assert client.get(address(delivery, "screen/here")).status_code == 405
    assert client.post(address(delivery, "screen/here"), headers=JSON).status_code == status
    is_noted = Delivery.objects.get().screen_seen_at is not None
    assert is_noted is (status == 204)


def test_a_form_leads_back_to_the_class(as_learner, delivery):
    answer = as_learner.post(address(delivery, "here"))
    assert (answer.status_code, answer["Location"]) == (302, address(delivery, "follow"))


@pytest.mark.parametrize("times", [{"started_at": None}, {"ended_at": NOW}])
def test_nobody_is_in_a_class_that_does_not_run(as_learner, delivery, times):
    Delivery.objects.update(**times)
    assert as_learner.post(address(delivery, "here"), headers=JSON).status_code == 409
    assert noted(delivery) == []


def test_who_was_there_stays_noted_after_the_end(as_learner, delivery, seat):
    assert note_attendance(delivery=delivery, seat=seat, now=NOW) is True
    Delivery.objects.update(ended_at=NOW)
    assert as_learner.post(address(delivery, "here"), headers=JSON).status_code == 204
    assert noted(delivery) == [(seat.pk, NOW)]


@pytest.mark.parametrize("who", [instructor_of, stranger])
def test_only_learners_of_the_class_are_noted(client, delivery, who):
    client.force_login(who(delivery))
    assert client.post(address(delivery, "here"), headers=JSON).status_code == 404
    assert Attendance.objects.count() == 0


def test_another_site_cannot_say_it(delivery, seat):
    client = Client(enforce_csrf_checks=True)
    client.force_login(seat.user)
    assert client.post(address(delivery, "here"), headers=JSON).status_code == 403
