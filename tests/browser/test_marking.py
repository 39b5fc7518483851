"""Two people mark a quiz, an answer is ruled on, a key is corrected and taken back; by keyboard, and without script."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.models import Attempt, Mark, RegradeRun
from tests.assessments.marked import total, version_of
from tests.browser.looks import HALF, look_at
from tests.browser.marking_world import make_marking
from tests.browser.world import world  # noqa: F401
from tests.factories import EnrolmentFactory

LESSON = "mission-partners"
QIPS, OBSTACLES = 3, 4


@pytest.fixture
def marking(world):  # noqa: F811
    return make_marking(world)


def mark_page(live_server, marking, position=QIPS):
    version = version_of(marking.sitting, position).pk
    return live_server.url + reverse("assessments:mark", args=[marking.sitting.pk, version])


def shown_answer(page):
    return page.locator("#card h2").first


def test_two_markers_work_at_once_and_nothing_is_overwritten(
    laptop, new_context, sign_in, marking, live_server, axe, watch
):
    watch.expect("422")  # the conflict, which Chromium notes
    other = new_context(viewport={"width": 1280, "height": 720}).new_page()
    sign_in(laptop, marking.first)
    sign_in(other, marking.second)
    laptop.goto(mark_page(live_server, marking), wait_until="networkidle")
    code = shown_answer(laptop).inner_text()
    other.goto(mark_page(live_server, marking), wait_until="networkidle")
    expect(shown_answer(other)).not_to_have_text(code)
    token = laptop.locator("[name=answer]").last.input_value()
    other.goto(f"{mark_page(live_server, marking)}?answer={token}", wait_until="networkidle")
    expect(other.get_by_text("Being marked by I. S. since")).to_be_visible()
    laptop.get_by_role("radio", name="3", exact=True).check()
    laptop.get_by_role("button", name="Save and next").click()
    expect(shown_answer(laptop)).not_to_have_text(code)
    expect(shown_answer(laptop)).to_be_focused()
    other.get_by_role("radio", name="2", exact=True).check()
    other.get_by_role("button", name="Save and next").click()
    expect(other.locator(".errors")).to_be_focused()
    expect(other.locator(".errors")).to_contain_text("Ingrid Solheim gave 3")
    axe(other)
    assert list(Mark.objects.values_list("points", "marker__name")) == [(3, "Ingrid Solheim")]
    other.get_by_role("button", name="Use my mark instead").click()
    expect(other.get_by_text(f"{code}: 2 of")).to_be_visible()
    assert list(Mark.objects.order_by("pk").values_list("points", flat=True)) == [3, 2]
    other.get_by_role("button", name="Undo this mark").click()
    expect(shown_answer(other)).to_have_text(code)
    assert Mark.objects.in_force().get().points == 3


def test_the_keyboard_is_enough(laptop, sign_in, marking, live_server, axe):
    sign_in(laptop, marking.first)
    laptop.goto(mark_page(live_server, marking), wait_until="networkidle")
    keys = laptop.keyboard
    for _ in marking.attempts:
        shown_answer(laptop).focus()
        code = shown_answer(laptop).inner_text()
        keys.press("2")
        expect(laptop.get_by_role("radio", name="1", exact=True)).to_be_checked()
        keys.press("3")
        keys.press("3")
        keys.press("5")
        expect(laptop.get_by_role("radio", name="2", exact=True)).to_be_checked()
        keys.press("Enter")
        expect(shown_answer(laptop)).not_to_have_text(code)
    expect(shown_answer(laptop)).to_have_text("All answers are marked")
    expect(shown_answer(laptop)).to_be_focused()
    axe(laptop)
    stored = {(mark.points, tuple(mark.key_points)) for mark in Mark.objects.all()}
    assert (Mark.objects.count(), stored) == (3, {(2, ("short-term", "limits"))})


def test_digits_write_in_a_comment_and_can_be_switched_off(laptop, sign_in, marking, live_server):
    sign_in(laptop, marking.first)
    laptop.goto(mark_page(live_server, marking, OBSTACLES), wait_until="networkidle")
    comments = laptop.get_by_label("Comment for the learner")
    comments.last.fill("")
    comments.last.press("1")
    expect(comments.last).to_have_value("1")
    expect(laptop.locator("[data-worth]:checked")).to_have_count(0)
    # A digit ticks in the part where one is.
    laptop.get_by_role("checkbox", name="Leadership").focus()
    laptop.keyboard.press("1")
    expect(laptop.get_by_role("checkbox", name="Focus on the purpose that all share")).to_be_checked()
    laptop.get_by_label("The digits 1 to 9 tick key points").uncheck()
    laptop.keyboard.press("2")
    expect(laptop.locator("[data-worth]:checked")).to_have_count(1)
    laptop.reload()
    expect(laptop.get_by_label("The digits 1 to 9 tick key points")).not_to_be_checked()


def test_an_answer_is_ruled_on_and_a_key_corrected_and_undone(laptop, sign_in, marking, live_server, axe, watch):
    berta, carlos, dinh = marking.attempts

    def totals():
        return [total(Attempt.objects.get(pk=each.pk)) for each in (berta, carlos, dinh)]

    sign_in(laptop, marking.first)
    assert totals() == [2, 2, 2]
    laptop.goto(live_server.url + reverse("assessments:review", args=[LESSON]))
    laptop.get_by_role("button", name="Right for everyone").click()
    expect(laptop.get_by_text("No answer waits.")).to_be_visible()
    axe(laptop)
    assert totals() == [2, 3, 3]
    laptop.goto(live_server.url + reverse("assessments:key", args=[LESSON, version_of(marking.sitting, 1).pk]))
    laptop.get_by_label("True", exact=True).check()
    laptop.get_by_role("button", name="Show what would change").click()
    expect(laptop.get_by_role("heading", name="What would change")).to_be_focused()
    expect(laptop.locator("tbody tr").first).to_contain_text(re.compile("Carlos Silva|Dinh Tran"))
    beside = laptop.get_by_role("group", name="What you apply")
    expect(beside).to_contain_text("Right answer: False → True")
    expect(beside).to_contain_text("They may now say the opposite")
    axe(laptop)
    watch.expect("422")  # the reason is missing, which Chromium notes
    laptop.get_by_role("button", name="Apply it").click()
    expect(laptop.get_by_role("link", name="Say why. The learner reads it.")).to_be_visible()
    expect(laptop.get_by_role("heading", name="What would change")).to_be_visible()
    expect(laptop.get_by_label("True", exact=True)).to_be_checked()
    laptop.get_by_label("Reason, for learners to read").fill("The map was old")
    assert (totals(), RegradeRun.objects.count()) == ([2, 3, 3], 1)
    laptop.get_by_role("button", name="Apply it").click()
    laptop.get_by_role("heading", name="Decided before").wait_for()
    assert totals() == [3, 2, 2]
    laptop.get_by_role("button", name="Undo").click()
    laptop.get_by_text("undone by").wait_for()
    assert totals() == [2, 3, 3]


def test_marking_works_without_javascript(no_js_context, sign_in, marking, live_server, watch):
    watch.expect("422")  # the points are missing, which Chromium notes
    page = no_js_context.new_page()
    sign_in(no_js_context, marking.second)
    page.goto(mark_page(live_server, marking))
    page.get_by_role("checkbox", name="QIPs are Quick Impact Projects").check()
    page.get_by_role("button", name="Save and next").click()
    expect(page.get_by_role("link", name="Choose the points, 0 included.")).to_be_visible()
    page.get_by_role("radio", name="1", exact=True).check()
    page.get_by_role("button", name="Save and next").click()
    expect(page.get_by_text("Saved", exact=False).first).to_be_visible()
    page.get_by_role("button", name="Undo this mark").click()
    expect(page.get_by_role("checkbox", name="QIPs are Quick Impact Projects")).to_be_checked()
    assert Mark.objects.in_force().count() == 0


def single_answer(page, live_server):
    """Open the page of an answer that waits, from the queue."""
    page.goto(live_server.url + reverse("assessments:review", args=[LESSON]))
    page.locator(".code-link").first.click()


def test_rulings_corrections_late_answers_and_paper_work_without_javascript(
    no_js_context,
    sign_in,
    marking,
    world,  # noqa: F811
    live_server,
    watch,
):
    watch.expect("422")  # questions are empty, which Chromium notes
    page = no_js_context.new_page()
    sign_in(no_js_context, marking.second)
    single_answer(page, live_server)
    page.get_by_label("Points", exact=True).fill("0.5")
    page.get_by_label("Reason, for the learner to read").fill("Half of it")
    page.get_by_role("button", name="Set the points").click()
    page.get_by_role("button", name="Right for everyone").click()
    expect(page.get_by_text("No answer waits.")).to_be_visible()
    assert [total(each) for each in marking.attempts[1:]] in ([1.5 + 1, 3], [3, 1.5 + 1])
    page.goto(live_server.url + reverse("assessments:key", args=[LESSON, version_of(marking.sitting, 1).pk]))
    page.get_by_label("Take the question out of the total").check()
    page.get_by_label("Reason, for learners to read").fill("The map was old")
    page.get_by_role("button", name="Show what would change").click()
    page.get_by_role("button", name="Apply it").click()
    expect(page.get_by_role("heading", name="Decided before")).to_be_visible()
    page.goto(live_server.url + reverse("assessments:late", args=[marking.sitting.pk]))
    page.get_by_role("button", name="Let it count").click()
    expect(page.get_by_text("Decided by Amina Karimi.")).to_be_visible()
    EnrolmentFactory(cohort=world.cohort, user__name="Eva Papel")
    page.goto(live_server.url + reverse("assessments:paper-entry", args=[marking.sitting.pk]))
    page.get_by_label("Learner").select_option("Eva Papel")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("T or F").fill("f")
    page.get_by_role("button", name="Store the answers").click()
    expect(page.locator("form [role=alert]")).to_contain_text("4 questions are empty")
    page.get_by_role("button", name="Store all the same").click()
    expect(page.get_by_text("The answers of Eva Papel are stored.")).to_be_visible()


def test_every_page_is_accessible_everywhere(laptop, sign_in, marking, world, live_server, axe):  # noqa: F811
    sign_in(laptop, marking.first)
    seat = EnrolmentFactory(cohort=world.cohort, user__name="Eva Papel")
    sitting = marking.sitting.pk
    pages = [
        *(reverse(f"assessments:{name}", args=[sitting]) for name in ("marking", "agreement", "attempts", "late")),
        *(reverse(f"assessments:{name}", args=[sitting]) for name in ("paper", "paper-key")),
        f"{reverse('assessments:paper-entry', args=[sitting])}?learner={seat.pk}",
        *(reverse(f"assessments:{name}", args=[LESSON]) for name in ("review", "keys")),
        *(reverse("assessments:key", args=[LESSON, version_of(marking.sitting, each).pk]) for each in (0, 2)),
        reverse("assessments:attempt-review", args=[marking.attempts[1].pk]),
        *(
            reverse(f"assessments:{name}", args=[sitting, version_of(marking.sitting, OBSTACLES).pk])
            for name in ("mark", "mark-given")
        ),
    ]
    for page in pages:
        laptop.goto(live_server.url + page)
        look_at(laptop, axe, HALF)
    single_answer(laptop, live_server)
    look_at(laptop, axe, HALF)
    laptop.goto(live_server.url + reverse("assessments:key", args=[LESSON, version_of(marking.sitting, 1).pk]))
    laptop.get_by_label("Give everybody full points").check()
    laptop.get_by_label("Reason, for learners to read").fill("The map was old")
    laptop.get_by_role("button", name="Show what would change").click()
    laptop.get_by_role("heading", name="What would change").wait_for()
    look_at(laptop, axe, HALF)
