"""Takes the pictures of docs/pictures/ from the running software: `make pictures`."""

from pathlib import Path

import pytest

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
LESSON = "/lessons/mission-partners"
SHOTS = [
    ("home-phone", "phone", "learner", "/", "light"),
    ("home-laptop", "laptop", "instructor", "/", "light"),
    ("lesson-phone", "phone", "learner", f"{LESSON}/", "light"),
    ("slide-phone", "phone", "learner", f"{LESSON}/slides/integrated-approach/", "light"),
    ("slide-phone-dark", "phone", "learner", f"{LESSON}/slides/integrated-approach/", "dark"),
    ("screen-laptop", "laptop", "instructor", f"{LESSON}/present/screen/#integrated-approach", "light"),
    ("desk-laptop", "laptop", "instructor", f"{LESSON}/present/integrated-approach/", "light"),
    ("desk-laptop-dark", "laptop", "instructor", f"{LESSON}/present/icrc/", "dark"),
    ("join-phone", "phone", None, "/join/", "light"),
    ("poster-laptop", "laptop", "instructor", "/cohorts/{cohort}/poster/", "light"),
    ("handout", "laptop", "instructor", f"{LESSON}/handout/", "print"),
]


@pytest.mark.parametrize(("name", "screen", "who", "path", "look"), SHOTS)
def test_take(request, sign_in, world, live_server, settings, name, screen, who, path, look):
    settings.PUBLIC_ADDRESS = "http://192.168.8.1:8000"
    page = request.getfixturevalue(screen)
    if who:
        sign_in(page, getattr(world, who))
    page.goto(live_server.url + path.format(cohort=world.cohort.pk), wait_until="networkidle")
    if look == "print":
        page.set_viewport_size({"width": 794, "height": 1123})  # A4 at 96 dots an inch
        page.emulate_media(media="print")
    else:
        page.emulate_media(color_scheme=look)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", scale="css")
    assert (PICTURES / f"{name}.png").stat().st_size > 5_000
