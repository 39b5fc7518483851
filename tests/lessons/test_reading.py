"""Who has read what: for those who teach."""

from datetime import timedelta

import pytest
from django.urls import reverse

from lessons.actions import mark_slide_read
from lessons.models import SlideVisit
from tests.factories import NOW, CohortFactory, EnrolmentFactory, LessonFactory, SectionFactory, SlideFactory


def page_of(cohort):
    return reverse("lessons:reading", args=[cohort.pk])


def test_it_shows_how_far_each_learner_has_come_and_when_they_last_read(client, world):
    second = LessonFactory(
        course=world.lesson.course, module=world.lesson.module, position=world.lesson.position + 1, number="1.9"
    )
    SlideFactory(section=SectionFactory(lesson=second))
    LessonFactory(course=world.lesson.course, module=world.lesson.module, is_retired=True)
    retired = SlideFactory(section=world.slides[0].section, is_retired=True)
    lazy = EnrolmentFactory(cohort=world.cohort, user__name="Zoé").user
    elsewhere = EnrolmentFactory(cohort=CohortFactory(course=world.cohort.course)).user
    for reader, slide, hours in [
        (world.learner, world.slides[0], 0),
        (world.learner, world.slides[2], 5),
        (world.learner, retired, 9),
        (world.instructor, world.slides[1], 0),
        (elsewhere, world.slides[1], 0),
    ]:
        mark_slide_read(user=reader, slide=slide, now=NOW + timedelta(hours=hours))
    client.force_login(world.instructor)
    page = client.get(page_of(world.cohort)).context["page"]
    assert page.lessons == [world.lesson, second]
    assert [
        (reader.name, [(each.n_read, each.n_slides) for each in reader.readings], reader.last_at)
        for reader in page.readers
    ] == [(world.learner.name, [(2, 3), (0, 1)], NOW + timedelta(hours=5)), (lazy.name, [(0, 3), (0, 1)], None)]


def test_a_cohort_without_learners_is_told_what_to_do(client, world):
    empty = CohortFactory(course=world.cohort.course)
    client.force_login(world.director)
    response = client.get(page_of(empty))
    assert (response.context["page"].readers, "Show the class code" in response.content.decode()) == ([], True)


def test_it_is_for_those_who_teach_the_cohort(client, world):
    response = client.get(page_of(world.cohort))
    assert (response.status_code, response["Location"].partition("?")[0]) == (302, reverse("account_login"))
    for who, status in [
        ("learner", 404),
        ("stranger", 404),
        ("other_instructor", 404),
        ("instructor", 200),
        ("director", 200),
    ]:
        client.force_login(getattr(world, who))
        assert client.get(page_of(world.cohort)).status_code == status
    assert client.post(page_of(world.cohort)).status_code == 405


@pytest.mark.parametrize("n_learners", [3, 30])
def test_the_number_of_queries_is_constant(client, world, n_learners, django_assert_num_queries):
    seats = EnrolmentFactory.create_batch(n_learners, cohort=world.cohort)
    SlideVisit.objects.bulk_create(SlideVisit(user=each.user, slide=world.slides[0], at=NOW) for each in seats)
    client.force_login(world.instructor)
    with django_assert_num_queries(7):
        client.get(page_of(world.cohort))


def test_learners_are_told_that_their_instructor_sees_it(client, world):
    for who, is_told in [(world.learner, True), (world.instructor, False)]:
        client.force_login(who)
        page = client.get(reverse("lessons:lesson", args=[world.lesson.slug])).content.decode()
        assert ("Your instructor sees how many pages you have read" in page) == is_told


def test_the_cohort_page_leads_to_it(client, world):
    client.force_login(world.instructor)
    page = client.get(reverse("courses:cohort", args=[world.cohort.pk])).content.decode()
    assert f'href="{page_of(world.cohort)}"' in page
