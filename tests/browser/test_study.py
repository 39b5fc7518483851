"""Somebody studies alone on a phone, with and without JavaScript."""

import re

from playwright.sync_api import expect

from lessons.models import SlideVisit


def test_a_learner_studies_every_slide(phone, sign_in, world, live_server):
    sign_in(phone, world.learner)
    phone.goto(f"{live_server.url}/lessons/mission-partners/")
    phone.get_by_role("link", name=re.compile("^Start:")).click()
    for place in range(1, 17):
        phone.get_by_text(f"{place} of 16").wait_for()
        phone.get_by_role("button", name=re.compile("show the key message")).click()
        phone.get_by_role("heading", name="Key message").wait_for()
        phone.locator(".pager a").last.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Summary")
    assert SlideVisit.objects.filter(user=world.learner).count() == 16
    phone.goto(live_server.url)
    expect(phone.locator("main")).to_contain_text("You have read every page", use_inner_text=True)


def test_a_word_leads_to_its_meaning_on_the_same_page(phone, sign_in, world, live_server):
    sign_in(phone, world.learner)
    phone.goto(f"{live_server.url}/lessons/mission-partners/slides/integrated-approach/")
    word = phone.locator("a.term").first
    target = word.get_attribute("href")
    expect(phone.locator(target)).to_be_hidden()
    word.click()
    phone.locator(target).wait_for(state="visible")


def test_a_word_is_found_in_the_glossary(phone, sign_in, world, live_server, axe):
    sign_in(phone, world.learner)
    phone.goto(f"{live_server.url}/lessons/mission-partners/words/")
    phone.get_by_label("Find a word").fill("ocha")
    expect(phone.locator("#terms > div:visible dt").first).to_contain_text("OCHA")
    phone.get_by_label("Find a word").fill("zzzz")
    expect(phone.locator("#no-words")).to_be_visible()
    axe(phone)


def test_studying_works_without_javascript(no_js_context, sign_in, world, live_server):
    page = no_js_context.new_page()
    sign_in(no_js_context, world.learner)
    page.goto(f"{live_server.url}/lessons/mission-partners/slides/icrc/")
    page.get_by_role("button", name=re.compile("show the key message")).click()
    expect(page.get_by_role("heading", name="Key message")).to_be_visible()
    page.locator(".pager a").last.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert SlideVisit.objects.get().slide.slug == "icrc"


def test_a_lost_network_is_said_and_changes_nothing(phone, sign_in, world, live_server, watch):
    watch.expect("ERR_INTERNET_DISCONNECTED")
    watch.expect("htmx:")  # htmx says so in the console too
    sign_in(phone, world.learner)
    phone.goto(f"{live_server.url}/lessons/mission-partners/slides/icrc/")
    phone.context.set_offline(True)
    phone.get_by_role("button", name=re.compile("show the key message")).click()
    phone.get_by_text("No connection. Try again when you are back online.").wait_for()
    phone.context.set_offline(False)
    phone.get_by_role("button", name=re.compile("show the key message")).click()
    phone.get_by_role("heading", name="Key message").wait_for()
    assert SlideVisit.objects.count() == 1
