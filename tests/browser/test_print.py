"""Handout and guide as PDF on A4."""

import re

import pytest


@pytest.mark.parametrize(
    ("name", "fewest", "most"), [("handout", 4, 20), ("guide/4", 2, 20), ("guide/whole", 10, 60), ("activities", 6, 40)]
)
def test_a_page_prints_on_a4(laptop, sign_in, world, live_server, name, fewest, most):
    sign_in(laptop, world.instructor)
    laptop.goto(f"{live_server.url}/lessons/mission-partners/{name}/")
    pdf = laptop.pdf(prefer_css_page_size=True, tagged=True)
    assert fewest <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= most
    width, height = map(float, re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf).groups())
    assert (round(width), round(height)) in {(595, 842), (596, 842), (595, 843), (596, 843)}


def test_a_print_has_no_buttons_and_no_page_furniture(laptop, sign_in, world, live_server):
    sign_in(laptop, world.instructor)
    laptop.goto(f"{live_server.url}/lessons/mission-partners/handout/")
    laptop.emulate_media(media="print")
    furniture = laptop.locator("header.top, .foot, .btn, .crumbs, .no-print")
    assert furniture.count() > 0
    assert [each for each in furniture.all() if each.is_visible()] == []
