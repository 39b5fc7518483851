"""Two people mark a quiz, an answer is ruled on, a key is corrected and taken back; by keyboard, and without script."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.models import Attempt, Mark, RegradeRun
from tests.assessments.marked import total, version_of
from tests.browser.marking_world import make_marking
from tests.browser.test_pages import SMALL_TARGETS
from tests.browser.world import world  # noqa: F401
from tests.factories import EnrolmentFactory

LESSON = "mission-partners"
QIPS, OBSTACLES = 3, 4
# A box or a button in a label is as large as the label.
TARGETS = SMALL_TARGETS.replace("input:not([type=hidden])", "input:not([type=hidden], label *), label:has(input)")


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
    assert shown_answer(other).inner_text() != code
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
    expect(other.get_by_text("Your last mark: answer")).to_be_visible()
    assert list(Mark.objects.order_by("pk").values_list("points", flat=True)) == [3, 2]
    other.get_by_role("button", name="Undo last mark").click()
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
    assert (comments.last.input_value(), laptop.locator("[data-worth]:checked").count()) == ("1", 0)
    # A digit ticks in the part where one is.
    laptop.get_by_role("checkbox", name="Leadership").focus()
    laptop.keyboard.press("1")
    expect(laptop.get_by_role("checkbox", name="Focus on the purpose that all share")).to_be_checked()
    laptop.get_by_label("The digits 1 to 9 tick key points").uncheck()
    laptop.keyboard.press("2")
    assert laptop.locator("[data-worth]:checked").count() == 1
    laptop.reload()
    expect(laptop.get_by_label("The digits 1 to 9 tick key points")).not_to_be_checked()


def test_an_answer_is_ruled_on_and_a_key_corrected_and_undone(laptop, sign_in, marking, live_server, axe):
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
    laptop.get_by_label("Reason, for learners to read").fill("The map was old")
    laptop.get_by_role("button", name="Show what would change").click()
    expect(laptop.get_by_role("heading", name="What would change")).to_be_focused()
    assert laptop.locator("tbody tr").all_inner_texts()[0].split("\t")[0].strip() in {"Carlos Silva", "Dinh Tran"}
    axe(laptop)
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
    assert page.get_by_role("link", name="Choose the points, 0 included.").is_visible()
    page.get_by_role("radio", name="1", exact=True).check()
    page.get_by_role("button", name="Save and next").click()
    assert page.get_by_text("Your last mark: answer").is_visible()
    page.get_by_role("button", name="Undo last mark").click()
    assert page.get_by_role("checkbox", name="QIPs are Quick Impact Projects").is_checked()
    assert Mark.objects.in_force().count() == 0


def test_every_page_is_accessible_on_a_phone(phone, sign_in, marking, world, live_server, axe):  # noqa: F811
    sign_in(phone, marking.first)
    seat = EnrolmentFactory(cohort=world.cohort, user__name="Eva Papel")
    sitting = marking.sitting.pk
    pages = [
        *(reverse(f"assessments:{name}", args=[sitting]) for name in ("marking", "agreement", "attempts", "late")),
        *(reverse(f"assessments:{name}", args=[sitting]) for name in ("paper", "paper-key")),
        f"{reverse('assessments:paper-entry', args=[sitting])}?learner={seat.pk}",
        *(reverse(f"assessments:{name}", args=[LESSON]) for name in ("review", "keys")),
        *(reverse("assessments:key", args=[LESSON, version_of(marking.sitting, each).pk]) for each in (0, 2)),
        reverse("assessments:attempt-review", args=[marking.attempts[1].pk]),
        reverse("assessments:mark", args=[sitting, version_of(marking.sitting, OBSTACLES).pk]),
    ]
    for page in pages:
        phone.goto(live_server.url + page)
        axe(phone)
        assert phone.evaluate(TARGETS) == [], page
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), page
