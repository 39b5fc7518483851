"""A first visit to the real server weighs less than 60 kB with its files, and so does the HTML of any page."""

import re
from collections import Counter
from html import unescape
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.urls import resolve, reverse

from activities.models import ActivityRun
from assessments.actions.forms import create_form
from assessments.models import Attempt, LateResponse, Mark, Response, Score, Sitting
from courses.actions import divide_into_groups
from courses.audit import note_change
from delivery.models import QuestionRun
from tests.assessments.marked import submit
from tests.browser.addresses import ELSEWHERE, PAGES
from tests.browser.quizzes import open_quiz
from tests.browser.teaching import teach
from tests.factories import NOW, EnrolmentFactory
from tests.journeys.test_run import free_port, server

FIRST_VISITS = ["/", "/join/", "/account/sign-in/"]
LEARNER_PAGES = [
    "/lessons/mission-partners/",
    "/lessons/mission-partners/slides/integrated-approach/",
    "/lessons/mission-partners/words/",
]
LIMIT_BYTES = 60_000


@pytest.fixture(scope="module")
def real_server(tmp_path_factory):
    folder, port = tmp_path_factory.mktemp("weight"), free_port()
    with server(folder / "var", port, folder / "log"):
        code = re.search(r"class code (\w+ \w+)", (folder / "log").read_text()).group(1)
        yield f"http://127.0.0.1:{port}", code


def weigh(context, address):
    """Return the bytes that a first visit brings over the network, everything counted."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    received = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(address, wait_until="networkidle")
    page.close()
    return sum(received)


def test_every_page_of_a_learner_is_light(browser, real_server):
    address, code = real_server
    context = browser.new_context()
    weights = {path: weigh(context, address + path) for path in FIRST_VISITS}
    page = context.new_page()
    page.goto(address)
    page.get_by_label("Join your class").fill(code)
    page.get_by_role("button", name="Join class").click()
    page.get_by_label("What is your name?").fill("Visitor From Elsewhere")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="I have written it down").click()
    page.get_by_role("heading", name="Do this now").wait_for()
    weights |= {path: weigh(context, address + path) for path in LEARNER_PAGES}
    context.close()
    assert {path: weight for path, weight in weights.items() if not 0 < weight < LIMIT_BYTES} == {}
    print(weights)


# --- pages that grow with a cohort, a bank or time -------------------------------------------------------

N_MANY = 100
# What somebody types whom no key knows, by type of question.
TYPED = {"true-false": True, "check-one": "a", "check-all": ["a"]}


def typed(item, number):
    """The answer of a learner: whatever is written differs from that of everybody else."""
    text = f"What learner {number} says of it, in words that nobody else uses. " * 3
    if item.version.type == "blanks":
        return dict.fromkeys(item.version.content["blanks"], text[:150])
    parts = [part["id"] for part in item.version.content.get("parts", [])]
    return TYPED.get(item.version.type) or (dict.fromkeys(parts, text) if parts else text)


@pytest.fixture
def crowded(world):
    """A cohort of a hundred with long names, all of whom sat two quizzes of every question of the lesson."""
    pre = open_quiz(world, list(world.lesson.questions.current().values_list("slug", flat=True)))
    fields = {"form_a": pre.form_a, "label": "Quiz after the lesson", "opens_at": NOW, "created_at": NOW}
    post = Sitting.objects.create(cohort=world.cohort, kind=Sitting.Kind.POST, **fields)
    for number in range(N_MANY):
        name = f"Wilhelmina-Marguerite Oyelaran-Nkemelu {number:03}"
        EnrolmentFactory(cohort=world.cohort, user__name=name, external_id=f"CENTRE-2026-{number:05}")
    for sitting in (pre, post):
        sit_as_one(sitting, list(world.cohort.enrolments.learners()))
    for seat in world.cohort.enrolments.learners():
        note_change(by=world.director, verb="change learner", row=seat, now=NOW, reason="A slip of the pen. " * 5)
    divide_into_groups(cohort=world.cohort, n_groups=10, by=world.director, now=NOW)
    return SimpleNamespace(pre=pre, post=post)


def sit_as_one(sitting, seats):
    """Let the first of ``seats`` be scored, and the others have the same scores; their late answers wait."""
    items = list(sitting.form_a.items.select_related("version").order_by("position"))
    first = submit(sitting, *(typed(item, 0) for item in items), enrolment=seats[0])
    fields = {"sitting": sitting, "form": sitting.form_a, "number": 1, "seed": 1, "started_at": NOW}
    others = Attempt.objects.bulk_create(
        Attempt(enrolment=seat, submitted_at=NOW, close_reason="sent", **fields) for seat in seats[1:]
    )
    scores = list(Score.objects.filter(attempt=first).values())
    Score.objects.bulk_create(
        Score(**row | {"id": None, "attempt_id": attempt.pk}) for attempt in others for row in scores
    )
    for number, attempt in enumerate(others, 1):
        given = [{"attempt": attempt, "position": item.position, "answer": typed(item, number)} for item in items]
        rows = [{**each, "sequence": 1, "event": uuid4()} for each in given]
        Response.objects.bulk_create(Response(saved_at=NOW, **row) for row in rows)
        LateResponse.objects.bulk_create(LateResponse(received_at=NOW, **row | {"event": uuid4()}) for row in rows[:1])


def mark_most(sitting, version, marker):
    """Let ``marker`` mark all but the last answers to a written question."""
    position = sitting.form_a.items.get(version=version).position
    marked = {"position": position, "marker": marker, "number": 1, "points": 1, "at": NOW}
    parts = [part["id"] for part in version.content.get("parts", [])] or [""]
    attempts = sitting.attempts.order_by("pk")[: N_MANY - 2]
    Mark.objects.bulk_create(Mark(attempt=attempt, part=part, **marked) for attempt in attempts for part in parts)


def heavy_pages(world, crowded):
    """Yield name and arguments of every page that grows."""
    lesson, cohort, sitting = world.lesson.slug, world.cohort.pk, crowded.post
    draft = create_form(
        lesson=world.lesson,
        label="By hand",
        by=world.director,
        now=NOW,
        versions=[item.version for item in sitting.form_a.items.select_related("version")],
    )
    versions = {item.version.type: item.version for item in sitting.form_a.items.select_related("version")}
    written = versions["narrative"]
    attempt = sitting.attempts.last()
    for name in ("home", "courses:staff", "records:archives"):
        yield name, ()
    for name in ("courses:cohort", "courses:groups", "courses:roster", "lessons:reading", "records:cohort-trail"):
        yield name, (cohort,)
    for name in ("results", "certificates", "files", "sittings"):
        yield f"assessments:{name}", (cohort,)
    for name in ("sitting", "marking", "attempts", "late", "paper", "paper-entry", "paper-key"):
        yield f"assessments:{name}", (sitting.pk,)
    for name in (
        "bank",
        "keys",
        "forms",
        "review",
        "lesson-results",
        "lesson-questions",
        "statements",
        "form-assemble",
    ):
        yield f"assessments:{name}", (lesson,)
    yield "assessments:form", (draft.pk,)
    yield "assessments:form-preview", (draft.pk,)
    mark_most(sitting, written, world.director)
    yield "assessments:mark", (sitting.pk, written.pk)
    yield "assessments:mark-given", (sitting.pk, written.pk)
    yield "assessments:attempt-review", (attempt.pk,)
    yield "assessments:results-learner", (cohort, attempt.enrolment_id)
    yield "assessments:course-results", (world.lesson.course.slug,)
    yield "activities:activities", (lesson,)
    yield "records:course-trail", (world.lesson.course.slug,)
    for version in versions.values():
        yield "assessments:key", (lesson, version.pk)
        yield "assessments:bank-key", (lesson, version.question.slug)


# --- every page of staff -----------------------------------------------------------------------------------

N_OF_A_KIND = 3
LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)')
# Documents that one asks for to print them: as long as their authors make them, and their class.
DOCUMENTS = {"activities:guide-whole", "delivery:pack"}
LARGEST_DOCUMENT_BYTES = 120_000
STRANGE = ("admin", "account", "mfa")  # made by Django and allauth, or forms of a person's own sign-in
# Pages of learners and guests, answers to a form, and what this world has no need of.
NOT_WEIGHED = {
    *(f"activities:{name}" for name in ("guest", "guest-code", "guest-group", "guest-slips", "rate", "rate-group")),
    *(f"assessments:{name}" for name in ("attempt", "attempt-answers", "attempt-result", "quiz", "sitting-edit")),
    *(f"content:{name}" for name in ("import", "preview")),
    *(f"courses:{name}" for name in ("join-pin", "joined", "locked", "new-pin", "roster-import", "staff-link")),
    *(f"delivery:{name}" for name in ("follow", "room-answer")),
}


def walked(client, begin):
    """Yield the name, the address and the size of every page that links lead to, some of each kind."""
    seen, waiting, kinds = set(), [*begin], Counter()
    while waiting:
        path = waiting.pop(0)
        name = resolve(path.split("?")[0]).view_name
        if path in seen or kinds[name] >= N_OF_A_KIND or name.startswith(STRANGE):
            continue
        seen.add(path)
        answer = client.get(path)
        if answer.streaming or answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
            continue
        kinds[name] += 1
        yield name, path, len(answer.content)
        waiting += [unescape(link) for link in LINK.findall(answer.content.decode()) if "/static/" not in link]


def pages_of_staff():
    """Return the names of all pages but those of learners alone."""
    shown = {page.name for page in PAGES if page.who in {"instructor", "director"}}
    names = shown.union(*ELSEWHERE.values())
    return {name for name in names if not name.startswith(STRANGE)}


def test_no_page_of_staff_is_heavy(client, world, crowded):
    """The HTML of each, uncompressed: pages that grow, and whatever links lead to."""
    client.force_login(world.director, backend="django.contrib.auth.backends.ModelBackend")
    weights = {}
    for name, args in heavy_pages(world, crowded):
        answer = client.get(reverse(name, args=args))
        assert answer.status_code == 200, (name, answer.status_code)
        weights[name, answer.request["PATH_INFO"]] = len(answer.content)
    begin = [reverse("delivery:class", args=[each.pk]) for each in teach(world)]
    begin.append(reverse("delivery:room-screen", args=[QuestionRun.objects.get().pk]))
    begin.append(reverse("activities:ratings", args=[ActivityRun.objects.get(activity__number="E2").pk]))
    weights |= {(name, path): weight for name, path, weight in walked(client, ["/", *begin])}
    print(sorted(weights.items(), key=lambda each: -each[1])[:40])
    limits = dict.fromkeys(DOCUMENTS, LARGEST_DOCUMENT_BYTES)
    assert {at: weight for at, weight in weights.items() if weight >= limits.get(at[0], LIMIT_BYTES)} == {}
    assert sorted(pages_of_staff() - {name for name, _path in weights} - NOT_WEIGHED) == []
