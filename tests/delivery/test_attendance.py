"""Who follows a class, as several processes note it that each hear a part."""

from datetime import timedelta

import pytest

from delivery.actions.attendance import note_followers
from delivery.models import Attendance, Delivery
from tests.delivery.factories import DeliveryFactory
from tests.factories import NOW, EnrolmentFactory

pytestmark = pytest.mark.django_db


def after(seconds):
    return None if seconds is None else NOW + timedelta(seconds=seconds)


def seconds_of(moment):
    return (moment - NOW).total_seconds()


def learner_seen(seen_at):
    """Return a learner of a class that runs, who was seen at that second after NOW."""
    delivery = DeliveryFactory(running=True)
    seat = EnrolmentFactory(cohort=delivery.cohort)
    Attendance.objects.create(delivery=delivery, enrolment=seat, at=NOW, seen_at=after(seen_at))
    return delivery, seat.user_id


# What is noted, when it was heard, when that is written, what is noted then. All in seconds after NOW.
SCREENS = {
    "first": (None, 0, 5, 0),
    "later": (0, 3, 5, 3),
    "heard since by another process": (3, 0, 4.9, 3),
    "heard since, and could not be noted for a while": (59, 0, 60, 59),
    "clock set back by seconds": (8, 0, 1, 8),
    "clock set back by an hour": (3600, 0, 1, 0),
}


@pytest.mark.parametrize(("noted", "heard", "now", "then"), SCREENS.values(), ids=SCREENS)
def test_what_was_heard_of_a_class_screen_goes_back_only_with_the_clock(noted, heard, now, then):
    delivery = DeliveryFactory(running=True, screen_seen_at=after(noted))
    note_followers(learners={}, screens={delivery.pk: after(heard)}, now=after(now))
    assert seconds_of(Delivery.objects.get().screen_seen_at) == then


# Learners are noted together with those who were heard up to 8 seconds after them.
LEARNERS = {
    "first": (None, 0, 5, 5),
    "later": (0, 3, 5, 5),
    "could not be noted for a while": (None, 0, 60, 4),
    "heard since by another process": (59, 0, 60, 59),
    "clock set back by seconds": (20, 0, 1, 20),
    "clock set back by an hour": (3600, 0, 1, 1),
    "clock set back since it was heard": (None, 3600, 1, 1),
}


@pytest.mark.parametrize(("noted", "heard", "now", "then"), LEARNERS.values(), ids=LEARNERS)
def test_a_learner_is_noted_when_heard_not_when_written(noted, heard, now, then):
    delivery, user = learner_seen(noted)
    note_followers(learners={delivery.pk: {user: after(heard)}}, screens={}, now=after(now))
    assert seconds_of(Attendance.objects.get().seen_at) == then


def test_who_could_not_be_noted_while_away_is_not_counted_afterwards():
    delivery, user = learner_seen(None)
    note_followers(learners={delivery.pk: {user: after(0)}}, screens={}, now=after(60))
    assert not Attendance.objects.connected(after(60)).exists()


def test_a_class_is_noted_with_one_change(django_assert_num_queries):
    delivery = DeliveryFactory(running=True)
    seats = EnrolmentFactory.create_batch(3, cohort=delivery.cohort)
    for seat in seats:
        Attendance.objects.create(delivery=delivery, enrolment=seat, at=NOW)
    heard = {seat.user_id: after(2 * n) for n, seat in enumerate(seats)}
    with django_assert_num_queries(3):  # begin, note, commit
        note_followers(learners={delivery.pk: heard}, screens={}, now=after(6))
    assert Attendance.objects.filter(seen_at=after(6)).count() == 3


def test_who_is_not_in_the_room_is_not_put_there():
    delivery = DeliveryFactory(running=True)
    seat = EnrolmentFactory(cohort=delivery.cohort)
    note_followers(learners={delivery.pk: {seat.user_id: NOW}}, screens={}, now=NOW)
    assert not Attendance.objects.exists()
