"""A learner joins on a phone, and comes back on another one."""

import re

from playwright.sync_api import expect

from courses.models import Enrolment
from tests.browser.looks import HALF, look_at
from tests.factories import EnrolmentFactory


def test_a_learner_joins_by_code_and_studies_slide_5(phone, world, live_server, axe):
    phone.goto(live_server.url)
    phone.get_by_label("Join your class").fill("7kq 4mp")
    phone.get_by_role("button", name="Join class").click()
    axe(phone)
    phone.get_by_label("What is your name?").fill("Ольга Петренко")
    phone.get_by_role("button", name="Continue").click()
    expect(phone.locator("main")).to_contain_text(re.compile(r"\d{3} \d{3}"), use_inner_text=True)
    axe(phone)
    phone.get_by_role("button", name="I have written it down").click()
    phone.get_by_role("link", name="Start studying").click()
    phone.get_by_role("link", name=re.compile("The integrated approach")).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("The integrated approach")
    phone.get_by_role("button", name=re.compile("show the key message")).click()
    heading = phone.get_by_role("heading", name="Key message")
    heading.wait_for()
    assert heading.evaluate("element => element === document.activeElement")
    axe(phone)
    phone.goto(live_server.url)
    expect(phone.locator("main")).to_contain_text("1 of 16 pages read", use_inner_text=True)


def test_mistakes_are_said_where_they_are_and_nothing_is_lost(phone, world, live_server, watch, axe):
    watch.expect("422")
    phone.goto(f"{live_server.url}/join/")
    phone.get_by_label("Class code").fill("AAAAAA")
    phone.get_by_role("button", name="Join class").click()
    box = phone.locator(".errors[role=alert]")
    box.wait_for()
    assert box.evaluate("element => element === document.activeElement")
    assert phone.title().startswith("Error:")
    expect(phone.get_by_label("Class code")).to_have_value("AAAAAA")
    axe(phone)


def test_somebody_comes_back_on_another_phone_with_the_pin(phone, world, live_server, watch):
    watch.expect("422")
    phone.goto(f"{live_server.url}/join/7KQ4MP/")
    phone.get_by_label("What is your name?").fill("amina diallo")
    phone.get_by_role("button", name="Continue").click()
    phone.get_by_label("What is your PIN?").fill("111 111")
    phone.get_by_role("button", name="Continue").click()
    expect(phone.locator(".errors[role=alert]")).to_contain_text("not the PIN of this name", use_inner_text=True)
    phone.get_by_label("What is your PIN?").fill("482 193")
    phone.get_by_role("button", name="Continue").click()
    expect(phone.locator("h1")).to_contain_text("Welcome, Amina Diallo", use_inner_text=True)


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


def test_the_same_words_in_another_order_are_asked_about_without_javascript(
    no_js_context, phone, world, live_server, axe
):
    waiting = EnrolmentFactory(cohort=world.cohort, user__name="Suresh Thapa")
    plain = no_js_context.new_page()
    for page in (phone, plain):
        page.goto(f"{live_server.url}/join/7KQ4MP/")
        page.get_by_label("What is your name?").fill("Thapa Suresh")
        page.get_by_role("button", name="Continue").click()
        expect(page.locator("h1")).to_contain_text("Are you Suresh Thapa?", use_inner_text=True)
    look_at(phone, axe, HALF)
    plain.get_by_role("button", name="Yes, I am Suresh Thapa").click()
    plain.get_by_role("button", name="I have written it down").wait_for()
    phone.get_by_role("button", name="No, I am Thapa Suresh, somebody else").click()
    phone.get_by_role("button", name="I have written it down").wait_for()
    waiting.refresh_from_db()
    assert (waiting.joined_at is None, Enrolment.objects.named("Thapa Suresh").count()) == (False, 1)


def test_a_new_pin_without_javascript_survives_no_reload(no_js_context, world, live_server, sign_in):
    sign_in(no_js_context, world.instructor)
    page = no_js_context.new_page()
    page.goto(f"{live_server.url}/cohorts/{world.cohort.pk}/")
    page.get_by_text("New PIN for Amina Diallo").click()
    page.get_by_role("button", name="Give a new PIN to Amina Diallo").click()
    expect(page.locator("main")).to_contain_text(re.compile(r"\d{3} \d{3}"), use_inner_text=True)
    digest = Enrolment.objects.get(user=world.learner).pin_digest
    page.reload()
    assert page.url == f"{live_server.url}/cohorts/{world.cohort.pk}/"
    assert Enrolment.objects.get(user=world.learner).pin_digest == digest
