"""The instructor's guide: every frame, note and activity of a lesson, with times that add up."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from activities.models import Activity
from lessons.models import Lesson, Reference, Slide
from tests.factories import (
    CUE,
    KEY_MESSAGE,
    NOTE,
    SOURCE_NOTE,
    ActivityFactory,
    PhaseFactory,
    SlideFactory,
)
from tests.lessons.conftest import build_world
from tests.worlds import built_once

SECRETS = (NOTE, CUE, SOURCE_NOTE)
world_once, world = built_once(build_world)


def address(name, *args):
    return reverse(f"activities:{name}", args=["mission-partners", *args])


def body(response):
    return response.content.decode()


@pytest.mark.parametrize("name", ["guide", "guide-whole"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("learner", 404), ("stranger", 404), ("other_instructor", 404), ("instructor", 200), ("director", 200)],
)
def test_the_guide_is_for_those_who_teach_the_lesson(client, world, name, who, status):
    client.force_login(getattr(world, who))
    assert client.get(address(name)).status_code == status


def test_the_guide_is_complete(client, world):
    client.force_login(world.instructor)
    guide = body(client.get(address("guide-whole")))
    assert [secret for secret in (*SECRETS, KEY_MESSAGE) if secret not in guide] == []


def test_notes_that_several_frames_share_stand_in_the_guide_once(client, world):
    client.force_login(world.instructor)
    guide = body(client.get(address("guide-whole")))
    assert (guide.count("Welcome."), guide.count("Notes as above.")) == (1, 4 + 1)  # the last two slides are alike


def test_the_parts_of_the_guide_have_every_frame_and_note_once(client, world):
    SlideFactory(section__lesson=world.lesson, section__title="National partners", slug="host", title="The host")
    client.force_login(world.instructor)
    guide = client.get(address("guide"))
    numbers = [int(each) for each in re.findall(r'/guide/(\d+)/"', body(guide))]
    pages = [client.get(address("guide-part", number)) for number in numbers]
    told = [page.context["part"].title for page in pages]
    assert told == ["Opening", "UN partners", "National partners", "Summary"]
    frames = [entry.step.frame.key for page in pages for entry in page.context["part"].entries]
    assert frames == [entry.step.frame.key for entry in client.get(address("guide-whole")).context["guide"].entries]
    assert [secret for secret in (*SECRETS, KEY_MESSAGE) if secret not in body(pages[1])] == []
    beside = [re.findall(r'rel="(\w+)" href="[^"]*/guide/(\d)/"', body(page)) for page in pages]
    assert beside == [[("next", "2")], [("prev", "1"), ("next", "3")], [("prev", "2"), ("next", "4")], [("prev", "3")]]


@pytest.mark.parametrize(
    ("who", "number", "status"),
    [("learner", 1, 404), ("stranger", 1, 404), ("director", 1, 200), ("director", 9, 404)],
)
def test_a_part_of_the_guide_is_for_those_who_teach_the_lesson(client, world, who, number, status):
    client.force_login(getattr(world, who))
    assert client.get(address("guide-part", number)).status_code == status


@pytest.mark.parametrize("has_more", [True, False])
def test_only_what_the_lesson_has_stands_at_the_end_of_the_whole_guide(client, world, has_more):
    Reference.objects.update(about="See page 35.")
    if not has_more:
        world.lesson.references.all().delete()
        world.lesson.common_questions.all().delete()
    client.force_login(world.instructor)
    guide = body(client.get(address("guide-whole")))
    said = ("<h2>References</h2>", "See page 35.", "<h2>Questions people ask</h2>")
    assert [words in guide for words in said] == [has_more] * 3
    assert "Further ways to evaluate" not in guide


@pytest.fixture
def with_activities(world):
    """An activity of 10 minutes that a slide opens, and one of 12 to 14 that none does: 23 in the middle."""
    lesson = world.lesson
    opener = {"layout": Slide.Layout.ACTIVITY, "number": None, "minutes_low": None, "minutes_high": None}
    SlideFactory(section=world.slides[0].section, slug="opener", title="Talk", activity="talk", **opener)
    SlideFactory(section__lesson=lesson, section__title="Treatment", slug="boil", title="Boil")
    kind = Activity.Kind.BRIEFING
    purpose = "To tell **where** water\ncomes from."
    ten = {"minutes_low": Decimal(10), "minutes_high": Decimal(10)}
    talk = ActivityFactory(lesson=lesson, slug="talk", number="1.1", title="Your own site", purpose=purpose, **ten)
    for title, minutes in (("In pairs", 4), ("Together", 6), ("Gone", 30)):
        times = {"minutes_low": Decimal(minutes), "minutes_high": Decimal(minutes)}
        PhaseFactory(activity=talk, title=title, is_retired=title == "Gone", **times)
    long = {"minutes_low": Decimal(12), "minutes_high": Decimal(14)}
    ActivityFactory(lesson=lesson, slug="brief", number="1.2", title="Brief a section", kind=kind, **long)
    evaluation = Activity.Use.EVALUATION
    ActivityFactory(lesson=lesson, slug="test", number="E1", title="Draw it", use=evaluation, plan_of=talk)
    return world


def times_of(guide):
    return {entry.title: (entry.starts_at, entry.ends_at) for entry in guide.entries if entry.ends_at > 150}


@pytest.mark.parametrize(("left", "has_room"), [(23, True), (22, False)])
def test_the_times_include_activities_that_fit_together(client, with_activities, left, has_room):
    Lesson.objects.update(interactive_minutes=left)
    client.force_login(with_activities.instructor)
    page = client.get(address("guide-whole"))
    guide = page.context["guide"]
    ten, thirteen = (600, 780) if has_room else (0, 0)
    slides = {"Talk": (420, 420), "1.1 Your own site": (420, 420 + ten), "Boil": (420 + ten, 510 + ten)}
    summary = (510 + ten + thirteen, 570 + ten + thirteen)
    rest = {"1.2 Brief a section": (510 + ten, summary[0]), "Types of partners": summary}
    assert list(times_of(guide).items())[3:] == list((slides | rest).items())
    assert guide.has_room == has_room
    assert ("The activities take 23 minutes together, and the lesson leaves 22" in body(page)) == (not has_room)


def test_an_activity_has_its_name_aim_and_phases_with_their_minutes(client, with_activities):
    client.force_login(with_activities.instructor)
    whole = client.get(address("guide-whole"))
    text = " ".join(re.sub(r"<[^>]+>", " ", body(whole)).split())
    phases = "In pairs ◷ 4 min Together ◷ 6 min How to run it"
    assert f"Activity 1.1: Your own site 7:00–17:00 Aim: To tell where water comes from. {phases}" in text
    assert "Activity 1.2: Brief a section 18:30–31:30 Aim: To recall partners. How to run it" in text
    borrowed = "Aim: To recall partners. This activity uses the plan of 1.1, Your own site."
    assert f"Further ways to evaluate Activity E1: Draw it 15 min {borrowed} {phases}" in text
    assert "for questions and activities." in text
    parts = [[entry.title for entry in part.entries][-2:] for part in whole.context["guide"].parts]
    assert parts[1:] == [["Talk", "1.1 Your own site"], ["Boil", "1.2 Brief a section"], ["Types of partners"]]
    part = body(client.get(address("guide-part", 2)))
    assert ("Your own site" in part, "Brief a section" in part) == (True, False)


@pytest.mark.parametrize("n", [1, 12])
def test_the_number_of_queries_does_not_grow(client, world, n, django_assert_num_queries):
    SlideFactory.create_batch(n, section=world.slides[0].section)
    for activity in ActivityFactory.create_batch(n, lesson=world.lesson, kind=Activity.Kind.BRIEFING):
        PhaseFactory.create_batch(n, activity=activity)
    client.force_login(world.instructor)
    with django_assert_num_queries(15):
        client.get(address("guide-whole"))
