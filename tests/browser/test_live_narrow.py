"""The console on a narrow phone."""

from playwright.sync_api import expect

from delivery.actions import running
from tests.browser.conftest import PHONE
from tests.browser.served import classroom, site  # noqa: F401  # fixtures of every test here
from tests.browser.test_live import address, give

WIDTHS = "rows => rows.map(row => [row.firstElementChild.offsetWidth, row.offsetWidth])"


def test_chips_and_times_of_the_plan_leave_its_titles_room(new_context, sign_in, site, classroom):  # noqa: F811
    delivery = give(running.start, classroom.delivery)
    delivery.items.update(is_core=False)
    give(running.move_to, delivery, item=delivery.items.get(activity=classroom.activity))
    phone = new_context(**PHONE).new_page()
    sign_in(phone, classroom.instructor)
    phone.goto(address(site, delivery, "console"))
    phone.get_by_text("Plan", exact=True).click()
    rows = phone.locator(".plan-list > li")
    expect(rows).to_have_count(5)
    expect(rows.nth(2)).to_contain_text("Mission Partners")
    for title, row in rows.evaluate_all(WIDTHS):
        assert title > row / 2
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
