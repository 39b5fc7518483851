"""A quiz on paper: sheets that tell whose form they are, and answers typed in by keyboard alone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.models import Attempt
from tests.browser.marking_world import SLUGS
from tests.browser.quizzes import open_quiz
from tests.factories import EnrolmentFactory


@pytest.fixture
def seat(world):
    return EnrolmentFactory(cohort=world.cohort, user__name="Eva Papel")


def test_a_paper_is_typed_in_without_the_mouse(laptop, sign_in, world, seat, live_server, axe, watch):
    watch.expect("422")  # questions are empty, which Chromium notes
    sitting = open_quiz(world, SLUGS, label="Quiz before the lesson")
    sign_in(laptop, world.instructor)
    laptop.goto(f"{live_server.url}{reverse('assessments:paper-entry', args=[sitting.pk])}?learner={seat.pk}")
    keys = laptop.keyboard
    expect(laptop.locator("#id_q0-partner")).to_be_focused()
    keys.type("UN Country Team")
    keys.press("Enter")
    expect(laptop.locator("#id_q1")).to_be_focused()
    expect(laptop.locator("form [role=alert]")).to_contain_text("Nothing is stored yet. 4 questions are empty:")
    keys.type("t")
    laptop.get_by_role("button", name="Store the answers").press("Enter")
    told = laptop.locator("form [role=alert]")
    expect(told).to_be_focused()
    expect(told).to_contain_text("3 questions are empty:")
    expect(laptop.locator("#id_q0-partner")).to_have_value("UN Country Team")
    axe(laptop)
    assert not Attempt.objects.exists()
    told.get_by_role("button", name="Store all the same").press("Enter")
    expect(laptop.get_by_text("The answers of Eva Papel are stored.")).to_be_visible()
    assert Attempt.objects.get().responses.count() == 2
