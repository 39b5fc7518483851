"""Every page: accessible, light and dark, at 360 and 1280; no sideways scrolling at 320."""

import pytest

LESSON = "/lessons/mission-partners"
PAGES = [
    (None, "/"),
    (None, "/join/"),
    (None, "/join/7KQ4MP/"),
    (None, "/account/sign-in/"),
    (None, "/nowhere/"),
    ("learner", "/"),
    ("learner", f"{LESSON}/"),
    ("learner", f"{LESSON}/slides/integrated-approach/"),
    ("learner", f"{LESSON}/summary/"),
    ("learner", f"{LESSON}/words/"),
    ("learner", f"{LESSON}/common-questions/"),
    ("learner", f"{LESSON}/references/"),
    ("learner", f"{LESSON}/handout/"),
    ("director", "/"),
    ("instructor", f"{LESSON}/"),
    ("instructor", f"{LESSON}/present/integrated-approach/"),
    ("instructor", f"{LESSON}/present/screen/"),
    ("instructor", f"{LESSON}/guide/"),
    ("instructor", f"{LESSON}/activities/"),
    ("instructor", f"{LESSON}/questions/"),
    ("instructor", "/account/password/"),
    ("instructor", "/cohorts/{cohort}/"),
    ("instructor", "/cohorts/{cohort}/poster/"),
]
SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, summary, input:not([type=hidden])')]
  .filter((e) => e.checkVisibility())
  .filter((e) => !e.closest('.prose, .visually-hidden, .skip, p, dd, .desk-title, .address-line, .note'))
  .filter((e) => { const b = e.getBoundingClientRect(); return b.height < 43.5 && b.width > 2; })
  .map((e) => `${e.tagName} ${e.textContent.trim().slice(0, 40)} ${Math.round(e.getBoundingClientRect().height)}`)"""


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_a_page_is_accessible_everywhere(laptop, sign_in, world, live_server, watch, axe, who, path):
    if who:
        sign_in(laptop, getattr(world, who))
    if path == "/nowhere/":
        watch.expect("404")
    for width, height in [(1280, 720), (360, 740)]:
        laptop.set_viewport_size({"width": width, "height": height})
        laptop.goto(live_server.url + path.format(cohort=world.cohort.pk))
        for scheme in ("light", "dark"):
            laptop.emulate_media(color_scheme=scheme)
            axe(laptop)
    assert laptop.evaluate(SMALL_TARGETS) == []
    laptop.set_viewport_size({"width": 320, "height": 640})
    assert laptop.evaluate("document.documentElement.scrollWidth") <= 320
