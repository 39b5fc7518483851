"""The deck: frames in order, on time, and nothing of the instructor's in what the class sees."""

from dataclasses import asdict
from decimal import Decimal

import pytest
from django.urls import reverse

from lessons.deck import Frame, deck_of, parts_of
from tests.factories import (
    CUE,
    KEY_MESSAGE,
    NOTE,
    SOURCE_NOTE,
    LessonFactory,
    MediaFactory,
    OutcomeFactory,
    SectionFactory,
    SlideFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson():
    lesson = LessonFactory(opening_minutes=Decimal("2.5"), summary_minutes=Decimal(1))
    outcome = OutcomeFactory(lesson=lesson, slug="types")
    OutcomeFactory(lesson=lesson, slug="country-team", short="The Country Team")
    section = SectionFactory(lesson=lesson, title="UN partners")
    first = SlideFactory(section=section, slug="un-partners", minutes_low=Decimal(1), minutes_high=Decimal(2))
    first.outcomes.add(outcome)
    SlideFactory(
        section=section, slug="circles", number=None, layout="activity", minutes_low=None, minutes_high=None, bullets=[]
    )
    SlideFactory(section=section, slug="gone", is_retired=True)
    return lesson


def test_frames_follow_the_files_and_the_plan(lesson):
    plan = [(step.frame.key, step.starts_at, step.ends_at) for step in deck_of(lesson)]
    assert plan == [
        ("topic", 0, 30),
        ("aim", 30, 60),
        ("relevance", 60, 90),
        ("outcomes", 90, 120),
        ("overview", 120, 150),
        ("un-partners", 150, 240),
        ("circles", 240, 240),
        ("summary-types", 240, 270),
        ("summary-country-team", 270, 300),
    ]


def test_slides_are_counted_as_slides_and_other_frames_by_what_they_are_for(lesson):
    SlideFactory(section=lesson.sections.get(), slug="last", number=12)
    SlideFactory(section=lesson.sections.get(), slug="spare", number=None)
    deck = deck_of(lesson)
    assert [(step.frame.part, step.frame.place, step.frame.n) for step in deck] == [
        *(("opening", place, 5) for place in range(1, 6)),
        ("slides", 1, 12),
        ("activity", 1, 1),
        ("slides", 12, 12),
        ("extra", 1, 1),
        ("summary", 1, 2),
        ("summary", 2, 2),
    ]
    words = [step.frame.where for step in deck if step.frame.key != "aim"]
    assert words[3:] == [
        "Opening 5 of 5",
        "Slide 1 of 12",
        "Opens an activity",
        "Slide 12 of 12",
        "Slide without a number",
        "Summary 1 of 2",
        "Summary 2 of 2",
    ]
    assert parts_of(deck) == {"opening": 5, "slides": 2, "activity": 1, "extra": 1, "summary": 2}


def test_opening_frames_are_made_from_the_lesson(lesson):
    topic, aim, relevance, outcomes, overview = (step.frame for step in deck_of(lesson)[:5])
    assert topic.title == lesson.title
    assert (aim.prose, relevance.prose) == (lesson.aim, lesson.relevance)
    assert outcomes.lines == ("List types of partners", "List types of partners")
    assert overview.lines == ("UN partners",)


def test_what_the_class_sees_holds_nothing_of_the_instructor(lesson):
    shown = str([asdict(step.frame) for step in deck_of(lesson)])
    assert [token for token in (NOTE, CUE, SOURCE_NOTE, KEY_MESSAGE) if token in shown] == []
    scripts = str([step.script for step in deck_of(lesson)])
    assert [token for token in (NOTE, CUE, SOURCE_NOTE, KEY_MESSAGE) if token not in scripts] == []


def test_pictures_come_with_their_address(lesson):
    media = MediaFactory(lesson=lesson)
    picture = {"path": media.path, "alt": "A map", "credit": "Own drawing"}
    lesson.slides.filter(slug="un-partners").update(pictures=[picture])
    step = next(step for step in deck_of(lesson) if step.frame.key == "un-partners")
    assert [(each.address, each.alt) for each in step.frame.pictures] == [
        (f"/lessons/{lesson.slug}/media/{media.digest}/", "A map")
    ]


@pytest.mark.parametrize("n_slides", [3, 60])
def test_the_number_of_queries_does_not_grow(n_slides, django_assert_num_queries):
    section = SectionFactory()
    SlideFactory.create_batch(n_slides, section=section)
    with django_assert_num_queries(5):
        deck_of(section.lesson)


@pytest.mark.parametrize(
    ("lines", "prose", "density"),
    [
        (("One",), "", ""),
        (("A point that is told in one row",) * 7, "", ""),
        ((), "word " * 120, ""),
        ((), "- " + "\n- ".join(["a point of some length that fills its row nicely"] * 14), "dense"),
        (
            (),
            "\n\n".join(["a passage that goes on and on and fills more than one row of the wall"] * 9),
            "narrow-denser",
        ),
    ],
)
def test_a_full_frame_is_set_smaller(lines, prose, density):
    assert Frame(key="x", kind="slide", title="X", lines=lines, prose=prose).density == density


OWN = ["topic", "aim", "relevance", "outcomes", "overview", "screen", "summary-types"]


def test_slides_that_are_called_as_our_own_frames_can_all_be_presented(client, world):
    for slug in OWN:
        SlideFactory(section=world.slides[0].section, slug=slug)
    keys = [step.frame.key for step in deck_of(world.lesson)]
    assert [key for key in keys if key.startswith("slide~")] == [f"slide~{slug}" for slug in OWN]
    assert len(keys) == len(set(keys))
    client.force_login(world.instructor)
    pages = [client.get(reverse("lessons:desk", args=[world.lesson.slug, key])) for key in keys]
    assert [page.context["step"].frame.key for page in pages] == keys
