"""Frames with the same title, as the slide and the summary of an outcome have it, are told apart in words."""

import re

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from delivery.actions.running import start
from delivery.models import Delivery
from tests.delivery.factories import DeliveryFactory, PlanItemFactory
from tests.delivery.orders import order
from tests.factories import OutcomeFactory, SlideFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
NAMES = ["Types of partners (Slide 7 of 7)", "Types of partners (Summary 1 of 1)"]


def build_delivery():
    """A class whose plan has a frame of its own, and a slide and a summary with the same title."""
    delivery = DeliveryFactory()
    PlanItemFactory(delivery=delivery, title="First")
    slide = SlideFactory(section__lesson=delivery.lesson, number=7, title="Types of partners")
    OutcomeFactory(lesson=delivery.lesson, slug="types", short="Types of partners")
    for frame in (slide.slug, "summary-types"):
        PlanItemFactory(delivery=delivery, frame=frame, title="Types of partners", is_core=False, seconds=600)
    return delivery


world_once, delivery = built_once(build_delivery)


def page_of(client, name, delivery):
    client.force_login(delivery.created_by)
    page = client.get(reverse(f"delivery:{name}", args=[delivery.pk])).content.decode()
    return " ".join(page.split())


def words_of(page):
    return " ".join(strip_tags(page).split())


def test_on_the_page_of_the_plan_and_in_the_names_of_its_controls(client, delivery):
    page = page_of(client, "class", delivery)
    for name, where in zip(NAMES, ("Slide 7 of 7", "Summary 1 of 1"), strict=True):
        assert f'<span class="muted">{where}</span>' in page
        controls = (
            f'aria-label="Minutes for {name}"',
            f'aria-label="Set {name}"',
            f"Move {name} up",
            f'aria-label="Leave out: {name}"',
        )
        assert [control in page for control in controls] == [True] * 4
        assert re.search(rf"<option[^>]*>{re.escape(name)}</option>", page)
    assert "First (" not in page


@pytest.mark.parametrize("name", ["pack", "report", "report-file"])
def test_on_paper_and_in_the_look_back(client, delivery, name):
    words = words_of(page_of(client, name, delivery))
    assert [each in words for each in (*NAMES, "First (")] == [True, True, False]


@pytest.mark.parametrize("is_driving", [True, False])
def test_on_the_console(client, delivery, is_driving):
    start(delivery=delivery, order=order(delivery))
    if is_driving:
        Delivery.objects.update(driver=None)
    page = page_of(client, "console", delivery)
    plan = words_of(page.split('<ol class="plan-list">')[1].split("</ol>")[0])
    assert [each in plan for each in (*NAMES, "First (")] == [True, True, False]
    assert (f">{NAMES[0]}</button>" in page) == is_driving
    assert f"Next: {NAMES[0]}" in words_of(page)


def test_among_what_could_be_left_out(client, delivery):
    delivery.items.filter(title="First").update(seconds=3000)
    start(delivery=delivery, order=order(delivery))
    delivery.items.filter(frame="summary-types").update(is_core=True)
    words = words_of(page_of(client, "console", delivery))
    assert f"you could leave out: {NAMES[0]}, {NAMES[1]}" in words
