"""Questions to the room in a real browser: what a phone keeps, and whether everybody can use the pages."""

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from delivery.actions import asking
from delivery.models import QuestionRun, Vote
from tests.browser.conftest import PHONE
from tests.delivery.rooms import fresh, learner, order, run_of, vote
from tests.factories import EnrolmentFactory

pytestmark = pytest.mark.django_db(transaction=True)


def answer_page(live_server, run):
    return f"{live_server.url}/room/{run.pk}/answer/"


def test_an_answer_waits_on_the_phone_until_the_server_has_it(phone, sign_in, live_server, watch, axe):
    watch.expect(r"Failed to load resource")
    run = run_of("narrative")
    seat = learner(run)
    sign_in(phone, seat.user)
    phone.goto(answer_page(live_server, run))
    axe(phone)
    phone.route(
        "**/room/*/answer/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    phone.get_by_label("Your answer").fill("My own words")
    phone.get_by_role("button", name="Send the answer").click()
    expect(phone.locator("[data-vote-state]")).to_contain_text("Kept on this device")
    assert not Vote.objects.exists()
    phone.unroute("**/room/*/answer/")
    phone.reload()
    expect(phone.locator("[data-vote-state]")).to_contain_text("✓ Sent")
    expect(phone.get_by_label("Your answer")).to_have_value("My own words")
    assert list(Vote.objects.values_list("seat", "answer", "sequence")) == [(seat.pk, "My own words", 1)]
    phone.get_by_label("Your answer").fill("Better words")
    expect(phone.locator("[data-vote-state]")).to_contain_text("Not sent yet")
    phone.get_by_role("button", name="Change the answer").click()
    expect(phone.locator("[data-vote-state]")).to_contain_text("✓ Sent")
    assert list(Vote.objects.values_list("answer", "sequence")) == [("Better words", 2)]
    assert phone.evaluate("localStorage.length") == 0


def test_signed_out_in_class_an_answer_is_kept_and_goes_out_after_signing_in_again(
    phone, sign_in, live_server, watch, axe
):
    watch.expect(r"Failed to load resource.*40[14]")  # 404: there is no stream beside this server
    run = run_of("narrative")
    seat = EnrolmentFactory(cohort=run.delivery.cohort, user__name="Amina Diallo", pin="482193")
    sign_in(phone, seat.user)
    # A page that fetches a part in that moment goes to the sign-in by itself, and this one asks for scenes at any time.
    phone.route("**/scenes/**", lambda route: route.fulfill(body=""))
    phone.goto(f"{live_server.url}/classes/{run.delivery_id}/follow/")
    phone.get_by_label("Your answer").fill("My own words")
    Session.objects.all().delete()
    phone.get_by_role("button", name="Send the answer").click()
    phone.get_by_role("link", name="Sign in to send").wait_for()
    axe(phone)
    phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # the page asks how the class stands
    phone.get_by_text("You are signed out.").wait_for()
    phone.get_by_role("link", name="Sign in to send").click()
    phone.get_by_label("What is your name?").fill("Amina Diallo")
    phone.get_by_role("button", name="Continue").click()
    phone.get_by_label("What is your PIN?").fill("482193")
    phone.get_by_role("button", name="Continue").click()
    phone.wait_for_url("**/follow/")
    expect(phone.locator("[data-vote-state]")).to_contain_text("✓ Sent")
    assert list(Vote.objects.values_list("seat", "answer")) == [(seat.pk, "My own words")]


def test_why_an_answer_was_refused_stays_in_sight_and_it_goes_out_by_nobody_but_who_typed_it(
    phone, sign_in, live_server, watch
):
    watch.expect(r"Failed to load resource")
    run = run_of("narrative")
    EnrolmentFactory.create_batch(3, cohort=run.delivery.cohort)
    sign_in(phone, learner(run).user)
    phone.goto(answer_page(live_server, run))
    phone.get_by_label("Your answer").fill("My own words")
    asking.change_privacy(run=run, order=order(run.delivery), privacy="anonymous")
    phone.get_by_role("button", name="Send the answer").click()
    expect(phone.get_by_text("Nobody sees who answered what.")).to_be_visible()
    expect(phone.locator("[data-vote-problem]")).to_contain_text("Your answer was not sent")
    expect(phone.locator("[data-vote-state]")).to_contain_text("Not sent yet")
    phone.route(
        "**/room/*/answer/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    phone.get_by_role("button", name="Send the answer").click()
    expect(phone.locator("[data-vote-state]")).to_contain_text("Kept on this device")
    phone.unroute("**/room/*/answer/")
    asking.change_privacy(run=run, order=order(run.delivery), privacy="named")
    phone.reload()
    expect(phone.locator("[data-vote-problem]")).to_contain_text("Who sees the answers has changed.")
    expect(phone.get_by_label("Your answer")).to_have_value("My own words")
    assert not Vote.objects.exists()


def test_what_was_typed_when_the_question_closed_is_still_there(phone, sign_in, live_server, watch, axe):
    watch.expect(r"Failed to load resource.*409")
    run = run_of("check-one")
    sign_in(phone, learner(run).user)
    phone.goto(answer_page(live_server, run))
    phone.get_by_label("A general").check()
    asking.close(run=run, order=order(run.delivery, now=timezone.now()))
    phone.get_by_role("button", name="Send the answer").click()
    expect(phone.locator("[data-vote-problem]")).to_contain_text("It is not counted.")
    expect(phone.get_by_label("A general")).to_be_checked()
    phone.reload()
    expect(phone.locator("[data-vote-unsent]")).to_contain_text("Not sent before it was closed: A general")
    axe(phone)
    asking.reopen(run=run, order=order(run.delivery, now=timezone.now()))
    phone.reload()
    expect(phone.get_by_label("A general")).to_be_checked()
    phone.get_by_role("button", name="Send the answer").click()
    expect(phone.locator("[data-vote-state]")).to_contain_text("✓ Sent")
    assert [row.answer for row in Vote.objects.all()] == ["b"]


@pytest.mark.parametrize("page", ["room/{run}/panel", "classes/{delivery}/console"])
def test_each_text_is_hidden_and_shown_again_by_the_button_beside_it(laptop, sign_in, live_server, watch, axe, page):
    watch.expect(r"Failed to load resource.*404")  # the stream: this server has none
    run = run_of("narrative")
    for text in ("Kind words", "Rude words"):
        vote(run, text)
    sign_in(laptop, run.delivery.created_by)
    laptop.goto(f"{live_server.url}/{page.format(run=run.pk, delivery=run.delivery_id)}/")
    laptop.get_by_role("button", name="Hide Rude words", exact=True).click()
    expect(laptop.locator("s")).to_have_text("Rude words")
    axe(laptop)
    laptop.get_by_role("button", name="Show again Rude words").click()
    expect(laptop.locator("s")).to_have_count(0)
    expect(laptop.get_by_role("button", name="Hide Kind words")).to_be_visible()


def test_every_page_is_usable_by_everybody(laptop, new_context, sign_in, live_server, axe):
    run = run_of()
    seats = [learner(run) for _ in range(3)]
    for answer in "aab":
        vote(run, answer)
    paths = [f"/room/{run.pk}/panel/", f"/room/{run.pk}/screen/", f"/classes/{run.delivery_id}/ask/"]
    sign_in(laptop, run.delivery.created_by)
    small = new_context(**{**PHONE, "viewport": {"width": 320, "height": 640}}).new_page()
    sign_in(small, run.delivery.created_by)
    for changes in ({}, {"closed_at": timezone.now(), "is_shown": True, "is_solved": True}):
        QuestionRun.objects.filter(pk=run.pk).update(**changes or {"number": 1})
        for path in paths:
            laptop.goto(live_server.url + path)
            axe(laptop)
            small.goto(live_server.url + path)
            assert small.evaluate("document.documentElement.scrollWidth") <= 320, path
    small.context.clear_cookies()
    sign_in(small, seats[0].user)
    small.goto(answer_page(live_server, fresh(run)))
    axe(small)
    assert small.evaluate("document.documentElement.scrollWidth") <= 320
