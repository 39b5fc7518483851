"""Keys and clickers that move a class from its console."""

from playwright.sync_api import expect

from delivery.actions import running
from delivery.models import QuestionRun
from tests.browser.served import classroom, site  # noqa: F401  # fixtures of every test here
from tests.browser.test_live import address, give, put_question, votes_of


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
