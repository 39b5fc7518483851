"""Taking a seat, coming back, and who appoints whom."""

from datetime import timedelta

import pytest

from accounts.models import FailedTry
from courses.actions import (
    PIN_TRIES,
    CannotJoinError,
    PinNeededError,
    TooManyTriesError,
    appoint_director,
    appoint_instructor,
    give_new_pin,
    return_to_seat,
    set_study_open,
    take_seat,
)
from courses.codes import is_pin_right
from courses.models import Cohort, Enrolment
from tests.factories import NOW, CohortFactory, CourseFactory, EnrolmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def come_in(cohort, name="Amina Diallo", token="form-1"):
    return take_seat(cohort=cohort, name=name, join_token=token, now=NOW)


def test_a_new_name_gets_a_seat_and_a_pin():
    cohort = CohortFactory()
    taken = come_in(cohort, name=" Amina   Diallo ")
    seat = Enrolment.objects.get()
    assert (seat.user.name, seat.role, seat.cohort, seat.joined_at) == ("Amina Diallo", "learner", cohort, NOW)
    assert taken.enrolment == seat
    assert is_pin_right(seat=seat.pk, pin=taken.pin, digest=seat.pin_digest)
    assert not seat.user.has_usable_password()


def test_the_same_form_sent_twice_takes_one_seat():
    cohort = CohortFactory()
    first, second = come_in(cohort), come_in(cohort)
    assert first.enrolment == second.enrolment
    assert Enrolment.objects.count() == 1
    seat = Enrolment.objects.get()
    assert is_pin_right(seat=seat.pk, pin=second.pin, digest=seat.pin_digest)


def test_a_taken_name_needs_its_pin():
    cohort = CohortFactory()
    come_in(cohort)
    with pytest.raises(PinNeededError):
        come_in(cohort, name="AMINA DIALLO", token="another-form")
    assert Enrolment.objects.count() == 1


def test_somebody_on_the_roster_takes_the_waiting_seat():
    cohort = CohortFactory(joining=Cohort.Joining.ROSTER)
    waiting = EnrolmentFactory(cohort=cohort, user__name="Amélie N'Diaye")
    taken = come_in(cohort, name="amelie ndiaye")
    assert taken.enrolment == waiting
    assert Enrolment.objects.count() == 1


def test_two_people_of_one_name_on_the_roster_get_a_seat_each():
    cohort = CohortFactory(joining=Cohort.Joining.ROSTER)
    seats = {EnrolmentFactory(cohort=cohort, user__name="Mohamed Ali").pk for _ in range(2)}
    taken = {come_in(cohort, "Mohamed Ali", token).enrolment.pk for token in ("form-1", "form-2")}
    assert taken == seats


@pytest.mark.parametrize("joining", [Cohort.Joining.ROSTER, Cohort.Joining.CLOSED])
def test_an_unknown_name_stays_out_unless_the_cohort_is_open(joining):
    cohort = CohortFactory(joining=joining)
    with pytest.raises(CannotJoinError):
        come_in(cohort)
    assert not Enrolment.objects.exists()


def test_a_name_in_another_cohort_does_not_matter():
    EnrolmentFactory(user__name="Amina Diallo", pin="111111")
    assert come_in(CohortFactory()).enrolment.user.name == "Amina Diallo"


def returning(seat, pin, address="10.0.0.1", now=NOW):
    return return_to_seat(cohort=seat.cohort, name=seat.user.name, pin=pin, address=address, now=now)


def test_the_right_pin_opens_the_seat_and_a_wrong_one_is_counted():
    seat = EnrolmentFactory(user__name="Amina", pin="482193")
    assert returning(seat, "000000") is None
    assert FailedTry.objects.count() == 1
    assert returning(seat, "482193") == seat
    assert FailedTry.objects.count() == 0


def test_the_pin_tells_two_people_of_one_name_apart():
    first = EnrolmentFactory(user__name="Mohamed Ali", pin="111111")
    second = EnrolmentFactory(user__name="Mohamed Ali", cohort=first.cohort, pin="222222")
    assert [returning(first, pin) for pin in ("111111", "222222")] == [first, second]


def test_guessing_stops_for_this_name_and_address_only():
    seat = EnrolmentFactory(user__name="Amina", pin="482193")
    neighbour = EnrolmentFactory(user__name="Binta", cohort=seat.cohort, pin="333333")
    for _ in range(PIN_TRIES):
        returning(seat, "000000")
    with pytest.raises(TooManyTriesError):
        returning(seat, "482193")
    assert returning(neighbour, "333333") == neighbour
    assert returning(seat, "482193", address="10.0.0.2") == seat


def test_guessing_may_go_on_after_the_window_or_a_new_pin():
    seat = EnrolmentFactory(user__name="Amina", pin="482193")
    for _ in range(PIN_TRIES):
        returning(seat, "000000")
    assert returning(seat, "482193", now=NOW + FailedTry.WINDOW + timedelta(seconds=1)) == seat
    for _ in range(PIN_TRIES):
        returning(seat, "000000")
    assert returning(seat, give_new_pin(enrolment=seat)) == seat


def test_a_new_pin_ends_the_former_one():
    seat = EnrolmentFactory(user__name="Amina", pin="482193")
    pin = give_new_pin(enrolment=seat)
    seat.refresh_from_db()
    assert is_pin_right(seat=seat.pk, pin=pin, digest=seat.pin_digest)
    assert returning(seat, "482193") is None or pin == "482193"


def test_appointing_twice_changes_nothing():
    cohort, user = CohortFactory(), UserFactory()
    assert appoint_instructor(cohort=cohort, user=user) == appoint_instructor(cohort=cohort, user=user)
    course = CourseFactory()
    assert appoint_director(course=course, user=user) == appoint_director(course=course, user=user)
    assert list(user.enrolments.order_by("pk").values_list("role", flat=True)) == ["instructor", "director"]


def test_study_is_opened_and_closed():
    cohort = CohortFactory()
    set_study_open(cohort=cohort, is_open=False)
    cohort.refresh_from_db()
    assert not cohort.is_study_open
