"""The preview of a correction that reaches many learners of several cohorts: short, folded, and without script."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.models import CertificateRule
from tests.assessments.factories import SittingFactory
from tests.assessments.marked import submit, version_of
from tests.browser.looks import HALF, look_at
from tests.browser.quizzes import open_quiz
from tests.browser.world import world  # noqa: F401
from tests.factories import CohortFactory, EnrolmentFactory

LESSON = "mission-partners"


@pytest.fixture
def quiz(world):  # noqa: F811
    """A quiz with one true/false question, which twelve learners of one cohort sat and two of another."""
    CertificateRule.objects.create(course=world.cohort.course, least_percent=70)
    quiz = open_quiz(world, ("t3-un-arrives-first",), label="Quiz after the lesson", kind="post")
    other = CohortFactory(course=world.cohort.course, name="Entebbe")
    EnrolmentFactory(cohort=other, user=world.instructor, instructor=True)
    elsewhere = SittingFactory(form_a=quiz.form_a, cohort=other, kind="post", label="Quiz after the lesson")
    for number in range(12):
        seat = EnrolmentFactory(cohort=world.cohort, user__name=f"Learner {number:02}")
        submit(quiz, number > 2, enrolment=seat)
    for answer in (True, False):
        submit(elsewhere, answer)
    return quiz


def look(page, live_server, quiz):
    page.goto(live_server.url + reverse("assessments:key", args=[LESSON, version_of(quiz).pk]))
    page.get_by_label("True", exact=True).check()
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_text("14 of 14 scores change.")).to_be_visible()


def test_a_long_preview_is_short_and_opens_without_javascript(no_js_context, sign_in, world, quiz, live_server):  # noqa: F811
    page = no_js_context.new_page()
    sign_in(no_js_context, world.instructor)
    look(page, live_server, quiz)
    expect(page.get_by_role("heading", name="Entebbe")).to_be_visible()
    expect(page.get_by_text("9 learners come to 70 % or more. 3 learners fall below 70 %. A certif")).to_be_visible()
    last = page.get_by_role("rowheader", name="Learner 11")
    expect(last).to_be_hidden()
    page.get_by_text("2 more").click()
    expect(last).to_be_visible()
    page.get_by_label("Reason, for learners to read").fill("The map was old")
    page.get_by_role("button", name="Apply it").click()
    expect(page.get_by_text("The correction is applied. 14 of 14 scores changed.")).to_be_visible()


def test_a_long_preview_is_accessible(laptop, sign_in, world, quiz, live_server, axe):  # noqa: F811
    sign_in(laptop, world.instructor)
    look(laptop, live_server, quiz)
    laptop.get_by_text("2 more").click()
    look_at(laptop, axe, HALF)
