"""A cohort is reopened, or kept for longer, in the same moment as its names go."""

from datetime import UTC, datetime

import pytest

from courses.actions import archive_cohort, reopen_cohort, set_keep_months
from courses.models import Cohort
from records.actions import erasing
from records.actions.erasing import clear_cohort, erase_person
from tests.assessments.crowd import stop_in
from tests.factories import NOW, CohortFactory, EnrolmentFactory

LONG_AGO = datetime(2020, 1, 31, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(crowd):
    """Make or read rows in the database that the threads share: ``world(make)``."""
    return lambda make: crowd([make])[0]


@pytest.fixture
def director(world):
    return world(lambda: EnrolmentFactory(director=True, course__keep_months=24))


@pytest.fixture
def cohort(world, director):
    def make():
        cohort = CohortFactory(course=director.course)
        EnrolmentFactory.create_batch(2, cohort=cohort, user__name="Amina")
        archive_cohort(cohort=cohort, by=director.user, now=LONG_AGO)
        return Cohort.objects.select_related("course").get(pk=cohort.pk)

    return world(make)


def names(cohort):
    return set(cohort.enrolments.learners().values_list("user__name", flat=True))


def test_a_cohort_that_was_reopened_since_it_was_found_due_survives(world, cohort, director):
    assert world(lambda: reopen_cohort(cohort=cohort, by=director.user, now=NOW))
    assert world(lambda: clear_cohort(cohort=cohort, now=NOW)) is None
    assert world(lambda: names(cohort)) == {"Amina"}


def test_a_cohort_whose_time_was_made_longer_meanwhile_survives(world, cohort, director):
    world(lambda: set_keep_months(course=director.course, months=600, by=director.user, now=NOW))
    assert world(lambda: clear_cohort(cohort=cohort, now=NOW)) is None
    assert world(lambda: names(cohort)) == {"Amina"}


def test_nobody_reopens_a_cohort_in_the_middle_of_its_erasing(crowd, world, cohort, director, monkeypatch):
    meanwhile = stop_in(monkeypatch, erasing, "_erase")
    reopened = []

    def reopen():
        reopened.append(reopen_cohort(cohort=cohort, by=director.user, now=NOW))

    crowd([lambda: clear_cohort(cohort=cohort, now=NOW), lambda: meanwhile(reopen)])
    assert reopened == [False]
    assert world(lambda: (names(cohort), Cohort.objects.get(pk=cohort.pk).is_archived)) == ({"Erased learner"}, True)


def test_two_cohorts_whose_learners_met_in_a_third_are_cleared_at_once(crowd, world, director):
    """The learners of each are in the first cohort too, so that both need its row after their own."""

    def make():
        third, *two = CohortFactory.create_batch(3, course=director.course)
        for cohort in two:
            for seat in EnrolmentFactory.create_batch(2, cohort=cohort, user__name="Amina"):
                EnrolmentFactory(cohort=third, user=seat.user)
        for each in (third, *two):
            archive_cohort(cohort=each, by=director.user, now=LONG_AGO)
        return [third, *two]

    cohorts = world(make)
    crowd([lambda each=each: clear_cohort(cohort=each, now=NOW) for each in cohorts])
    assert world(lambda: set().union(*map(names, cohorts))) == {"Erased learner"}


def test_all_cohorts_of_the_learners_are_held_before_one_is_erased(crowd, world, director, monkeypatch):
    """Somebody erases the learner from the other cohort, which stands first, in the same moment."""

    def make():
        first, second = CohortFactory.create_batch(2, course=director.course)
        seat = EnrolmentFactory(cohort=first, user__name="Amina")
        EnrolmentFactory(cohort=second, user=seat.user)
        for each in (first, second):
            archive_cohort(cohort=each, by=director.user, now=LONG_AGO)
        return second, seat

    cohort, seat = world(make)
    meanwhile = stop_in(monkeypatch, erasing, "is_over")
    results = []

    def erase():
        results.append(erase_person(seat=seat, by=director.user, now=NOW))

    crowd([lambda: clear_cohort(cohort=cohort, now=NOW), lambda: meanwhile(erase)])
    assert results == [False]  # it waited until the names were gone
    assert world(lambda: names(cohort)) == {"Erased learner"}
