"""Every page: accessible, light and dark, at 360 and 1280; no sideways scrolling at 320."""

import pytest
from django.urls import reverse

from tests.browser.addresses import PAGES
from tests.browser.looks import look_at


@pytest.mark.parametrize(("who", "name", "args"), PAGES)
def test_a_page_is_accessible_everywhere(laptop, sign_in, world, live_server, axe, who, name, args):
    if who:
        sign_in(laptop, getattr(world, who))
    address = reverse(name, args=[each.format(cohort=world.cohort.pk) for each in args])
    answer = laptop.goto(live_server.url + address)
    assert (answer.status, answer.url) == (200, live_server.url + address)
    look_at(laptop, axe)


def test_empty_boxes_have_the_colour_of_what_they_lie_on(laptop, sign_in, world, live_server):
    sign_in(laptop, world.director)
    laptop.emulate_media(color_scheme="dark")
    laptop.goto(live_server.url + reverse("courses:slips", args=[world.cohort.pk]))
    look = "(e) => [getComputedStyle(e).appearance, getComputedStyle(e).backgroundColor]"
    circle, card = (laptop.locator(each).first.evaluate(look) for each in ("input[type=radio]:not(:checked)", ".card"))
    assert circle == ["none", card[1]]
