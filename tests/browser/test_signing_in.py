"""Signing in in two steps, with an app and with a passkey; looking after staff; handing a device on."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import FailedTry
from assessments.models import Response
from tests.accounts.people import PASSWORD, code_now
from tests.browser.conftest import PHONE
from tests.browser.looks import HALF, look_at
from tests.browser.quizzes import LEFT_EARLY, open_quiz

STEP = "/account/second-step/"
MINE = "header.top"


@pytest.fixture
def authenticator(laptop):
    """A passkey device inside the browser, which answers for its owner."""
    session = laptop.context.new_cdp_session(laptop)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_in_by_form(page, site, user):
    page.goto(f"{site.url}/account/sign-in/")
    page.get_by_label("User name").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_an_app_is_set_up_and_asked_for_without_javascript(world, live_server, no_js_context, laptop, axe):
    page = no_js_context.new_page()
    sign_in_by_form(page, live_server, world.instructor)
    page.locator(MINE).get_by_role("link", name="Account").click()
    page.get_by_role("link", name="Set up an app").click()
    page.get_by_text("You cannot scan it?").click()
    secret = page.locator(".secret").inner_text()
    page.get_by_label("Code that the app shows now").fill(code_now(secret))
    page.get_by_role("button", name="Switch it on").click()
    page.get_by_text("Each code lets you in once").wait_for()
    recovery = page.locator(".recovery-codes bdi").first.inner_text()
    page.locator(MINE).get_by_role("button", name="Sign out").click()
    sign_in_by_form(page, live_server, world.instructor)
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("This code is not right.").first).to_be_visible()
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="Welcome").wait_for()
    laptop.context.add_cookies(page.context.cookies())
    for name in ("mfa_index", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"):
        laptop.goto(live_server.url + reverse(name))
        look_at(laptop, axe, HALF)
    laptop.goto(live_server.url + reverse("mfa_reauthenticate"))
    look_at(laptop, axe, HALF)


def test_a_passkey_is_added_signs_in_alone_and_is_removed(world, live_server, laptop, authenticator, axe):
    sign_in_by_form(laptop, live_server, world.director)
    laptop.goto(live_server.url + reverse("mfa_activate_totp"))
    assert laptop.locator(".qr").evaluate("(picture) => picture.naturalWidth") > 100
    look_at(laptop, axe)
    laptop.goto(live_server.url + reverse("mfa_add_webauthn"))
    look_at(laptop, axe)
    laptop.get_by_label("Name").fill("My laptop")
    laptop.get_by_role("button", name="Add").click()
    laptop.wait_for_url("**/recovery-codes/")
    laptop.locator(MINE).get_by_role("button", name="Sign out").click()
    laptop.goto(f"{live_server.url}/account/sign-in/")
    look_at(laptop, axe, HALF)
    laptop.get_by_role("button", name="Use a passkey").click()
    laptop.get_by_role("heading", name="Welcome").wait_for()
    laptop.locator(MINE).get_by_role("button", name="Sign out").click()
    sign_in_by_form(laptop, live_server, world.director)
    laptop.get_by_role("heading", name="Second step").wait_for()
    look_at(laptop, axe)
    laptop.get_by_role("button", name="Use a passkey").click()
    laptop.get_by_role("heading", name="Welcome").wait_for()
    laptop.goto(live_server.url + reverse("mfa_reauthenticate_webauthn"))
    look_at(laptop, axe, HALF)
    laptop.goto(live_server.url + reverse("mfa_list_webauthn"))
    look_at(laptop, axe, HALF)
    laptop.get_by_role("link", name="Rename").click()
    look_at(laptop, axe, HALF)
    laptop.get_by_label("Name").fill("Old laptop")
    laptop.get_by_role("button", name="Save").click()
    laptop.get_by_role("link", name="Remove Old laptop").click()
    look_at(laptop, axe, HALF)
    laptop.get_by_role("button", name="Remove").click()
    laptop.get_by_text("No passkey yet.").wait_for()


def test_a_director_invites_an_instructor_and_mends_a_sign_in(
    world, live_server, laptop, new_context, sign_in, axe, watch
):
    watch.expect("status of 422")
    sign_in(laptop, world.director)
    laptop.goto(live_server.url)
    laptop.get_by_role("link", name="Staff and their sign-in").click()
    look_at(laptop, axe)
    laptop.get_by_role("link", name="Appoint somebody").click()
    laptop.get_by_role("button", name="Appoint", exact=True).click()
    look_at(laptop, axe)
    laptop.get_by_label("User name").fill("i.new")
    laptop.get_by_label("Name", exact=True).fill("Ivo New")
    laptop.get_by_label("Part").select_option(f"cohort-{world.cohort.pk}")
    laptop.get_by_role("button", name="Appoint", exact=True).click()
    laptop.get_by_role("heading", name="Confirm that it is you").wait_for()
    laptop.get_by_label("Password").fill(PASSWORD)
    laptop.get_by_role("button", name="Confirm").click()
    look_at(laptop, axe)
    link = laptop.locator(".secret").inner_text()
    laptop.get_by_role("link", name="Done").click()
    look_at(laptop, axe)
    laptop.get_by_role("link", name="What was done to this account").click()
    laptop.get_by_role("rowheader", name="Gave a one-time link to a new password").wait_for()
    look_at(laptop, axe)
    theirs = new_context(**PHONE).new_page()
    theirs.goto(link)
    look_at(theirs, axe)
    theirs.get_by_label("New password").fill("a long enough password")
    theirs.get_by_label("The same password again").fill("a long enough password")
    theirs.get_by_role("button", name="Save the password").click()
    theirs.get_by_label("User name").fill("i.new")
    theirs.get_by_label("Password").fill("a long enough password")
    theirs.get_by_role("button", name="Sign in", exact=True).click()
    theirs.goto(live_server.url + reverse("account_devices"))
    look_at(theirs, axe)
    theirs.goto(link)
    theirs.get_by_role("heading", name="This link works no longer").wait_for()


def test_a_locked_learner_is_let_in(world, live_server, phone, laptop, sign_in, axe, watch):
    watch.expect("status of 4(22|29)")
    phone.goto(f"{live_server.url}/join/7KQ4MP/")
    phone.get_by_label("What is your name?").fill("Amina Diallo")
    phone.get_by_role("button", name="Continue").click()
    for _ in range(6):
        phone.get_by_label("What is your PIN?").fill("000000")
        phone.get_by_role("button", name="Continue").click()
        if phone.get_by_role("heading", name="Too many tries").count():
            break
    sign_in(laptop, world.instructor)
    laptop.goto(f"{live_server.url}/cohorts/{world.cohort.pk}/")
    laptop.get_by_role("link", name="Let them in again").click()
    look_at(laptop, axe)
    laptop.get_by_role("button", name=re.compile("Try again")).click()
    laptop.get_by_text("Nobody is locked out.").wait_for()
    assert FailedTry.objects.count() == 0
    phone.goto(f"{live_server.url}/join/7KQ4MP/pin/")
    phone.get_by_label("What is your PIN?").fill("482193")
    phone.get_by_role("button", name="Continue").click()
    phone.get_by_role("heading", name=re.compile("Amina")).wait_for()


# --- handing a device on ----------------------------------------------------------------------------


# Nothing is saved until the line is mended. Not by page.route: requests that outlive their page do not always pass it.
CUT = """(() => {
  const real = window.fetch;
  window.fetch = (address, more) => (String(address).endsWith("/save/") && more.method === "POST"
    && localStorage.line !== "mended" ? Promise.reject(new TypeError("cut")) : real(address, more));
})();"""


@pytest.fixture
def unsent(phone, world, live_server, sign_in, watch):
    """A quiz on a phone with one answer that was not sent, and the page left."""
    watch.expect(rf"net::ERR_|{LEFT_EARLY}|401 \(Unauthorized\)")
    sitting = open_quiz(world)
    sign_in(phone, world.learner)
    phone.goto(f"{live_server.url}/quiz/{sitting.pk}/")
    phone.get_by_role("button", name="Start the quiz").click()
    phone.wait_for_url("**/attempts/*/")
    phone.add_init_script(CUT)
    phone.reload()
    phone.get_by_role("textbox").fill("UN Country Team")
    phone.locator("[data-state-chip]").get_by_text("Kept on this phone").wait_for()
    phone.goto(live_server.url)
    return phone


def kept(page):
    return page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('fieldschool.quiz.')).length")


def test_signing_out_elsewhere_warns_and_sends_what_it_can(unsent, axe):
    unsent.locator(MINE).get_by_role("button", name="Sign out").click()
    unsent.get_by_text("1 answer on this device is not sent yet.").wait_for()
    expect(unsent.get_by_text("If you sign out now, they stay on this device")).to_be_visible()
    look_at(unsent, axe, HALF)
    unsent.evaluate("localStorage.line = 'mended'")
    unsent.reload()
    unsent.get_by_text("Everything on this device is sent.").wait_for()
    assert [row.answer for row in Response.objects.all()] == [{"partner": "UN Country Team"}]
    assert kept(unsent) == 1  # somebody may stay, and another window may be in the quiz
    unsent.locator("main").get_by_role("button", name="Sign out").click()
    unsent.get_by_role("link", name="Staff sign-in").wait_for()
    assert kept(unsent) == 0


def test_signing_out_anyway_keeps_answers_and_switching_deletes_them(unsent, axe):
    unsent.locator(MINE).get_by_role("button", name="Sign out").click()
    unsent.get_by_text("1 answer on this device is not sent yet.").wait_for()
    unsent.locator("main").get_by_role("button", name="Sign out").click()
    unsent.get_by_role("link", name="Staff sign-in").wait_for()
    assert kept(unsent) == 1
    unsent.goto(unsent.url.split("/")[0] + "//" + unsent.url.split("/")[2] + "/account/switch/")
    unsent.get_by_text("They are deleted when you switch.").wait_for()
    look_at(unsent, axe)
    unsent.get_by_role("button", name="Switch person").click()
    unsent.wait_for_url("**/join/")
    assert kept(unsent) == 0
    assert Response.objects.count() == 0


def test_switching_with_nothing_unsent_asks_once(phone, world, live_server, sign_in, axe):
    sign_in(phone, world.learner)
    phone.goto(live_server.url)
    phone.get_by_role("link", name="Not you?").click()
    look_at(phone, axe)
    phone.get_by_role("button", name="Switch person").click()
    phone.wait_for_url("**/join/")
