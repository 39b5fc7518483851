"""A learner joins on a phone, and comes back on another one."""

import re

from courses.models import Enrolment
from tests.factories import EnrolmentFactory


def test_a_learner_joins_by_code_and_studies_slide_5(phone, world, live_server, axe):
    phone.goto(live_server.url)
    phone.get_by_label("Join your class").fill("7kq 4mp")
    phone.get_by_role("button", name="Join class").click()
    axe(phone)
    phone.get_by_label("What is your name?").fill("Ольга Петренко")
    phone.get_by_role("button", name="Continue").click()
    assert re.search(r"\d{3} \d{3}", phone.inner_text("main"))
    axe(phone)
    phone.get_by_role("button", name="I have written it down").click()
    phone.get_by_role("link", name="Start studying").click()
    phone.get_by_role("link", name=re.compile("The integrated approach")).click()
    assert phone.get_by_role("heading", level=1).inner_text() == "The integrated approach"
    phone.get_by_role("button", name=re.compile("show the key message")).click()
    heading = phone.get_by_role("heading", name="Key message")
    heading.wait_for()
    assert heading.evaluate("element => element === document.activeElement")
    axe(phone)
    phone.goto(live_server.url)
    assert "1 of 16 slides read" in phone.inner_text("main")


def test_mistakes_are_said_where_they_are_and_nothing_is_lost(phone, world, live_server, watch, axe):
    watch.expect("422")
    phone.goto(f"{live_server.url}/join/")
    phone.get_by_label("Class code").fill("AAAAAA")
    phone.get_by_role("button", name="Join class").click()
    box = phone.locator(".errors[role=alert]")
    box.wait_for()
    assert box.evaluate("element => element === document.activeElement")
    assert phone.title().startswith("Error:")
    assert phone.get_by_label("Class code").input_value() == "AAAAAA"
    axe(phone)


def test_somebody_comes_back_on_another_phone_with_the_pin(phone, world, live_server, watch):
    watch.expect("422")
    phone.goto(f"{live_server.url}/join/7KQ4MP/")
    phone.get_by_label("What is your name?").fill("amina diallo")
    phone.get_by_role("button", name="Continue").click()
    phone.get_by_label("What is your PIN?").fill("111 111")
    phone.get_by_role("button", name="Continue").click()
    assert "not the PIN of this name" in phone.locator(".errors[role=alert]").inner_text()
    phone.get_by_label("What is your PIN?").fill("482 193")
    phone.get_by_role("button", name="Continue").click()
    assert "Welcome, Amina Diallo" in phone.inner_text("h1")


def test_a_double_tap_takes_one_seat(phone, world, live_server):
    phone.goto(f"{live_server.url}/join/7KQ4MP/")
    phone.get_by_label("What is your name?").fill("Binta Sow")
    phone.get_by_role("button", name="Continue").dblclick()
    phone.get_by_role("button", name="I have written it down").wait_for()
    assert Enrolment.objects.filter(user__name="Binta Sow").count() == 1


def test_a_namesake_who_has_no_pin_yet_takes_the_seat_that_waits(phone, world, live_server, axe):
    waiting = EnrolmentFactory(cohort=world.cohort, user__name="Amina Diallo")
    phone.goto(f"{live_server.url}/join/7KQ4MP/")
    phone.get_by_label("What is your name?").fill("Amina Diallo")
    phone.get_by_role("button", name="Continue").click()
    axe(phone)
    phone.get_by_role("button", name="I have no PIN yet").dblclick()
    phone.get_by_role("button", name="I have written it down").wait_for()
    waiting.refresh_from_db()
    assert waiting.joined_at is not None


def test_a_new_pin_without_javascript_survives_no_reload(no_js_context, world, live_server, sign_in):
    sign_in(no_js_context, world.instructor)
    page = no_js_context.new_page()
    page.goto(f"{live_server.url}/cohorts/{world.cohort.pk}/")
    page.get_by_text("New PIN for Amina Diallo").click()
    page.get_by_role("button", name="Give a new PIN to Amina Diallo").click()
    assert re.search(r"\d{3} \d{3}", page.inner_text("main"))
    digest = Enrolment.objects.get(user=world.learner).pin_digest
    page.reload()
    assert page.url == f"{live_server.url}/cohorts/{world.cohort.pk}/"
    assert Enrolment.objects.get(user=world.learner).pin_digest == digest
