"""An instructor drafts, assembles and freezes forms, and holds a quiz; with and without JavaScript."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessments.actions.assembling import assemble_forms
from assessments.actions.forms import add_item, create_form, freeze_form
from assessments.actions.sittings import Offer, create_sitting, open_now
from assessments.models import AssessmentForm, Attempt, Sitting
from tests.assessments.factories import AttemptFactory
from tests.browser.looks import HALF, look_at
from tests.browser.world import world  # noqa: F401

LESSON = "/lessons/mission-partners"


@pytest.fixture
def forms(world):  # noqa: F811
    """Two parallel frozen forms, and a draft with an enemy pair."""
    made = {"by": world.instructor, "now": timezone.now()}
    pair = assemble_forms(
        lesson=world.lesson,
        labels=["Form A", "Form B"],
        counts={"true-false": 3, "check-all": 1, "blanks": 3},
        needs=dict.fromkeys(world.lesson.outcomes.all(), (1, 1)),
        points=None,
        seed=1,
        **made,
    )
    for form in pair:
        freeze_form(form=form, **made)
        form.refresh_from_db()
    draft = create_form(lesson=world.lesson, label="Draft", **made)
    for slug in ("f3-financial-institutions", "t2-bretton-woods", "n6-obstacles"):
        add_item(form=draft, question=world.lesson.questions.get(slug=slug), **made)
    return [*pair, draft]


@pytest.fixture
def sitting(world, forms):  # noqa: F811
    """An open quiz with both forms and a time limit."""
    offer = Offer(kind="pre", label="Quiz before the lesson", form_a=forms[0], form_b=forms[1], minutes=20)
    sitting = create_sitting(cohort=world.cohort, offer=offer, by=world.instructor, now=timezone.now())
    open_now(sitting=sitting, by=world.instructor, now=timezone.now())
    return sitting


def names(page):
    return page.locator("#items > li b").all_inner_texts()


def test_a_form_is_drafted_with_the_keyboard_and_frozen(laptop, sign_in, world, live_server, axe):  # noqa: F811
    sign_in(laptop, world.instructor)
    laptop.goto(f"{live_server.url}{LESSON}/forms/")
    laptop.get_by_label("Name of the form").fill("Before and after")
    laptop.get_by_role("button", name="New empty form").click()
    laptop.get_by_label("Words or number").fill("t")
    laptop.get_by_label("Type").select_option("True or false")
    laptop.wait_for_url(re.compile("type=true-false"))
    laptop.get_by_role("button", name="Add T1", exact=True).press("Enter")
    laptop.locator("#say", has_text="T1 is on the form").wait_for(state="attached")
    assert laptop.evaluate("document.activeElement.querySelector('b').textContent") == "T2"
    laptop.keyboard.press("Tab")
    laptop.keyboard.press("Enter")  # T2
    laptop.locator("#say", has_text="T2 is on the form").wait_for(state="attached")
    laptop.get_by_label("Type").select_option("Every type")
    laptop.get_by_label("Words or number").fill("f3")
    laptop.get_by_text("Gives T2 away").wait_for()
    laptop.get_by_role("button", name="Add F3", exact=True).click()
    laptop.get_by_text("F3 and T2 give each other away.").wait_for()
    axe(laptop)
    laptop.get_by_role("button", name="Move F3 up").press("Enter")
    laptop.locator("#say", has_text="F3 was moved").wait_for(state="attached")
    assert names(laptop) == ["T1", "F3", "T2"]
    laptop.get_by_role("button", name="Remove F3").click()
    laptop.locator("#say", has_text="F3 is off the form").wait_for(state="attached")
    laptop.get_by_text("Change what it must hold").click()
    for code in ("O2", "O3", "O4"):
        laptop.get_by_label(f"Questions {code}").fill("0")
    laptop.locator("details[open]").get_by_role("button", name="Save").click()
    laptop.get_by_text("Before it can be frozen").wait_for(state="detached")
    laptop.get_by_role("link", name="Freeze this form").click()
    laptop.get_by_role("button", name="Freeze it").click()
    laptop.get_by_text("This form can be offered to cohorts.").wait_for()
    form = AssessmentForm.objects.get()
    assert (form.is_frozen, form.items.count()) == (True, 2)


def test_a_page_of_before_the_freezing_shows_that_the_form_is_frozen(
    laptop,
    sign_in,
    world,  # noqa: F811
    forms,
    live_server,
    watch,
):
    watch.expect("422")  # the refusal, which Chromium notes
    sign_in(laptop, world.instructor)
    laptop.goto(f"{live_server.url}/forms/{forms[2].pk}/", wait_until="networkidle")
    expect(laptop.locator("#state")).to_have_text(re.compile("Draft"))
    AssessmentForm.objects.filter(pk=forms[2].pk).update(frozen_at=timezone.now())
    laptop.get_by_role("button", name="Remove N6").click()
    expect(laptop.locator(".errors")).to_contain_text("This form is frozen.")
    expect(laptop.locator("#state")).to_have_text(re.compile("Frozen"))
    assert laptop.locator(".chip", has_text="Draft").count() == 0


def test_a_question_is_dragged(laptop, sign_in, world, forms, live_server):  # noqa: F811
    sign_in(laptop, world.instructor)
    laptop.goto(f"{live_server.url}/forms/{forms[2].pk}/")
    assert names(laptop) == ["F3", "T2", "N6"]
    laptop.set_viewport_size({"width": 1280, "height": 1600})  # both places on one screen
    first = laptop.locator("#items > li").first.bounding_box()
    laptop.locator("#items > li b").nth(2).hover()
    laptop.mouse.down()
    laptop.mouse.move(first["x"] + 60, first["y"] + 4, steps=8)
    laptop.mouse.up()
    laptop.locator("#say", has_text="N6 was moved").wait_for(state="attached")
    assert names(laptop) == ["N6", "F3", "T2"]


def test_parallel_forms_become_a_quiz_without_javascript(
    no_js_context,
    sign_in,
    world,  # noqa: F811
    live_server,
    watch,
):
    watch.expect("422")
    page = no_js_context.new_page()
    sign_in(no_js_context, world.instructor)
    page.goto(f"{live_server.url}{LESSON}/forms/assemble/")
    page.get_by_label("Two parallel forms").check()
    page.get_by_label("Written answer").fill("9")
    page.get_by_role("button", name="Choose the questions").click()
    page.get_by_text("“Written answer” has 7 questions; two disjoint forms of 9 are impossible.").wait_for()
    page.get_by_label("Written answer").fill("1")
    page.get_by_role("button", name="Choose the questions").click()
    for name in ("Form A", "Form B"):
        page.get_by_role("link", name=name).click()
        page.get_by_role("link", name="Freeze this form").click()
        page.get_by_role("button", name="Freeze it").click()
        page.get_by_role("link", name="Assessment forms").click()
    page.goto(f"{live_server.url}/cohorts/{world.cohort.pk}/")
    page.get_by_role("link", name="Quizzes of this cohort").click()
    page.get_by_role("link", name="Before the lesson").click()
    page.get_by_label("Second, parallel form").select_option("1.8 · Form B")
    page.get_by_role("button", name="Make the quiz").click()
    page.get_by_role("button", name="Open it now").click()
    sitting = Sitting.objects.get()
    assert (sitting.is_open(timezone.now()), sitting.allocations.count()) == (True, 1)


def test_a_quiz_is_held(phone, sign_in, world, sitting, live_server, axe):  # noqa: F811
    sign_in(phone, world.instructor)
    phone.goto(f"{live_server.url}/sittings/{sitting.pk}/")
    expect(phone.get_by_text("0 started")).to_be_visible()
    phone.get_by_text("Extra time").click()
    phone.get_by_label("Extra minutes for Amina Diallo").fill("10")
    phone.locator("#time").get_by_role("button", name="Save").click()
    phone.get_by_text("✓ Saved").wait_for()
    axe(phone)
    seat = world.cohort.enrolments.learners().get()
    attempt = AttemptFactory(sitting=sitting, enrolment=seat, started_at=timezone.now())
    phone.reload()
    expect(phone.get_by_text("1 started")).to_be_visible()
    phone.get_by_role("button", name="Close it now").click()
    phone.get_by_text("1 learner had started and not sent the answers.").wait_for()
    assert Attempt.objects.get(pk=attempt.pk).is_open
    axe(phone)


def test_every_page_is_accessible_everywhere(laptop, sign_in, world, forms, sitting, live_server, axe):  # noqa: F811
    sign_in(laptop, world.instructor)
    frozen, _, draft = forms
    cohort = f"/cohorts/{world.cohort.pk}/sittings"
    for path in [
        f"{LESSON}/forms/",
        f"{LESSON}/forms/assemble/",
        f"{LESSON}/statements/",
        f"/forms/{frozen.pk}/",
        f"/forms/{frozen.pk}/preview/",
        f"/forms/{draft.pk}/",
        f"/forms/{draft.pk}/freeze/",
        f"{cohort}/",
        f"{cohort}/new/post/",
        f"/sittings/{sitting.pk}/",
        f"/sittings/{sitting.pk}/edit/",
    ]:
        laptop.goto(live_server.url + path)
        look_at(laptop, axe, HALF)
