"""The activities of a lesson: for those who teach it."""

import pytest

from activities.models import Activity
from tests.activities.factories import RATING
from tests.factories import ActivityFactory, EnrolmentFactory, LessonFactory, PhaseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity():
    return PhaseFactory(title="National partners").activity


def page_of(activity):
    return f"/lessons/{activity.lesson.slug}/activities/"


def test_instructors_read_plans_and_checklists(client, activity):
    borrower = ActivityFactory(lesson=activity.lesson, number="1.8.4", plan_of=activity)
    ActivityFactory(lesson=activity.lesson, title="Gone", is_retired=True)
    ActivityFactory(lesson=activity.lesson, title="A diagram", use="evaluation")
    client.force_login(EnrolmentFactory(instructor=True, cohort__course=activity.lesson.course).user)
    response = client.get(page_of(activity))
    assert response.context["learning"] == [activity, borrower]
    assert [each.title for each in response.context["evaluation"]] == ["A diagram"]
    page = response.content.decode()
    assert page.count("National partners") == 2  # the plan itself, and where it is borrowed
    assert "TOKEN-CHECKLIST" in page


LEARNING, EVALUATION = "<h2>Learning activities</h2>", "<h2>Further ways to evaluate</h2>"


@pytest.mark.parametrize("uses", [[], ["learning"], ["evaluation"], ["learning", "evaluation"]])
def test_only_what_there_is_has_a_heading(client, uses):
    lesson = LessonFactory()
    for use in uses:
        ActivityFactory(lesson=lesson, use=use)
    client.force_login(EnrolmentFactory(instructor=True, cohort__course=lesson.course).user)
    page = client.get(f"/lessons/{lesson.slug}/activities/").content.decode()
    assert [LEARNING in page, EVALUATION in page] == [use in uses for use in ("learning", "evaluation")]
    assert ("None yet." in page) == (not uses)


@pytest.mark.parametrize("comments", [[], ["What I liked"]])
def test_a_rating_form_asks_in_writing_only_for_what_it_has(client, activity, comments):
    Activity.objects.update(rating={**RATING, "comments": comments})
    client.force_login(EnrolmentFactory(instructor=True, cohort__course=activity.lesson.course).user)
    assert ("In writing:" in client.get(page_of(activity)).content.decode()) == bool(comments)


def test_learners_strangers_and_unknown_people_stay_out(client, activity):
    assert client.get(page_of(activity)).status_code == 302
    for seat in (EnrolmentFactory(cohort__course=activity.lesson.course), EnrolmentFactory(instructor=True)):
        client.force_login(seat.user)
        assert client.get(page_of(activity)).status_code == 404


@pytest.mark.parametrize("n_activities", [1, 12])
def test_the_number_of_queries_is_constant(client, activity, n_activities, django_assert_num_queries):
    for _ in range(n_activities):
        PhaseFactory.create_batch(3, activity=ActivityFactory(lesson=activity.lesson))
        ActivityFactory(lesson=activity.lesson, plan_of=activity)
    client.force_login(EnrolmentFactory(instructor=True, cohort__course=activity.lesson.course).user)
    with django_assert_num_queries(7):
        client.get(page_of(activity))
