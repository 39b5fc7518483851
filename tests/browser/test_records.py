"""The pages of records in a real browser: changes are read, a cohort is archived and reopened, a person is erased."""

import os
import re
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from courses.actions import set_keep_months
from courses.audit import note_change
from tests.browser.looks import HALF, LAPTOP, look_at

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = os.environ.get("FIELDSCHOOL_TEST_SHOTS")  # a folder for pictures to look at by hand


def look(page, axe, name):
    if SHOTS:
        for width, height, scheme in (
            (360, 740, "light"),
            (360, 740, "dark"),
            (1280, 720, "light"),
            (1280, 720, "dark"),
        ):
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}-{scheme}.png", full_page=True)
    look_at(page, axe, HALF)
    page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})


def assert_stacked(page):
    """Assert that on a phone each row of the table is a card, and nothing of it is cut."""
    page.set_viewport_size({"width": 360, "height": 740})
    expect(page.locator("thead")).to_be_hidden()
    assert page.locator(".scroll").evaluate("(e) => e.scrollWidth - e.clientWidth") == 0
    page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})


def test_staff_and_roster_are_cards_on_a_phone(laptop, sign_in, world, live_server, axe):
    sign_in(laptop, world.director)
    for address in ("/staff/", f"/cohorts/{world.cohort.pk}/roster/"):
        assert laptop.goto(live_server.url + address).status == 200
        assert_stacked(laptop)


def test_changes_are_read_and_a_cohort_is_archived_and_reopened(laptop, sign_in, world, live_server, watch, axe):
    watch.expect(r"Failed to load resource.*409")
    now = timezone.now()
    for n in range(60):
        verb, detail = [("give PIN", {"seats": 12}), ("change cohort", {"before": {"name": "March"}})][n % 2]
        note_change(by=world.director, verb=verb, row=world.cohort, now=now, **detail)
    set_keep_months(course=world.cohort.course, months=24, by=world.director, now=now)
    sign_in(laptop, world.director)
    laptop.goto(live_server.url)
    laptop.get_by_role("link", name="Who changed what").click()
    expect(laptop.get_by_role("heading", name="61 changes")).to_be_visible()
    look(laptop, axe, "course-trail")
    assert_stacked(laptop)
    laptop.goto(f"{live_server.url}/cohorts/{world.cohort.pk}/")
    laptop.get_by_role("link", name="Who changed what").click()
    laptop.get_by_label("What").select_option("people")
    laptop.get_by_role("button", name="Show").click()
    expect(laptop.get_by_role("heading", name="30 changes")).to_be_visible()
    look(laptop, axe, "cohort-trail")
    laptop.goto(f"{live_server.url}/courses/cptm/records/")
    look(laptop, axe, "retention")
    laptop.goto(f"{live_server.url}/cohorts/{world.cohort.pk}/")
    laptop.get_by_role("link", name="Archive the cohort").click()
    look(laptop, axe, "archive")
    laptop.get_by_role("button", name="Archive the cohort").click()
    expect(laptop.get_by_role("heading", name="Archived", exact=True)).to_be_visible()
    look(laptop, axe, "cohort-archived")
    expect(laptop.locator("main form[method=post]:visible")).to_have_count(1)  # the one that reopens it
    expect(laptop.get_by_role("link", name="Settings", exact=True)).to_have_count(0)
    expect(laptop.get_by_role("link", name="Sign-in slips", exact=True)).to_have_count(0)
    laptop.get_by_role("link", name="Groups", exact=True).click()
    expect(laptop.get_by_text("This cohort is archived. Reopen the cohort to change it.")).to_be_visible()
    expect(laptop.locator("main form[method=post]:visible")).to_have_count(0)
    look(laptop, axe, "groups-archived")
    laptop.evaluate("document.querySelector('main form[method=post]').submit()")  # as from a page of before
    expect(laptop.get_by_role("heading", name="This cohort is archived")).to_be_visible()
    look(laptop, axe, "refused")
    laptop.goto(f"{live_server.url}/archived/")
    look(laptop, axe, "archives")
    laptop.get_by_role("link", name=re.compile("Look.*March cohort")).click()
    laptop.get_by_role("button", name="Reopen the cohort").click()
    expect(laptop.get_by_role("heading", name="Archived", exact=True)).to_have_count(0)


def test_a_learner_takes_the_data_along_and_is_erased(phone, laptop, sign_in, world, live_server, watch, axe):
    watch.expect(r"Failed to load resource.*422")
    sign_in(phone, world.learner)
    phone.goto(live_server.url)
    phone.get_by_role("link", name="My data").click()
    look(phone, axe, "own-data")
    with phone.expect_download() as download:
        phone.get_by_role("link", name="Download my data").click()
    assert download.value.suggested_filename.endswith(".zip")
    seat = world.cohort.enrolments.get(user=world.learner)
    sign_in(laptop, world.director)
    laptop.goto(f"{live_server.url}/cohorts/{world.cohort.pk}/roster/learners/{seat.pk}/")
    laptop.get_by_role("link", name="Erase everything about this person").click()
    laptop.get_by_role("button", name="Erase this person").click()
    expect(laptop.locator(".errors")).to_contain_text("cannot be brought back")
    look(laptop, axe, "erase")
    laptop.get_by_label("I know that this cannot be taken back").check()
    laptop.get_by_role("button", name="Erase this person").click()
    expect(laptop.get_by_role("heading", name="This person is erased")).to_be_visible()
    look(laptop, axe, "erased")
    phone.goto(f"{live_server.url}/my-data/")
    expect(phone).to_have_url(f"{live_server.url}/account/sign-in/?next=/my-data/")
