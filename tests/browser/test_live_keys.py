"""Keys and clickers that move a class from its console."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from delivery.actions import running
from delivery.models import Delivery, DeliveryEvent, QuestionRun
from tests.browser.served import classroom, site  # noqa: F401  # fixtures of every test here
from tests.browser.test_live import PATIENT, address, give, put_question, votes_of


def test_a_key_that_comes_while_an_order_is_on_its_way_is_obeyed_after_it(laptop, sign_in, site, classroom):  # noqa: F811
    delivery = classroom.delivery
    sign_in(laptop, classroom.instructor)
    laptop.goto(address(site, delivery, "console"))
    laptop.get_by_role("button", name="Start").first.click()
    expect(laptop.locator("#current")).to_contain_text("1 of")
    laptop.evaluate("window.isSamePage = true")
    with site.paused():
        laptop.keyboard.press("ArrowRight")
        laptop.keyboard.press("PageDown")
    expect(laptop.locator("#current")).to_contain_text("3 of")
    assert laptop.evaluate("window.isSamePage")


def test_a_key_that_comes_while_a_text_is_being_hidden_is_obeyed_after_it(laptop, sign_in, site, classroom):  # noqa: F811
    delivery = give(running.start, classroom.delivery)
    votes_of(put_question(delivery, classroom.lesson, "n1-un-partners"), classroom.cohort, ["Kind words", "Rude words"])
    sign_in(laptop, classroom.instructor)
    laptop.goto(address(site, delivery, "console"))
    laptop.get_by_role("button", name="Take over").click()
    expect(laptop.get_by_role("button", name="Take over")).to_have_count(0)
    hide = laptop.get_by_role("button", name="Hide Rude words", exact=True)
    expect(hide).to_be_visible()
    with site.paused():
        hide.click()
        laptop.keyboard.press("ArrowRight")
    expect(laptop.locator("#current")).to_contain_text("2 of")
    assert QuestionRun.objects.get().hidden_texts


def test_a_click_on_question_or_notes_leaves_a_clicker_its_keys(laptop, sign_in, site, classroom):  # noqa: F811
    delivery = give(running.start, classroom.delivery)
    put_question(delivery, classroom.lesson)
    sign_in(laptop, classroom.instructor)
    laptop.goto(address(site, delivery, "console"))
    laptop.get_by_role("button", name="Take over").click()
    expect(laptop.get_by_role("button", name="Take over")).to_have_count(0)
    expect(laptop.locator(".stage .room-panel")).to_be_visible()
    black = laptop.locator(".black-note")

    def click_into(part):
        box = laptop.locator(part).bounding_box()
        laptop.locator(part).click(position={"x": 5, "y": box["height"] / 2})
        assert laptop.evaluate("part => document.activeElement.matches(part)", part)

    for part in (".stage", ".script"):
        click_into(part)
        laptop.keyboard.press("b")
        expect(black).to_be_visible()
        click_into(part)
        laptop.keyboard.press("Escape")
        expect(black).to_have_count(0)
    click_into(".stage")
    laptop.evaluate("document.querySelector('.stage > *').style.minHeight = '3000px'")
    laptop.keyboard.press("PageDown")
    expect(laptop.locator(".stage")).not_to_have_js_property("scrollTop", 0)
    expect(laptop.locator("#current")).to_contain_text("1 of")
    laptop.keyboard.press("ArrowRight")
    expect(laptop.locator("#current")).to_contain_text("2 of")
    click_into(".script")
    laptop.keyboard.press("ArrowRight")
    expect(laptop.locator("#current")).to_contain_text("3 of")


def test_five_presses_are_five_steps(laptop, sign_in, site, classroom):  # noqa: F811
    sign_in(laptop, classroom.instructor)
    laptop.goto(address(site, classroom.delivery, "console"))
    laptop.get_by_role("button", name="Start").first.click()
    expect(laptop.locator("#current")).to_contain_text("1 of")
    rev = int(laptop.locator("#clock").get_attribute("data-rev"))
    for _ in range(5):
        laptop.keyboard.press("ArrowRight")
    expect(laptop.locator("#clock")).to_have_attribute("data-rev", str(rev + 5), timeout=PATIENT)
    for key in ("ArrowLeft", "ArrowLeft", "ArrowRight"):
        laptop.keyboard.press(key)
    expect(laptop.locator("#clock")).to_have_attribute("data-rev", str(rev + 8), timeout=PATIENT)


def test_the_button_that_takes_the_place_of_the_pressed_one_has_the_focus(laptop, sign_in, site, classroom):  # noqa: F811
    delivery = give(running.start, classroom.delivery)
    sign_in(laptop, classroom.instructor)
    laptop.goto(address(site, delivery, "console"))
    laptop.get_by_role("button", name="Take over").click()
    expect(laptop.get_by_role("button", name="Take over")).to_have_count(0)
    for pressed, then in (
        ("Pause", "Go on"),
        ("Go on", "Pause"),
        ("Black screen", "Show the screen"),
        ("Show the screen", "Black screen"),
        ("Show how to join", "Show the slide"),
        ("Show the slide", "Show how to join"),
    ):
        laptop.get_by_role("button", name=pressed, exact=True).focus()
        laptop.keyboard.press("Space")
        expect(laptop.get_by_role("button", name=then, exact=True)).to_be_focused(timeout=PATIENT)
    expect(laptop.locator("#current")).to_contain_text("1 of")
    laptop.get_by_role("button", name="Black screen", exact=True).press("Space")
    laptop.get_by_role("button", name="Show it again", exact=True).press("Space")
    expect(laptop.get_by_role("button", name="Black screen", exact=True)).to_be_focused(timeout=PATIENT)
    laptop.get_by_role("button", name="Break, 5 min").press("Space")
    expect(laptop.get_by_role("button", name="End the break")).to_be_focused(timeout=PATIENT)
    laptop.get_by_role("button", name="+1 min").press("Space")
    expect(laptop.get_by_role("button", name="+1 min")).to_be_focused(timeout=PATIENT)
    laptop.keyboard.press("ArrowRight")
    expect(laptop.locator("#current")).to_be_focused(timeout=PATIENT)
    laptop.keyboard.press("b")
    expect(laptop.locator("#say")).to_contain_text("The class screen is black.", timeout=PATIENT)
    laptop.keyboard.press("Escape")
    expect(laptop.locator("#say")).to_have_text("The class screen is shown again.", timeout=PATIENT)


def test_beyond_its_time_the_console_says_how_far(laptop, sign_in, site, classroom):  # noqa: F811
    delivery = give(running.start, classroom.delivery)
    Delivery.objects.update(total_minutes=1)
    DeliveryEvent.objects.update(at=timezone.now() - timedelta(minutes=8))
    sign_in(laptop, classroom.instructor)
    laptop.goto(address(site, delivery, "console"))
    expect(laptop.locator("[data-pace]")).to_have_text("▼ 7 min over the time of the class", timeout=PATIENT)
