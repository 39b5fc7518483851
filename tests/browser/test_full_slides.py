"""Slides with as much text as the check lets pass are whole on the class screen, and none is cut silently."""

import pytest

from lessons.fitting import fits
from lessons.models import Slide
from tests.factories import SlideFactory
from tests.lessons.test_fitting import letters, slide

SCREENS = [(1280, 720), (1920, 1080), (1024, 768)]
FULL = {
    "seven-beside": slide(7, 120, has_pictures=True),
    "five-beside": slide(5, 220, has_pictures=True),
    "four-beside": slide(4, 120, has_pictures=True),
    "seven": slide(7, 170),
    "seven-shorter": slide(7, 100),
    "three": slide(3, 300),
    "long-title": slide(4, 50, title=letters(290)),
    "long-title-beside": slide(3, 60, has_pictures=True, title=letters(200)),
    "one-word": slide(4, 50, title="x" * 250),
}
# What of a frame reaches out of it, over its foot or under its neighbour; and how high its picture is.
OUTSIDE = """() => { const frame = document.querySelector('[data-on]'), body = frame.querySelector('.frame-body');
  const box = frame.getBoundingClientRect(), unit = box.height / 100;
  const low = box.bottom - 4.9 * unit, picture = body.querySelector('img');
  const found = [...body.querySelectorAll('.frame-section, .frame-title, .frame-lines li')].filter((part) => {
    const b = part.getBoundingClientRect();
    return b.top < box.top + 2 || b.bottom > low || b.left < box.left || b.right > box.right - 2;
  }).map((part) => part.className || part.textContent.slice(0, 20));
  const isLow = picture && picture.getBoundingClientRect().height < 20 * unit;
  const scrolls = body.scrollHeight > body.clientHeight + 1;
  return [...found, ...(isLow ? ['picture'] : []), ...(scrolls ? ['scrolls'] : [])]; }"""
SIZE = "parseFloat(getComputedStyle(document.querySelector('[data-on] .frame-lines')).fontSize)"


@pytest.fixture
def full(world):
    """The lesson with full slides at its end, and one that was loaded before anybody checked whether it fits."""
    section = world.lesson.sections.last()
    picture = world.lesson.slides.exclude(pictures=[]).first().pictures[:1]
    number = Slide.objects.filter(lesson=world.lesson).count() + 100
    for place, (slug, words) in enumerate({**FULL, "too-long": slide(7, 300)}.items()):
        pictures = picture if words.has_pictures else []
        more = {"title": words.title, "bullets": list(words.lines), "pictures": pictures, "number": number + place}
        SlideFactory(section=section, lesson=world.lesson, slug=slug, position=number + place, **more)
    return world


def show(page, live_server, slug, screen):
    page.set_viewport_size({"width": screen[0], "height": screen[1]})
    page.goto(f"{live_server.url}/lessons/mission-partners/present/screen/#{slug}")
    page.wait_for_selector(f"[data-frame='{slug}'][data-on]")


@pytest.mark.parametrize("screen", SCREENS)
def test_full_slides_are_whole_on_the_class_screen(laptop, sign_in, full, live_server, screen):
    assert [slug for slug, words in FULL.items() if not fits(words)] == []
    sign_in(laptop, full.instructor)
    cut, sizes = {}, {}
    for slug in FULL:
        laptop.goto("about:blank")
        show(laptop, live_server, slug, screen)
        sizes[slug] = laptop.evaluate(SIZE) / screen[1]
        if outside := laptop.evaluate(OUTSIDE):
            cut[slug] = outside
    assert cut == {}
    assert min(sizes.values()) > 0.022  # of the height of the screen


def test_what_fits_on_no_screen_can_be_scrolled_to(laptop, sign_in, full, live_server, axe):
    sign_in(laptop, full.instructor)
    show(laptop, live_server, "too-long", SCREENS[0])
    axe(laptop)
    frame = laptop.locator("[data-on]").bounding_box()
    first = laptop.locator("[data-on] .frame-section").bounding_box()
    assert first["y"] >= frame["y"]
    laptop.locator("[data-on] .frame-body").evaluate("body => { body.scrollTop = body.scrollHeight; }")
    box = laptop.locator("[data-on] .frame-lines li").last.bounding_box()
    assert box["y"] + box["height"] <= frame["y"] + frame["height"]
