"""Takes the pictures of docs/pictures/ from the running software: `make pictures`."""

from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions.forms import add_item, create_form
from assessments.demo.finished import make_finished_classes
from assessments.models import Attempt, Sitting
from courses.demo import make_demo
from tests.assessments.marked import submit, version_of
from tests.browser.marking_world import make_marking
from tests.browser.quizzes import ANSWERS, RIGHT_ONES, open_quiz

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
LESSON = "/lessons/mission-partners"
SHOTS = [
    ("home-phone", "phone", "learner", "/", "light"),
    ("home-laptop", "laptop", "instructor", "/", "light"),
    ("lesson-phone", "phone", "learner", f"{LESSON}/", "light"),
    ("slide-phone", "phone", "learner", f"{LESSON}/slides/integrated-approach/", "light"),
    ("slide-phone-dark", "phone", "learner", f"{LESSON}/slides/integrated-approach/", "dark"),
    ("screen-laptop", "laptop", "instructor", f"{LESSON}/present/screen/#integrated-approach", "light"),
    ("desk-laptop", "laptop", "instructor", f"{LESSON}/present/integrated-approach/", "light"),
    ("desk-laptop-dark", "laptop", "instructor", f"{LESSON}/present/icrc/", "dark"),
    ("join-phone", "phone", None, "/join/", "light"),
    ("poster-laptop", "laptop", "instructor", "/cohorts/{cohort}/poster/", "light"),
    ("handout", "laptop", "instructor", f"{LESSON}/handout/", "print"),
]


@pytest.mark.parametrize(("name", "screen", "who", "path", "look"), SHOTS)
def test_take(request, sign_in, world, live_server, settings, name, screen, who, path, look):
    settings.PUBLIC_ADDRESS = "http://192.168.8.1:8000"
    page = request.getfixturevalue(screen)
    if who:
        sign_in(page, getattr(world, who))
    page.goto(live_server.url + path.format(cohort=world.cohort.pk), wait_until="networkidle")
    shoot(page, name, look)


def shoot(page, name, look="light"):
    """Take one picture of what ``page`` shows."""
    if look == "print":
        page.set_viewport_size({"width": 794, "height": 1123})  # A4 at 96 dots an inch
        page.emulate_media(media="print")
    else:
        page.emulate_media(color_scheme=look)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", scale="css")
    assert (PICTURES / f"{name}.png").stat().st_size > 5_000


def test_take_a_quiz_and_its_result(phone, sign_in, world, live_server):
    released = dict.fromkeys(("release_score", "release_answers", "release_feedback"), Sitting.Release.AT_ONCE)
    seat = world.cohort.enrolments.get(user=world.learner)
    before = open_quiz(world, label="Quiz before the lesson", **released)
    submit(before, *(RIGHT_ONES[0], None, True, *list(RIGHT_ONES.values())[3:]), enrolment=seat)
    quiz = open_quiz(world, label="Quiz after the lesson", kind=Sitting.Kind.POST, minutes=20, **released)
    sign_in(phone, world.learner)
    phone.goto(f"{live_server.url}/quiz/{quiz.pk}/")
    phone.get_by_role("button", name="Start the quiz").click()
    for number, slug in enumerate(ANSWERS, start=1):
        for label, value in ANSWERS[slug]:
            field = phone.locator("fieldset[data-position]:visible").get_by_label(label, exact=True)
            field.check() if value is True else field.fill(value)
        phone.locator("[data-state-chip]").get_by_text("Saved").wait_for()
        if number == 5:
            phone.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
            shoot(phone, "quiz-phone")
            shoot(phone, "quiz-phone-dark", "dark")
        phone.locator("[data-go]").click()
    shoot(phone, "quiz-check-phone")
    phone.locator("[data-go]").click()
    phone.wait_for_url("**/result/")
    shoot(phone, "result-phone")


def test_take_forms(laptop, sign_in, world, live_server):
    made = {"by": world.instructor, "now": timezone.now()}
    draft = create_form(lesson=world.lesson, label="Before and after", **made)
    for slug in ("f1-internal-partner", "t3-un-arrives-first", "f3-financial-institutions", "t2-bretton-woods"):
        add_item(form=draft, question=world.lesson.questions.get(slug=slug), **made)
    sign_in(laptop, world.instructor)
    laptop.goto(f"{live_server.url}/forms/{draft.pk}/", wait_until="networkidle")
    shoot(laptop, "form-laptop")
    laptop.goto(f"{live_server.url}{LESSON}/forms/assemble/", wait_until="networkidle")
    shoot(laptop, "assemble-laptop")


def test_take_marking_and_correcting(laptop, sign_in, world, live_server):
    sitting = make_marking(world).sitting
    Attempt.objects.update(submitted_at=timezone.now())
    sign_in(laptop, world.instructor)

    def visit(name, *args):
        laptop.goto(live_server.url + reverse(f"assessments:{name}", args=args), wait_until="networkidle")

    visit("sitting", sitting.pk)
    shoot(laptop, "sitting-laptop")
    visit("mark", sitting.pk, version_of(sitting, 3).pk)
    laptop.get_by_role("checkbox", name="They are short-term").check()
    laptop.mouse.move(0, 0)
    shoot(laptop, "mark-laptop")
    shoot(laptop, "mark-laptop-dark", "dark")
    visit("review", "mission-partners")
    shoot(laptop, "review-laptop")
    visit("key", "mission-partners", version_of(sitting, 1).pk)
    laptop.get_by_label("True", exact=True).check()
    laptop.get_by_label("Reason, for learners to read").fill("The map was old.")
    laptop.get_by_role("button", name="Show what would change").click()
    laptop.get_by_role("heading", name="What would change").wait_for()
    shoot(laptop, "key-laptop")
    visit("paper", sitting.pk)
    shoot(laptop, "paper", "print")


def test_take_results(laptop, sign_in, world, live_server):
    now = timezone.now()
    make_demo(course=world.cohort.course, known=None, now=now)
    newest = make_finished_classes(now=now)[-1]
    sign_in(laptop, world.director)
    laptop.goto(live_server.url + reverse("assessments:results", args=[newest.pk]), wait_until="networkidle")
    shoot(laptop, "results-laptop")
    laptop.locator("#heat").evaluate("heading => heading.scrollIntoView()")
    shoot(laptop, "results-heat-laptop")
    laptop.goto(live_server.url + reverse("assessments:course-results", args=["cptm"]), wait_until="networkidle")
    shoot(laptop, "course-results-laptop")
