"""The start page of every role."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from assessments.actions.certificates import give_certificates
from assessments.models import Certificate, Sitting
from courses.actions import archive_cohort
from delivery.today import SHOWN_COHORTS
from lessons.actions import mark_slide_read
from tests.assessments.factories import AttemptFactory
from tests.assessments.marked import RIGHT, make_sitting, submit
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


def test_a_certificate_outlasts_the_cohort_in_which_it_was_earned(client, cohort, slides):
    seat, other = EnrolmentFactory(cohort=cohort), EnrolmentFactory()
    director = EnrolmentFactory(director=True, course=cohort.course).user
    give_certificates(cohort=cohort, seats=[seat], signatory="D. Vega", is_by_hand=True, by=director, now=NOW)
    for archived in (cohort, other.cohort):
        archive_cohort(cohort=archived, by=director, now=NOW)
    certificate = Certificate.objects.get()
    found = today(client, seat.user)
    assert (found.studies, found.completed) == ([], [(cohort, certificate)])
    page = client.get("/").content.decode()
    link = reverse("assessments:certificate", args=[certificate.pk])
    assert (link in page, "You take part in no cohort" in page) == (True, False)
    assert client.get(link).status_code == 200
    assert today(client, other.user).completed == []
    Certificate.objects.update(revoked_at=NOW)
    assert today(client, seat.user).completed == []


def test_a_learner_who_read_everything_is_told_so(client, cohort, slides):
    learner = EnrolmentFactory(cohort=cohort).user
    for slide in slides[:3]:
        mark_slide_read(user=learner, slide=slide, now=NOW)
    assert today(client, learner).studies[0].now is None
    assert "You have read every page" in client.get("/").content.decode()


def test_a_class_that_goes_on_comes_before_everything_else(client, cohort, slides):
    learner, instructor = EnrolmentFactory(cohort=cohort).user, EnrolmentFactory(cohort=cohort, instructor=True).user
    lesson = slides[0].lesson
    DeliveryFactory(cohort=cohort, lesson=lesson, running=True, is_rehearsal=True)
    DeliveryFactory(cohort=cohort, lesson=lesson)
    DeliveryFactory(cohort=cohort, lesson=lesson, started_at=NOW, ended_at=NOW)
    DeliveryFactory(lesson=lesson, running=True)
    assert today(client, learner).studies[0].class_now is None
    assert today(client, instructor).classes_now == []
    running = DeliveryFactory(cohort=cohort, lesson=lesson, running=True)
    assert today(client, learner).studies[0].class_now == running
    page = client.get("/").content.decode()
    assert f'href="/classes/{running.pk}/follow/"' in page
    assert page.count("Do this now") == 1
    assert today(client, instructor).classes_now == [running]
    assert f'href="/classes/{running.pk}/console/"' in client.get("/").content.decode()


@pytest.mark.parametrize("is_open", [True, False])
def test_a_learner_finds_back_to_the_newest_class_on_a_lesson_that_is_over(client, cohort, slides, is_open):
    cohort.is_study_open = is_open
    cohort.save()
    other = SlideFactory(section__lesson__course=cohort.course).section.lesson
    over = {"cohort": cohort, "started_at": NOW}
    for n in (3, 1):
        DeliveryFactory(**over, lesson=slides[0].lesson, ended_at=NOW + timedelta(hours=n))
    newest = DeliveryFactory(**over, lesson=slides[0].lesson, ended_at=NOW + timedelta(hours=4))
    DeliveryFactory(**over, lesson=other, ended_at=NOW, is_rehearsal=True)
    DeliveryFactory(cohort=cohort, lesson=other)
    DeliveryFactory(lesson=other, started_at=NOW, ended_at=NOW)
    client.force_login(EnrolmentFactory(cohort=cohort).user)
    page = client.get("/").content.decode()
    assert page.count("Look back at the class") == page.count("/follow/") == 1
    assert client.get(f"/classes/{newest.pk}/follow/").status_code == 200
    assert f'href="/classes/{newest.pk}/follow/"' in page


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
    assert [(each.pk, each.n_joined, each.n_learners) for each in teaching[0].cohorts] == [(cohort.pk, 1, 3)]


def test_an_instructor_does_not_see_other_cohorts_of_the_course(client, cohort):
    CohortFactory(course=cohort.course)
    teaching = today(client, EnrolmentFactory(instructor=True, cohort=cohort).user).teaching
    assert [each.pk for each in teaching[0].cohorts] == [cohort.pk]


def test_somebody_who_learns_here_and_teaches_there_sees_both(client, cohort):
    user = UserFactory()
    EnrolmentFactory(user=user, cohort=cohort)
    EnrolmentFactory(user=user, instructor=True)
    page = today(client, user)
    assert (len(page.studies), len(page.teaching)) == (1, 1)


def test_somebody_without_a_cohort_is_told_what_to_do(client):
    client.force_login(UserFactory())
    assert "Join a class" in client.get("/").content.decode()


@pytest.mark.parametrize("role", ["instructor", "director"])
def test_staff_see_what_waits_for_them_and_nothing_of_other_cohorts(client, role):
    sitting = make_sitting("narrative", "blanks", label="Quiz before", kind=Sitting.Kind.PRE)
    submit(sitting, RIGHT["narrative"], {"team": "Nobody knows this"})
    EnrolmentFactory(cohort=sitting.cohort)
    submit(make_sitting("narrative", label="Quiz elsewhere"), RIGHT["narrative"])
    seat = {"instructor": {"cohort": sitting.cohort}, "director": {"course": sitting.cohort.course}}[role]
    client.force_login(EnrolmentFactory(**{role: True}, **seat).user)
    page = client.get("/").content.decode()
    words = " ".join(strip_tags(page).split())
    assert "Open, answers sent by 1 of 2" in words
    assert "Mark 1 written answer" in words
    assert "Decide on 1 answer that no key knows" in words
    for address in [
        f"/sittings/{sitting.pk}/",
        f"/sittings/{sitting.pk}/marking/",
        f"/lessons/{sitting.form_a.lesson.slug}/review/",
    ]:
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200
    assert "Quiz elsewhere" not in page


def test_who_looks_after_many_cohorts_sees_the_newest_and_the_way_to_all(client):
    director = EnrolmentFactory(director=True)
    cohorts = CohortFactory.create_batch(SHOWN_COHORTS + 2, course=director.course)
    for cohort in cohorts:
        submit(make_sitting("narrative", cohort=cohort), RIGHT["narrative"])
    (teaching,) = today(client, director.user).teaching
    newest = [cohort.pk for cohort in reversed(cohorts)][:SHOWN_COHORTS]
    assert ([cohort.pk for cohort in teaching.cohorts], teaching.n_cohorts) == (newest, SHOWN_COHORTS + 2)
    response = client.get("/")
    words = " ".join(strip_tags(response.content.decode()).split())
    assert ("All 12 cohorts" in words, words.count("Mark 1 written answer"), "more:" in words) == (True, 12, False)
    submit(make_sitting("narrative", cohort=cohorts[0]), RIGHT["narrative"])
    words = " ".join(strip_tags(client.get("/").content.decode()).split())
    assert (words.count("Mark 1 written answer"), "and 1 more:" in words) == (12, True)


def test_staff_for_whom_nothing_waits_are_not_told_to_do_something(client, cohort):
    submit(make_sitting("narrative", cohort=cohort, closes_at=NOW), None)
    client.force_login(EnrolmentFactory(cohort=cohort, instructor=True).user)
    assert "Do this now" not in client.get("/").content.decode()


def test_an_administrator_finds_what_to_look_after(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    page = client.get("/").content.decode()
    assert [f'href="{address}"' in page for address in ("/staff/", "/content/import/", "/admin/")] == [True] * 3
    assert "Join a class" not in page


@pytest.mark.parametrize(("minutes_left", "is_due"), [(5, True), (-5, False)])
def test_a_quiz_whose_time_is_over_is_nothing_to_do_now(client, minutes_left, is_due):
    sitting = make_sitting("narrative", minutes=20, label="Quiz before", kind=Sitting.Kind.PRE)
    attempt = AttemptFactory(sitting=sitting, deadline=timezone.now() + timedelta(minutes=minutes_left))
    (studies,) = today(client, attempt.enrolment.user).studies
    assert studies.quiz_now == (studies.quizzes[0] if is_due else None)
    page = client.get("/").content.decode()
    assert ("Go on with the quiz" in page, "Time was over" in page) == (is_due, not is_due)
    assert (
        f'href="{reverse("assessments:attempt", args=[attempt.pk])}"' in page
    )  # what the phone has kept goes out there


@pytest.mark.parametrize("n_cohorts", [1, 10])
def test_the_number_of_queries_is_constant(client, n_cohorts, django_assert_num_queries):
    user = UserFactory()
    for _ in range(n_cohorts):
        seat = EnrolmentFactory(user=user)
        DeliveryFactory(cohort=seat.cohort, running=True)
        DeliveryFactory(cohort=seat.cohort, started_at=NOW, ended_at=NOW)
        taught = EnrolmentFactory(user=user, instructor=True).cohort
        DeliveryFactory(cohort=taught, running=True)
        submit(make_sitting("narrative", "blanks", cohort=taught), RIGHT["narrative"], {"team": "Nobody knows this"})
        SlideFactory(section__lesson__course=seat.cohort.course)
        timed = make_sitting("narrative", cohort=seat.cohort, minutes=20)
        AttemptFactory(sitting=timed, enrolment=seat, deadline=NOW)
    client.force_login(user)
    with django_assert_num_queries(18):
        client.get("/")


def test_somebody_who_left_the_pin_page_finds_it_again(client, cohort):
    client.post(f"/join/{cohort.join_code}/", {"name": "Amina Diallo", "join_token": "t1"})
    assert 'href="/joined/"' in client.get("/").content.decode()
    client.post("/joined/")
    assert 'href="/joined/"' not in client.get("/").content.decode()
