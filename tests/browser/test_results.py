"""A director reads what a class learned: on a laptop, on a phone, on paper, and from right to left."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.models import AssessmentForm, Certificate, Sitting
from tests.assessments.marked import submit
from tests.browser.looks import HALF, LAPTOP, look_at
from tests.browser.quizzes import RIGHT_ONES, open_quiz
from tests.browser.test_roster import messy_roster
from tests.factories import EnrolmentFactory

SLUGS = (
    "f1-internal-partner",
    "f3-financial-institutions",
    "t3-un-arrives-first",
    "t8-ownership",
    "m2-host-government",
    "m1-country-team",
    "n6-obstacles",
)
WRONG_ONES = {0: {"partner": "The army"}, 1: {"first": "NATO", "second": "ICRC"}, 2: True, 3: False, 4: "a", 5: ["b"]}
N_LEARNERS = 24


def answers(learner, known):
    """The answers of a learner who knows so many of the six questions that a machine scores."""
    knows = {(learner * 5 + n) % 6 for n in range(known)}
    scored = [RIGHT_ONES[place] if place in knows else WRONG_ONES[place] for place in range(6)]
    return [*scored, RIGHT_ONES[6]]


@pytest.fixture
def results(world):
    """A class of 24 and somebody who is on the list only: three missed the second quiz, one the first."""
    pre = open_quiz(world, SLUGS)
    post = Sitting.objects.get(pk=pre.pk)
    post.pk, post.kind, post.label, post.crosses = None, Sitting.Kind.POST, "Quiz after the lesson", pre
    post.save()
    seats = [EnrolmentFactory(cohort=world.cohort, user__name=f"Learner {n:02}") for n in range(1, N_LEARNERS + 1)]
    for n, seat in enumerate(seats):
        if n != 5:
            submit(pre, *answers(n, n % 5), enrolment=seat)
        if n not in {7, 11, 13}:
            submit(post, *answers(n, 1 if n == 9 else min(6, n % 5 + 1 + n % 3)), enrolment=seat)
    return reverse("assessments:results", args=[world.cohort.pk])


def test_results_are_for_everybody_to_read(laptop, sign_in, world, results, live_server, axe):
    sign_in(laptop, world.director)
    laptop.goto(live_server.url + results, wait_until="networkidle")
    expect(laptop.get_by_role("heading", level=1)).to_have_text("20 learners sat both quizzes. 19 improved.")
    look_at(laptop, axe)
    laptop.set_viewport_size({"width": 1280, "height": 720})
    laptop.get_by_text("For experts").click()
    laptop.get_by_text("What was chosen").first.click()
    axe(laptop)
    laptop.get_by_role("link", name="Learner", exact=True).click()
    expect(laptop.locator(".by-learner tbody th").first).to_have_text("Amina Diallo")


def test_one_learner(laptop, sign_in, world, results, live_server, axe):
    sign_in(laptop, world.instructor)
    laptop.goto(live_server.url + results, wait_until="networkidle")
    laptop.get_by_role("link", name="Learner 01").click()
    look_at(laptop, axe, HALF)


def test_results_on_paper(laptop, sign_in, world, results, live_server):
    sign_in(laptop, world.director)
    laptop.goto(live_server.url + results, wait_until="networkidle")
    laptop.emulate_media(media="print")
    furniture = laptop.locator("header.top, .foot, .btn, .crumbs, .no-print")
    assert [each for each in furniture.all() if each.is_visible()] == []
    # Nothing is wider than the paper, which is A4 less its margins.
    laptop.set_viewport_size({"width": 680, "height": 900})
    assert laptop.evaluate("document.documentElement.scrollWidth") <= 680


def test_results_from_right_to_left(laptop, sign_in, world, results, live_server, axe):
    sign_in(laptop, world.director)
    laptop.goto(live_server.url + results, wait_until="networkidle")
    laptop.evaluate("document.documentElement.dir = 'rtl'")
    # The scale stays as it is: nothing lies at the left, full marks at the right.
    first, last = (laptop.locator(".scale span").nth(n).bounding_box()["x"] for n in (0, 2))
    assert first < last
    look_at(laptop, axe, HALF)


def test_cohorts_side_by_side_and_the_course(laptop, sign_in, world, results, live_server, axe):
    sign_in(laptop, world.director)
    laptop.goto(f"{live_server.url}/lessons/mission-partners/results/", wait_until="networkidle")
    expect(laptop.get_by_role("heading", level=1)).to_have_text("1 cohort was offered quizzes on this lesson.")
    look_at(laptop, axe, HALF)
    laptop.set_viewport_size({"width": 1280, "height": 720})
    laptop.get_by_role("link", name="Questions across cohorts").click()
    expect(laptop.get_by_role("heading", level=1)).to_have_text("No question has 100 attempts yet.")
    look_at(laptop, axe, HALF)
    laptop.set_viewport_size({"width": 1280, "height": 720})
    laptop.get_by_role("link", name=world.lesson.course.title).click()
    expect(laptop.get_by_role("heading", level=1)).to_have_text("20 learners sat both quizzes of a lesson.")
    look_at(laptop, axe, HALF)


def test_certificates_are_given_and_checked(laptop, sign_in, world, results, live_server, axe):
    sign_in(laptop, world.director)
    laptop.goto(f"{live_server.url}/cohorts/{world.cohort.pk}/certificates/")
    laptop.get_by_text("Change the rule").click()
    laptop.get_by_label("Who gets a certificate").select_option("rule")
    laptop.get_by_label("Name and office under the signature").fill("H. Lindqvist, course director")
    laptop.get_by_role("button", name="Save the rule").click()
    laptop.get_by_role("button", name="Give a certificate to the 20 learners").click()
    expect(laptop.get_by_role("heading", level=1)).to_have_text("Certificates: 20 of 25 learners")
    laptop.get_by_text("Revoke", exact=False).first.click()
    look_at(laptop, axe, HALF)
    laptop.set_viewport_size({"width": 1280, "height": 720})
    with laptop.expect_download() as download:
        laptop.get_by_role("link", name="All as one PDF").click()
    assert download.value.suggested_filename.endswith(".pdf")
    code = Certificate.objects.first().shown_code
    laptop.context.clear_cookies()
    laptop.goto(f"{live_server.url}/check/?code={code}")
    look_at(laptop, axe, HALF)
    laptop.get_by_role("button", name="Check").click()
    expect(laptop.get_by_role("heading", level=1)).to_have_text("This certificate is valid.")
    look_at(laptop, axe, HALF)


def test_from_a_messy_roster_to_a_printed_report(laptop, sign_in, world, live_server, watch, axe, tmp_path):
    """Forty people come in, two rows are mended, both quizzes are held, and the results are read, printed and kept."""
    form = open_quiz(world, SLUGS).form_a
    Sitting.objects.all().delete()
    AssessmentForm.objects.filter(pk=form.pk).update(label="Course quiz")
    sign_in(laptop, world.director)
    cohort = f"{live_server.url}/cohorts/{world.cohort.pk}/"
    laptop.goto(f"{cohort}roster/")
    laptop.get_by_label("List of learners").set_input_files(
        {"name": "list.csv", "mimeType": "text/csv", "buffer": messy_roster()}
    )
    laptop.get_by_role("button", name="Look at the list").click()
    laptop.get_by_role("group", name="Row 11").get_by_label("Family name").fill("Missing")
    laptop.get_by_role("group", name="Row 24").get_by_label("Number").fill("0021")
    laptop.get_by_role("button", name="Check again").click()
    laptop.get_by_role("button", name="Change the cohort like this").click()
    seats = list(world.cohort.enrolments.learners().exclude(user=world.learner).order_by("pk"))
    for kind, known in (("pre", 1), ("post", 4)):
        laptop.goto(f"{cohort}sittings/new/{kind}/")
        laptop.get_by_label("Name", exact=False).first.fill(f"Quiz {kind}")
        laptop.get_by_role("button", name="Make the quiz").click()
        laptop.get_by_role("button", name="Open it now").click()
        sitting = Sitting.objects.get(kind=kind)
        for n, seat in enumerate(seats):
            submit(sitting, *answers(n, known + n % 2), enrolment=seat)
    laptop.goto(cohort)
    laptop.get_by_role("link", name="What was learned").click()
    expect(laptop.get_by_role("heading", level=1)).to_have_text("40 learners sat both quizzes. 40 improved.")
    axe(laptop)
    pdf = laptop.pdf(prefer_css_page_size=True, tagged=True)
    assert 3 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 14
    laptop.set_viewport_size(dict(zip(("width", "height"), LAPTOP, strict=True)))
    laptop.get_by_role("link", name="Results as files").click()
    with laptop.expect_download() as download:
        laptop.get_by_role("region", name="Learners", exact=True).get_by_role("link", name="CSV").click()
    assert download.value.path().read_text(encoding="utf-8-sig").count("\n") == 42
    with laptop.expect_download() as download:
        laptop.get_by_role("region", name="Roster").get_by_role("link", name="Excel").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    laptop.goto(f"{cohort}roster/")
    laptop.get_by_label("List of learners").set_input_files(path)
    laptop.get_by_role("button", name="Look at the list").click()
    expect(laptop.get_by_text("41 unchanged")).to_be_visible()
