"""Taking a seat, coming back, and who appoints whom."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import FailedTry, User
from courses.actions import (
    FORM_LIFE,
    PIN_TRIES,
    CannotJoinError,
    OtherRoleError,
    PasswordNeededError,
    PinNeededError,
    TooManyTriesError,
    appoint_director,
    appoint_instructor,
    give_new_pin,
    rename_seats,
    return_to_seat,
    set_study_open,
    take_seat,
)
from courses.codes import is_pin_right
from courses.models import NAME_KEY_LENGTH, Cohort, Enrolment
from tests.factories import NOW, CohortFactory, CourseFactory, EnrolmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def come_in(cohort, name="Amina Diallo", token="form-1", now=NOW, **said):
    return take_seat(cohort=cohort, name=name, join_token=token, now=now, **said)


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
    first = come_in(cohort, "Mohamed Ali", "form-1").enrolment.pk
    with pytest.raises(PinNeededError):
        come_in(cohort, "Mohamed Ali", "form-2")
    second = come_in(cohort, "Mohamed Ali", "form-3", has_no_pin=True).enrolment.pk
    assert {first, second} == seats
    with pytest.raises(PinNeededError):
        come_in(cohort, "Mohamed Ali", "form-4", has_no_pin=True)


def test_to_say_that_one_has_no_pin_opens_no_further_seat():
    cohort = CohortFactory()
    come_in(cohort)
    with pytest.raises(PinNeededError):
        come_in(cohort, token="form-2", has_no_pin=True)
    assert Enrolment.objects.count() == 1


def test_a_form_with_another_name_is_another_person():
    cohort = CohortFactory()
    first = come_in(cohort, name="Amina Diallo").enrolment
    second = come_in(cohort, name="Binta Sow").enrolment
    seats = Enrolment.objects.order_by("pk")
    assert [(seat.pk, seat.user.name, seat.join_token) for seat in seats] == [
        (first.pk, "Amina Diallo", ""),
        (second.pk, "Binta Sow", "form-1"),
    ]
    first.refresh_from_db()
    with pytest.raises(PinNeededError):
        come_in(cohort, name="Amina Diallo")


def test_an_old_form_opens_nothing():
    cohort = CohortFactory()
    digest = come_in(cohort).enrolment.pin_digest
    assert come_in(cohort, now=NOW + FORM_LIFE).enrolment.pin_digest != digest
    with pytest.raises(PinNeededError):
        come_in(cohort, now=NOW + FORM_LIFE + timedelta(seconds=1))


def with_rights(right):
    """A learner's seat with PIN, whose account may do more than learn."""
    seat = EnrolmentFactory(user__name="Amina Diallo", pin="482193")
    if right == "instructor":
        appoint_instructor(cohort=CohortFactory(), user=seat.user, by=None, now=NOW)
    elif right == "director":
        appoint_director(course=CourseFactory(), user=seat.user, by=None, now=NOW)
    elif right == "password":
        seat.user.set_password("a password of their own")
    else:
        setattr(seat.user, right, True)
    seat.user.save()
    return seat


@pytest.mark.parametrize("right", ["is_staff", "is_superuser", "password", "instructor", "director"])
@pytest.mark.parametrize("digest", ["", "kept"])
def test_no_name_and_no_pin_opens_an_account_with_rights(right, digest):
    seat = with_rights(right)
    Enrolment.objects.filter(pk=seat.pk).update(pin_digest=seat.pin_digest if digest else "")
    before = Enrolment.objects.filter(pk=seat.pk).values().get()
    ways = [
        lambda: come_in(seat.cohort),
        lambda: come_in(seat.cohort, has_no_pin=True),
        lambda: give_new_pin(enrolment=seat),
        *([lambda: returning(seat, "482193")] if digest else []),
    ]
    for way in ways:
        with pytest.raises(PasswordNeededError):
            way()
    assert Enrolment.objects.filter(cohort=seat.cohort).values().get() == before


def test_the_form_that_took_a_seat_opens_it_no_more_once_its_account_has_rights():
    taken = come_in(CohortFactory()).enrolment
    User.objects.filter(pk=taken.user.pk).update(is_staff=True)
    with pytest.raises(PasswordNeededError):
        come_in(taken.cohort)


def test_a_learner_takes_the_waiting_seat_beside_a_namesake_with_rights():
    staff = with_rights("is_staff")
    waiting = EnrolmentFactory(cohort=staff.cohort, user__name="Amina Diallo")
    assert come_in(staff.cohort).enrolment == waiting


def test_a_learner_in_two_cohorts_is_still_a_learner():
    seat = EnrolmentFactory(user__name="Amina Diallo", pin="482193")
    EnrolmentFactory(user=seat.user)
    assert returning(seat, "482193") == seat


def test_a_seat_made_in_any_way_knows_its_name_and_follows_it():
    user = UserFactory(name="Amélie N'Diaye")
    seat = Enrolment.objects.create(cohort=CohortFactory(), user=user, role=Enrolment.Role.LEARNER)
    assert seat.name_key == "amelie ndiaye"
    user.name = "Amina Sow"
    user.save()
    rename_seats(user=user)
    seat.refresh_from_db()
    assert seat.name_key == "amina sow"


def test_a_name_whose_signs_unfold_beyond_the_column_can_be_saved():
    seat = EnrolmentFactory(user__name="\ufdfa" * 20)
    seat.refresh_from_db()
    assert len(seat.name_key) == NAME_KEY_LENGTH


def test_a_learner_is_not_made_instructor_of_the_same_cohort_in_silence():
    seat = EnrolmentFactory()
    with pytest.raises(OtherRoleError):
        appoint_instructor(cohort=seat.cohort, user=seat.user, by=None, now=NOW)
    assert list(seat.user.enrolments.values_list("role", flat=True)) == ["learner"]


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


def test_guesses_of_one_moment_queue_before_they_are_counted():
    seat = EnrolmentFactory(user__name="Amina", pin="482193")
    with CaptureQueriesContext(connection) as queries:
        returning(seat, "000000")
    statements = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    assert f'FROM "{Cohort._meta.db_table}"' in statements[0]
    assert ("FOR NO KEY UPDATE" in statements[0]) is connection.features.has_select_for_update
    assert f'FROM "{FailedTry._meta.db_table}"' in statements[1]


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
    noted = {"user": user, "by": None, "now": NOW}
    assert appoint_instructor(cohort=cohort, **noted) == appoint_instructor(cohort=cohort, **noted)
    course = CourseFactory()
    noted = {"user": user, "by": None, "now": NOW}
    assert appoint_director(course=course, **noted) == appoint_director(course=course, **noted)
    assert list(user.enrolments.order_by("pk").values_list("role", flat=True)) == ["instructor", "director"]


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("role", "has_password", "stays"),
    [("instructor", True, True), ("instructor", False, False), ("director", True, False), ("director", False, False)],
)
def test_who_may_do_more_from_now_on_shows_again_who_they_are(role, has_password, stays):
    user = UserFactory() if has_password else EnrolmentFactory().user
    if not has_password:
        user.set_unusable_password()
        user.save()
    client = signed_in(user)
    if role == "instructor":
        appoint_instructor(cohort=CohortFactory(), user=user, by=None, now=NOW)
    else:
        appoint_director(course=CourseFactory(), user=user, by=None, now=NOW)
    assert ("_auth_user_id" in open_session(client)) is stays


def open_session(client):
    client.get("/")
    return client.session


def test_who_appoints_themselves_or_is_appointed_already_stays_signed_in():
    user, course = UserFactory(is_superuser=True), CourseFactory()
    client = signed_in(user)
    appoint_director(course=course, user=user, by=user, now=NOW)
    appoint_director(course=course, user=user, by=None, now=NOW)
    assert "_auth_user_id" in open_session(client)


def test_study_is_opened_and_closed():
    cohort = CohortFactory()
    set_study_open(cohort=cohort, is_open=False, by=None, now=NOW)
    cohort.refresh_from_db()
    assert not cohort.is_study_open
