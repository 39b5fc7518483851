"""A class whose lesson was loaded anew after it was planned: what left is shown as it was, what is new can be added."""

import re
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from delivery.actions.orders import ClassOverError
from delivery.actions.planning import PastItemError, Wish, create_delivery, remove_item, renew_frames
from delivery.actions.running import move_to, start
from delivery.models import Delivery, PlanItem
from delivery.reports.scenes import planned_steps
from lessons.models import Media
from tests.delivery.orders import order
from tests.factories import (
    NOW,
    ActivityFactory,
    CohortFactory,
    EnrolmentFactory,
    LessonFactory,
    OutcomeFactory,
    PhaseFactory,
    SectionFactory,
    SlideFactory,
)
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
WORDS = "Lead above all"


def build_world():
    """A class with the opening, slides a to c, an activity that slide c opens, and a summary."""
    lesson = LessonFactory()
    section = SectionFactory(lesson=lesson)
    outcome = OutcomeFactory(lesson=lesson, slug="one", summary="What it was about")
    activity = ActivityFactory(lesson=lesson, slug="brief")
    PhaseFactory(activity=activity, slug="talk", title="Talk", instructions="Walk around")
    slides = {
        slug: SlideFactory(section=section, slug=slug, title=f"Slide {slug}", bullets=[f"{WORDS} {slug}"])
        for slug in "abc"
    }
    slides["c"].activity = "brief"
    slides["c"].save()
    seat = EnrolmentFactory(instructor=True, cohort=CohortFactory(course=lesson.course))
    wish = Wish(lesson, Decimal(45), [activity], "named", {})
    delivery = create_delivery(cohort=seat.cohort, wish=wish, token="t", by=seat.user, now=NOW)
    learner = EnrolmentFactory(cohort=seat.cohort)
    return SimpleNamespace(**vars_of(locals()))


def vars_of(names):
    return {name: names[name] for name in ("lesson", "outcome", "activity", "slides", "delivery", "seat", "learner")}


world_once, world = built_once(build_world)


def retire(*rows):
    for row in rows:
        row.is_retired = True
        row.save()


def frames(delivery):
    """Return the slides and activities of a plan in their order; those that are left out in brackets."""
    rows = delivery.items.order_by("position").exclude(frame__in=["topic", "aim", "relevance", "outcomes", "overview"])
    names = [row.frame or row.kind for row in rows]
    return " ".join(f"({name})" if row.is_hidden else name for name, row in zip(names, rows, strict=True))


def at(delivery, frame):
    return delivery.items.get(frame=frame)


def go_to(delivery, frame):
    delivery = start(delivery=delivery, order=order(delivery))
    return move_to(delivery=delivery, item=at(delivery, frame), order=order(delivery))


def test_what_left_the_lesson_is_shown_as_it_was(world):
    before = {step.item.frame: step for step in planned_steps(world.delivery)}
    retire(world.slides["b"], world.outcome)
    after = {step.item.frame: step for step in planned_steps(world.delivery)}
    for key in ("b", "summary-one"):
        was, now = before[key], after[key]
        assert (now.scene.frame.title, now.scene.frame.lines) == (was.scene.frame.title, was.scene.frame.lines)
        assert (now.scene.frame.prose, now.step.script.notes) == (was.scene.frame.prose, was.step.script.notes)
        assert (now.scene.frame.where, now.scene.frame.number) == ("No longer in the lesson", None)
    assert after["a"].scene.frame.where == "Slide 1 of 3"


def test_its_pictures_are_still_there(client, world):
    media = Media.objects.create(
        lesson=world.lesson, path="x.png", media_type="image/png", digest="d" * 64, content=b"x"
    )
    world.slides["b"].pictures = [{"path": "x.png", "alt": "A jar", "credit": "Us"}]
    retire(world.slides["b"], media)
    step = next(step for step in planned_steps(world.delivery) if step.item.frame == "b")
    client.force_login(world.seat.user)
    assert client.get(step.scene.frame.pictures[0].address).content == b"x"


def test_a_frame_that_nobody_knows_any_more_has_its_title_and_asks_nothing(client, world):
    delivery = go_to(world.delivery, "b")
    world.slides["b"].delete()
    for user, name in ((world.seat.user, "console"), (world.seat.user, "screen"), (world.learner.user, "follow")):
        client.force_login(user)
        page = client.get(reverse(f"delivery:{name}", args=[delivery.pk])).content.decode()
        assert "Slide b" in page, name
        assert "A question to you" not in page


@pytest.mark.parametrize("name", ["console", "screen", "follow"])
def test_console_screen_and_phones_show_what_left(client, world, name):
    delivery = go_to(world.delivery, "b")
    retire(world.slides["b"])
    client.force_login(world.learner.user if name == "follow" else world.seat.user)
    page = client.get(reverse(f"delivery:{name}", args=[delivery.pk])).content.decode()
    assert f"{WORDS} b" in page
    assert "A question to you" not in page


def test_an_activity_that_left_has_its_phases_on_the_console_and_on_paper(client, world):
    delivery = start(delivery=world.delivery, order=order(world.delivery))
    delivery = move_to(delivery=delivery, item=delivery.items.get(kind="activity"), order=order(delivery))
    retire(world.activity)
    client.force_login(world.seat.user)
    for name in ("console", "pack"):
        assert "Talk" in client.get(reverse(f"delivery:{name}", args=[delivery.pk])).content.decode()


def test_the_plan_says_what_changed_and_brings_its_slides_up_to_date(client, world):
    client.force_login(world.seat.user)
    address = reverse("delivery:class", args=[world.delivery.pk])
    assert "The lesson has changed" not in client.get(address).content.decode()
    retire(world.slides["b"], world.activity)
    SlideFactory(slug="new", position=1, section=world.slides["a"].section)
    text = " ".join(strip_tags(client.get(address).content.decode()).split())
    assert "2 items of the plan are no longer in it" in text
    assert "1 slide is new." in text
    assert text.count("▲ No longer in the lesson") == 2
    for _ in range(2):
        done = client.post(reverse("delivery:class-slides", args=[world.delivery.pk]), follow=True)
        text = " ".join(strip_tags(done.content.decode()).split())
        assert frames(world.delivery) == "a new c activity summary-one"
    assert "1 item of the plan is no longer in it" in text  # the activity, for the instructor to decide
    assert "Bring the slides" not in text
    item = world.delivery.items.get(kind="activity")
    assert re.search(rf'items/{item.pk}/remove/"', done.content.decode())


def test_what_the_class_has_reached_stays_and_new_slides_come_after_it(world):
    delivery = go_to(world.delivery, "b")
    retire(world.slides["a"], world.slides["b"], world.slides["c"])
    SlideFactory(slug="new", position=0, section=world.slides["a"].section)
    rev = Delivery.objects.get().rev
    assert renew_frames(delivery=delivery)
    assert frames(delivery) == "a b new activity summary-one"
    assert Delivery.objects.get().rev == rev + 1
    assert not renew_frames(delivery=delivery)
    assert Delivery.objects.get().rev == rev + 1


def test_what_the_class_has_seen_and_gone_back_from_stays_too(client, world):
    delivery = go_to(world.delivery, "b")
    move_to(delivery=delivery, item=at(delivery, "a"), order=order(delivery))
    retire(world.slides["b"], world.slides["c"])
    assert renew_frames(delivery=delivery)
    assert frames(delivery) == "a b activity summary-one"
    client.force_login(world.seat.user)
    page = client.get(reverse("delivery:class", args=[delivery.pk])).content.decode()
    assert "The lesson has changed" not in page
    assert f"items/{at(delivery, 'b').pk}/remove/" not in page


def test_of_a_summary_that_was_emptied_only_the_title_is_left_and_the_plan_says_so(client, world):
    world.outcome.summary = ""
    world.outcome.save()
    client.force_login(world.seat.user)
    text = " ".join(
        strip_tags(client.get(reverse("delivery:class", args=[world.delivery.pk])).content.decode()).split()
    )
    assert "1 item of the plan is no longer in it" in text
    assert "Of 1 of them only the title is left." in text


def test_a_new_slide_that_opens_an_activity_nobody_chose_is_left_out(world):
    ActivityFactory(lesson=world.lesson, slug="other")
    SlideFactory(slug="new", position=9, activity="other", section=world.slides["a"].section)
    renew_frames(delivery=world.delivery)
    assert frames(world.delivery) == "a b c activity (new) summary-one"


def test_the_plan_of_a_class_that_is_over_stays(world):
    Delivery.objects.update(started_at=NOW, ended_at=NOW)
    retire(world.slides["b"])
    with pytest.raises(ClassOverError):
        renew_frames(delivery=world.delivery)


def test_only_a_slide_that_left_can_be_removed_by_hand(world):
    assert not remove_item(item=at(world.delivery, "b"))
    retire(world.slides["b"])
    assert remove_item(item=at(world.delivery, "b"))
    assert frames(world.delivery) == "a c activity summary-one"
    retire(world.slides["a"])
    go_to(world.delivery, "a")
    with pytest.raises(PastItemError):
        remove_item(item=at(world.delivery, "a"))
    assert PlanItem.objects.filter(frame="a").exists()
