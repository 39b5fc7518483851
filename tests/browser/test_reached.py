"""Pages that one reaches by doing something: accessible like all others."""

import re

import pytest
from playwright.sync_api import expect

from courses.models import Cohort
from courses.views import joining
from tests.browser.looks import look_at

LESSON = "/lessons/mission-partners/"
SUBMIT = "form => form.submit()"  # as without JavaScript: htmx does not see it


@pytest.fixture
def page(laptop, live_server):
    """A laptop whose ``visit(path)`` opens a page of the site."""
    laptop.visit = lambda path: laptop.goto(live_server.url + path)
    return laptop


def give_name(page, name):
    page.visit("/join/7KQ4MP/")
    page.get_by_label("What is your name?").fill(name)
    page.get_by_role("button", name="Continue").click()


def shows(page, heading):
    expect(page.locator("h1")).to_have_text(heading)


def test_the_new_pin_of_a_learner(page, world, axe):
    give_name(page, "Binta Sow")
    shows(page, "You are in, Binta Sow")
    look_at(page, axe)


def test_asking_for_the_pin(page, world, axe):
    give_name(page, "amina diallo")
    shows(page, "What is your PIN?")
    look_at(page, axe)


def test_a_name_that_has_a_password(page, world, axe, watch):
    watch.expect("status of 422")
    world.learner.is_staff = True
    world.learner.save()
    give_name(page, "Amina Diallo")
    shows(page, "Sign in with your password")
    look_at(page, axe)


def test_a_pin_that_an_instructor_gave(page, world, sign_in, axe):
    sign_in(page, world.instructor)
    page.visit(f"/cohorts/{world.cohort.pk}/")
    page.get_by_text("New PIN for Amina Diallo").click()
    look_at(page, axe)
    page.locator("form[action$='/pin/']").evaluate(SUBMIT)
    page.wait_for_url("**/pin/")
    shows(page, "New PIN for Amina Diallo")
    look_at(page, axe)


def test_too_many_tries(page, world, axe, watch, monkeypatch):
    watch.expect("status of 429")
    monkeypatch.setattr(joining, "CODE_TRIES", 0)
    page.visit("/join/7KQ4MP/")
    shows(page, "Too many tries")
    look_at(page, axe)


def test_a_sign_in_with_empty_fields(page, world, axe):
    page.visit("/account/sign-in/")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="Type your password.")).to_be_visible()
    look_at(page, axe)


def test_a_form_that_is_too_old(page, world, axe, watch):
    watch.expect("status of 403")
    page.visit("/join/")
    page.context.clear_cookies()
    page.get_by_label("Class code").fill("7KQ4MP")
    page.get_by_role("button", name="Join class").click()
    shows(page, "This page was too old")
    look_at(page, axe)


def test_reading_that_is_closed(page, world, sign_in, axe, watch):
    watch.expect("status of 403")
    Cohort.objects.update(is_study_open=False)
    sign_in(page, world.learner)
    page.visit(LESSON)
    shows(page, "Reading is closed for now")
    look_at(page, axe)


def test_an_address_that_leads_nowhere(page, world, axe, watch):
    watch.expect("status of 404")
    page.visit("/nowhere/")
    shows(page, "There is nothing here")
    look_at(page, axe)


def test_an_account_that_was_closed_is_told_so_and_nothing_else(page, world, axe):
    world.instructor.is_active = False
    world.instructor.save()
    page.visit("/account/sign-in/")
    page.get_by_label("User name").fill(world.instructor.username)
    page.get_by_label("Password").fill("correct horse battery staple")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".errors")).to_contain_text(re.compile("belong together"), use_inner_text=True)
