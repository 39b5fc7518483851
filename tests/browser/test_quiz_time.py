"""The time of a quiz on a phone: only the server knows whether it is over."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from assessments.models import Attempt, LateResponse, Sitting
from tests.browser.quiz_page import OFFLINE, answer, answer_from, chip, go_on, stored
from tests.browser.quizzes import ANSWERS, RIGHT_ONES


def test_the_bell_rings_by_the_clock_of_the_server(phone, start, watch, world, sitting, go_offline, go_online):
    watch.expect(OFFLINE)
    Sitting.objects.update(minutes=20)
    phone.clock.install(time=timezone.now() + timedelta(days=1))  # the phone's clock is a day ahead
    start(phone)
    expect(phone.locator("[data-timer]")).to_contain_text(re.compile(r"Time left: (20:00|19:5\d)"), use_inner_text=True)
    answer_from(phone, 1, 2)
    chip(phone, "Saved")
    phone.clock.fast_forward("30:00")  # and jumps: the page believes that the time is over
    phone.get_by_text("The time is over.").wait_for(state="hidden")
    assert not Attempt.objects.get().submitted_at
    answer(phone, list(ANSWERS)[2])
    chip(phone, "Saved")
    go_offline(phone)
    go_on(phone)
    answer(phone, list(ANSWERS)[3])
    chip(phone, "Kept on this phone")
    Attempt.objects.update(deadline=timezone.now() - timedelta(minutes=2))  # the bell, while offline
    go_online(phone)
    phone.wait_for_url("**/result/", timeout=60_000)
    assert stored() == {position: RIGHT_ONES[position] for position in range(3)}
    assert LateResponse.objects.get().answer == RIGHT_ONES[3]
    assert Attempt.objects.get().close_reason == "expired"
    expect(phone.locator("main")).to_contain_text("Those that were saved in time count.", use_inner_text=True)


def test_what_is_said_at_the_bell_is_true_with_and_without_a_network(phone, start, watch, go_offline, go_online):
    watch.expect(OFFLINE)
    Sitting.objects.update(minutes=20)
    phone.clock.install(time=timezone.now())
    start(phone)
    answer_from(phone, 1, 1)
    chip(phone, "Saved")
    go_offline(phone)
    answer(phone, list(ANSWERS)[1])
    chip(phone, "Kept on this phone")
    Attempt.objects.update(deadline=timezone.now())
    phone.clock.fast_forward("20:00")  # the bell
    over = phone.locator('[data-notice="over"]')
    expect(over).to_have_text("The time is over.")
    expect(phone.locator('[data-notice="offline"]')).to_be_visible()
    go_online(phone)
    phone.wait_for_url("**/result/", timeout=60_000)
    expect(phone.locator("main")).to_contain_text("What you had written by then was sent.")
    assert stored() == {position: RIGHT_ONES[position] for position in range(2)}


def test_a_quiz_without_a_limit_gets_one_and_is_closed(phone, start, sitting):
    start(phone)
    answer_from(phone, 1, 1)
    chip(phone, "Saved")
    expect(phone.locator("[data-time]")).to_be_hidden()
    Sitting.objects.update(closes_at=timezone.now() + timedelta(minutes=10))
    answer_from(phone, 2, 2)
    expect(phone.locator("[data-timer]")).to_contain_text(re.compile(r"Time left: (10:00|9:5\d)"))
    Sitting.objects.update(closes_at=None)
    answer_from(phone, 3, 3)
    expect(phone.locator("[data-time]")).to_be_hidden()
    over = timezone.now() - timedelta(minutes=2)  # somebody closes it, and the grace is over
    Sitting.objects.update(opens_at=over - timedelta(hours=1), closes_at=over)
    answer(phone, list(ANSWERS)[3])
    phone.wait_for_url("**/result/")
    assert stored() == {position: RIGHT_ONES[position] for position in range(3)}
    assert LateResponse.objects.get().answer == RIGHT_ONES[3]
    expect(phone.locator("main")).to_contain_text("Those that were saved in time count.")
