"""A director reads what a class learned: on a laptop, on a phone, on paper, and from right to left."""

import pytest
from django.urls import reverse

from assessments.models import Sitting
from tests.assessments.marked import submit
from tests.browser.looks import HALF, look_at
from tests.browser.quizzes import RIGHT_ONES, open_quiz
from tests.factories import EnrolmentFactory

SLUGS = (
    "f1-internal-partner",
    "f3-financial-institutions",
    "t3-un-arrives-first",
    "t8-ownership",
    "m2-host-government",
    "m1-country-team",
    "n6-obstacles",
)
WRONG_ONES = {0: {"partner": "The army"}, 1: {"first": "NATO", "second": "ICRC"}, 2: True, 3: False, 4: "a", 5: ["b"]}
N_LEARNERS = 24


def answers(learner, known):
    """The answers of a learner who knows so many of the six questions that a machine scores."""
    knows = {(learner * 5 + n) % 6 for n in range(known)}
    scored = [RIGHT_ONES[place] if place in knows else WRONG_ONES[place] for place in range(6)]
    return [*scored, RIGHT_ONES[6]]


@pytest.fixture
def results(world):
    """A class of 24 and somebody who is on the list only: three missed the second quiz, one the first."""
    pre = open_quiz(world, SLUGS)
    post = Sitting.objects.get(pk=pre.pk)
    post.pk, post.kind, post.label, post.crosses = None, Sitting.Kind.POST, "Quiz after the lesson", pre
    post.save()
    seats = [EnrolmentFactory(cohort=world.cohort, user__name=f"Learner {n:02}") for n in range(1, N_LEARNERS + 1)]
    for n, seat in enumerate(seats):
        if n != 5:
            submit(pre, *answers(n, n % 5), enrolment=seat)
        if n not in {7, 11, 13}:
            submit(post, *answers(n, 1 if n == 9 else min(6, n % 5 + 1 + n % 3)), enrolment=seat)
    return reverse("assessments:results", args=[world.cohort.pk])


def test_results_are_for_everybody_to_read(laptop, sign_in, world, results, live_server, axe):
    sign_in(laptop, world.director)
    laptop.goto(live_server.url + results, wait_until="networkidle")
    assert laptop.get_by_role("heading", level=1).inner_text() == "20 learners sat both quizzes. 19 improved."
    look_at(laptop, axe)
    laptop.set_viewport_size({"width": 1280, "height": 720})
    laptop.get_by_text("For experts").click()
    laptop.get_by_text("What was chosen").first.click()
    axe(laptop)
    laptop.get_by_role("link", name="Learner", exact=True).click()
    assert laptop.locator(".by-learner tbody th").first.inner_text() == "Amina Diallo"


def test_one_learner(laptop, sign_in, world, results, live_server, axe):
    sign_in(laptop, world.instructor)
    laptop.goto(live_server.url + results, wait_until="networkidle")
    laptop.get_by_role("link", name="Learner 01").click()
    look_at(laptop, axe, HALF)


def test_results_from_right_to_left(laptop, sign_in, world, results, live_server, axe):
    sign_in(laptop, world.director)
    laptop.goto(live_server.url + results, wait_until="networkidle")
    laptop.evaluate("document.documentElement.dir = 'rtl'")
    # The scale stays as it is: nothing lies at the left, full marks at the right.
    first, last = (laptop.locator(".scale span").nth(n).bounding_box()["x"] for n in (0, 2))
    assert first < last
    look_at(laptop, axe, HALF)
