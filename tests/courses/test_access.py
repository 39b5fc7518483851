"""Who reaches which cohort and course."""

import pytest
from django.http import Http404

from courses.access import (
    find_cohort_to_join,
    get_taught_cohort,
    get_taught_seat,
    own_seats,
    readable_courses,
    taught_courses,
)
from tests.factories import CohortFactory, EnrolmentFactory, UserFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db


def build_world():
    """One cohort with a learner, an instructor and a director, and the same again elsewhere."""

    def cohort_with_people():
        cohort = CohortFactory()
        return {
            "cohort": cohort,
            "learner": EnrolmentFactory(cohort=cohort).user,
            "instructor": EnrolmentFactory(instructor=True, cohort=cohort).user,
            "director": EnrolmentFactory(director=True, course=cohort.course).user,
        }

    return {"here": cohort_with_people(), "elsewhere": cohort_with_people()}


world_once, world = built_once(build_world)


@pytest.mark.parametrize(
    ("place", "role", "may"),
    [
        ("here", "learner", False),
        ("here", "instructor", True),
        ("here", "director", True),
        ("elsewhere", "learner", False),
        ("elsewhere", "instructor", False),
        ("elsewhere", "director", False),
    ],
)
def test_only_its_instructors_and_directors_reach_a_cohort(world, place, role, may):
    cohort, user = world["here"]["cohort"], world[place][role]
    if may:
        assert get_taught_cohort(user, cohort.pk) == cohort
        assert list(taught_courses(user)) == [cohort.course]
    else:
        with pytest.raises(Http404):
            get_taught_cohort(user, cohort.pk)
        assert cohort.course not in taught_courses(user)


def test_an_instructor_of_another_cohort_of_the_course_stays_out(world):
    sibling = CohortFactory(course=world["here"]["cohort"].course)
    with pytest.raises(Http404):
        get_taught_cohort(world["here"]["instructor"], sibling.pk)
    assert get_taught_cohort(world["here"]["director"], sibling.pk) == sibling


def test_a_seat_is_reached_through_its_own_cohort_only(world):
    here, elsewhere = world["here"], world["elsewhere"]
    seat = here["learner"].enrolments.get()
    assert get_taught_seat(here["instructor"], here["cohort"].pk, seat.pk) == seat
    with pytest.raises(Http404):
        get_taught_seat(elsewhere["instructor"], elsewhere["cohort"].pk, seat.pk)
    staff_seat = here["instructor"].enrolments.get()
    with pytest.raises(Http404):
        get_taught_seat(here["instructor"], here["cohort"].pk, staff_seat.pk)


def test_a_learner_reads_while_study_is_open(world):
    cohort, learner = world["here"]["cohort"], world["here"]["learner"]
    assert list(readable_courses(learner)) == [cohort.course]
    cohort.is_study_open = False
    cohort.save()
    assert list(readable_courses(learner)) == []
    assert list(readable_courses(world["here"]["instructor"])) == [cohort.course]


def test_nobody_in_particular_reaches_nothing():
    stranger = UserFactory()
    assert list(readable_courses(stranger)) == []
    assert own_seats(stranger) == []


def test_a_code_finds_its_cohort_as_typed():
    cohort = CohortFactory(join_code="7KQ4MP")
    assert find_cohort_to_join("7kq 4mp") == cohort
    assert find_cohort_to_join("7KQ4MQ") is None
    assert find_cohort_to_join("") is None
