"""A phone in a live class whose session ends: nobody is led away from what they type."""

from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from delivery.actions import running
from delivery.models import Delivery, Vote
from tests.browser.conftest import PHONE
from tests.browser.served import classroom, site  # noqa: F401  # fixtures of every test here
from tests.browser.test_live import PATIENT, address, give, put_question


def test_who_is_signed_out_while_typing_an_answer_is_not_led_away_and_finds_it_again(
    new_context,
    sign_in,
    site,  # noqa: F811
    classroom,  # noqa: F811
    watch,
):
    watch.expect("401")
    delivery = give(running.start, classroom.delivery)
    put_question(delivery, classroom.lesson, "f2-heart-of-peacebuilding")
    phone = new_context(**PHONE).new_page()
    sign_in(phone, classroom.learner)
    phone.goto(address(site, delivery, "follow"))
    answer = phone.locator("form[data-vote] .answer input")
    answer.fill("Half a thou")
    Session.objects.all().delete()
    give(running.step, delivery)  # to an item that the phone does not have
    expect(phone.get_by_text("You are signed out.")).to_be_visible(timeout=PATIENT)
    assert phone.url == address(site, delivery, "follow")
    give(running.show, delivery, what=Delivery.Showing.QUESTION)
    expect(answer).to_be_visible(timeout=PATIENT)
    expect(answer).to_have_value("Half a thou")
    phone.get_by_role("link", name="Sign in again").click()
    phone.get_by_label("What is your name?").fill(classroom.learner.name)
    phone.get_by_role("button", name="Continue").click()
    phone.get_by_label("What is your PIN?").fill("482193")
    phone.get_by_role("button", name="Continue").click()
    phone.wait_for_url(address(site, delivery, "follow"))
    expect(answer).to_have_value("Half a thou")
    phone.get_by_role("button", name="Send the answer").click()
    expect(phone.locator("[data-vote-state]")).to_contain_text("✓ Sent")
    assert list(Vote.objects.values_list("answer", flat=True)) == [{"partners": "Half a thou"}]
