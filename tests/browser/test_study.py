"""Somebody studies alone on a phone, with and without JavaScript."""

import re

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
    assert phone.get_by_role("heading", level=1).inner_text() == "Summary"
    assert SlideVisit.objects.filter(user=world.learner).count() == 16
    phone.goto(live_server.url)
    assert "You have read every slide" in phone.inner_text("main")


def test_a_word_leads_to_its_meaning_on_the_same_page(phone, sign_in, world, live_server):
    sign_in(phone, world.learner)
    phone.goto(f"{live_server.url}/lessons/mission-partners/slides/integrated-approach/")
    word = phone.locator("a.term").first
    target = word.get_attribute("href")
    assert phone.locator(target).is_hidden()
    word.click()
    phone.locator(target).wait_for(state="visible")


def test_a_word_is_found_in_the_glossary(phone, sign_in, world, live_server, axe):
    sign_in(phone, world.learner)
    phone.goto(f"{live_server.url}/lessons/mission-partners/words/")
    phone.get_by_label("Find a word").fill("ocha")
    assert phone.locator("#terms > div:visible").all_inner_texts() != []
    assert all("OCHA" in text for text in phone.locator("#terms > div:visible dt").all_inner_texts()[:1])
    phone.get_by_label("Find a word").fill("zzzz")
    assert phone.get_by_text("No word of this lesson matches.").is_visible()
    axe(phone)


def test_studying_works_without_javascript(no_js_context, sign_in, world, live_server):
    page = no_js_context.new_page()
    sign_in(no_js_context, world.learner)
    page.goto(f"{live_server.url}/lessons/mission-partners/slides/icrc/")
    page.get_by_role("button", name=re.compile("show the key message")).click()
    assert page.get_by_role("heading", name="Key message").is_visible()
    page.locator(".pager a").last.click()
    assert page.get_by_role("heading", level=1).is_visible()
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
