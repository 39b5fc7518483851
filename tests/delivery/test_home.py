"""The start page of every role."""

import pytest

from lessons.actions import mark_slide_read
from tests.delivery.factories import DeliveryFactory
from tests.factories import (
    NOW,
    CohortFactory,
    EnrolmentFactory,
    LessonFactory,
    SectionFactory,
    SlideFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return CohortFactory(join_code="7KQ4MP")


@pytest.fixture
def slides(cohort):
    section = SectionFactory(lesson=LessonFactory(course=cohort.course))
    return [*SlideFactory.create_batch(3, section=section), SlideFactory(section=section, is_retired=True)]


def today(client, user):
    client.force_login(user)
    return client.get("/").context["today"]


def test_somebody_unknown_is_asked_for_a_code_or_to_sign_in(client):
    page = client.get("/").content.decode()
    assert 'action="/join/"' in page
    assert 'href="/account/sign-in/"' in page


def test_a_learner_sees_the_lesson_to_study_and_how_far(client, cohort, slides):
    learner = EnrolmentFactory(cohort=cohort).user
    mark_slide_read(user=learner, slide=slides[0], now=NOW)
    mark_slide_read(user=learner, slide=slides[3], now=NOW)
    studies = today(client, learner).studies
    assert [(each.cohort, each.now.n_read, each.now.n_slides) for each in studies] == [(cohort, 1, 3)]


def test_a_learner_who_read_everything_is_told_so(client, cohort, slides):
    learner = EnrolmentFactory(cohort=cohort).user
    for slide in slides[:3]:
        mark_slide_read(user=learner, slide=slide, now=NOW)
    assert today(client, learner).studies[0].now is None
    assert "You have read every slide" in client.get("/").content.decode()


def test_a_class_that_goes_on_comes_before_everything_else(client, cohort, slides):
    learner, instructor = EnrolmentFactory(cohort=cohort).user, EnrolmentFactory(cohort=cohort, instructor=True).user
    lesson = slides[0].lesson
    DeliveryFactory(cohort=cohort, lesson=lesson, running=True, is_rehearsal=True)
    DeliveryFactory(cohort=cohort, lesson=lesson)
    DeliveryFactory(cohort=cohort, lesson=lesson, started_at=NOW, ended_at=NOW)
    DeliveryFactory(lesson=lesson, running=True)
    assert today(client, learner).studies[0].class_now is None
    assert today(client, instructor).teaching[0].cohorts[0].class_now is None
    running = DeliveryFactory(cohort=cohort, lesson=lesson, running=True)
    assert today(client, learner).studies[0].class_now == running
    page = client.get("/").content.decode()
    assert f'href="/classes/{running.pk}/follow/"' in page
    assert page.count("Do this now") == 1
    assert today(client, instructor).teaching[0].cohorts[0].class_now == running
    assert f'href="/classes/{running.pk}/console/"' in client.get("/").content.decode()


def test_a_closed_cohort_offers_nothing_and_links_to_no_lesson(client, cohort, slides):
    cohort.is_study_open = False
    cohort.save()
    learner = EnrolmentFactory(cohort=cohort).user
    assert today(client, learner).studies[0].now is None
    assert "/lessons/" not in client.get("/").content.decode()


@pytest.mark.parametrize("role", ["instructor", "director"])
def test_staff_see_their_cohorts_with_who_has_joined(client, cohort, slides, role):
    EnrolmentFactory.create_batch(2, cohort=cohort)
    EnrolmentFactory(cohort=cohort, joined_at=NOW)
    seat = {"instructor": {"cohort": cohort}, "director": {"course": cohort.course}}[role]
    teaching = today(client, EnrolmentFactory(**{role: True}, **seat).user).teaching
    assert [(each.course, [lesson.pk for lesson in each.lessons], each.is_director) for each in teaching] == [
        (cohort.course, [slides[0].lesson_id], role == "director")
    ]
    cohorts = [each.cohort for each in teaching[0].cohorts]
    assert [(each.pk, each.n_joined, each.n_learners) for each in cohorts] == [(cohort.pk, 1, 3)]


def test_an_instructor_does_not_see_other_cohorts_of_the_course(client, cohort):
    CohortFactory(course=cohort.course)
    teaching = today(client, EnrolmentFactory(instructor=True, cohort=cohort).user).teaching
    assert [each.cohort.pk for each in teaching[0].cohorts] == [cohort.pk]


def test_somebody_who_learns_here_and_teaches_there_sees_both(client, cohort):
    user = UserFactory()
    EnrolmentFactory(user=user, cohort=cohort)
    EnrolmentFactory(user=user, instructor=True)
    page = today(client, user)
    assert (len(page.studies), len(page.teaching)) == (1, 1)


def test_somebody_without_a_cohort_is_told_what_to_do(client):
    client.force_login(UserFactory())
    assert "Join a class" in client.get("/").content.decode()


@pytest.mark.parametrize("n_cohorts", [1, 10])
def test_the_number_of_queries_is_constant(client, n_cohorts, django_assert_num_queries):
    user = UserFactory()
    for _ in range(n_cohorts):
        seat = EnrolmentFactory(user=user)
        DeliveryFactory(cohort=seat.cohort, running=True)
        DeliveryFactory(cohort=EnrolmentFactory(user=user, instructor=True).cohort, running=True)
        SlideFactory(section__lesson__course=seat.cohort.course)
    client.force_login(user)
    with django_assert_num_queries(12):
        client.get("/")


def test_somebody_who_left_the_pin_page_finds_it_again(client, cohort):
    client.post(f"/join/{cohort.join_code}/", {"name": "Amina Diallo", "join_token": "t1"})
    assert 'href="/joined/"' in client.get("/").content.decode()
    client.post("/joined/")
    assert 'href="/joined/"' not in client.get("/").content.decode()
