"""Every address of the program, opened by everybody who must not see what is for the instructor alone.

The addresses come from the program itself, so a new one is searched without being named here. Each is opened as a
page, as a part, as data, with what it said last time about its age, and with a form.
"""

import json
from io import StringIO
from itertools import product
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.urls import get_resolver, reverse

from assessments.models import LateResponse, QuestionVersion
from lessons.models import Lesson, Media
from tests.assessments.factories import FEEDBACK_TOKEN, KEY_TOKEN, AttemptFactory, FormFactory, SittingFactory
from tests.assessments.takers import RIGHT, WRONG, answer_all, send
from tests.assessments.test_leaks import hits, plain, secrets, shown
from tests.browser.world import PACKS
from tests.delivery.test_leaks import HTMX, JSON, SECRETS
from tests.delivery.test_leaks import world as room  # noqa: F401  # a fixture
from tests.delivery.test_room_leaks import CODE, IDEA_FEEDBACK
from tests.factories import KEY_MESSAGE, NOW, EnrolmentFactory

WORDS_OF_A_SENTENCE = 5
BODY = {"events": [{"event": str(uuid4()), "position": 0, "sequence": 9, "answer": "x"}], "newest": {"0": 99}}
# Never searched: signing out would end the search, and the administration answers for itself.
APART = {"account_logout"}
# Who says to have read a slide is shown its key message in the answer, and the search says so of every slide.
SHOWN_WHEN_READ = {("POST", "lessons:slide-read", KEY_MESSAGE)}


@pytest.fixture
def world(db, room):  # noqa: F811
    """A class in which everything that could leak is at hand, and a quiz: one attempt open, one sent, one late."""
    form = FormFactory(lesson=room.lesson)
    sitting = SittingFactory(form_a=form, cohort=room.delivery.cohort, minutes=20)
    opened, sent = AttemptFactory(sitting=sitting, enrolment=room.seat), AttemptFactory(sitting=sitting)
    mate = sent.enrolment
    practice = SittingFactory(form_a=form, cohort=room.delivery.cohort)
    own = AttemptFactory(sitting=practice, enrolment=room.seat)
    answer_all(opened, WRONG)
    for attempt in (sent, own):
        answer_all(attempt, RIGHT)
        send(attempt)
    slide = room.lesson.slides.get()
    late = LateResponse.objects.create(attempt=own, position=1, answer=True, sequence=9, event=uuid4(), received_at=NOW)
    room.keys = {
        "classes": [room.delivery.pk],
        "room": [run.pk for run in room.runs],
        "runs": [room.run.pk],
        "boards": [board.pk for board in room.boards],
        "cohorts": [room.delivery.cohort_id, room.run.activity_id],
        "sittings": [sitting.pk],
        "quiz": [sitting.pk, practice.pk],
        "attempts": [opened.pk, sent.pk, own.pk, 999_999],
        "forms": [form.pk],
        "lessons": [form.pk],
    }
    room.values = {
        "cohort_pk": [room.delivery.cohort_id],
        "entry_pk": [room.entry.pk],
        "group_pk": [room.groups[0].pk],
        "item_pk": [room.item.pk],
        "seat_pk": [room.seat.pk, mate.pk],
        "import_pk": [1],
        "late_pk": [late.pk],
        "version": [*QuestionVersion.objects.values_list("pk", flat=True)[:2]],
        "lesson_slug": [room.lesson.slug],
        "slug": [room.lesson.slug, room.delivery.cohort.course.slug],
        "slide_slug": [slide.slug],
        "digest": ["0" * 64],
        "token": ["0"],
        "code": [room.delivery.cohort.join_code, room.code],
        "key": [slide.slug, "topic"],
        "kind": ["csv", "pre"],
        "table": ["results", "answers"],
        "verb": ["next", "close", "merge"],
        "change": ["hide", "open"],
    }
    return room


def patterns(resolver, space=""):
    for pattern in resolver.url_patterns:
        if not hasattr(pattern, "url_patterns"):
            yield f"{space}{pattern.name or ''}"
        elif pattern.namespace != "admin":
            yield from patterns(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)


def addresses(world):
    """Yield the name of every address with paths to all rows of the world; keys that nobody has named are 1."""
    for name in sorted({each for each in patterns(get_resolver()) if each and not each.endswith(":")} - APART):
        space, _, bare = name.rpartition(":")
        resolver = get_resolver().namespace_dict[space][1] if space else get_resolver()
        routes = [route for found, *_ in resolver.reverse_dict.getlist(bare) for route in found]
        for path, names in routes:
            rows = world.keys.get(path.split("/")[0], [])
            for given in product(*(world.values.get(each) or rows or ["1"] for each in names)):
                yield name, reverse(name, kwargs=dict(zip(names, given, strict=True)))


def search(client, world, *, posts=False, who=None):
    """Return the tokens found, as (method, address, token), the statuses seen, and how many answers were searched."""
    found, statuses, n_answers = set(), set(), 0
    for name, path in addresses(world):
        if who and SESSION_KEY not in client.session:  # an address before has signed them out
            client.force_login(who)
        for answer in answers_of(client, path, posts=posts):
            seen = f"{b''.join(answer) if answer.streaming else answer.content}{answer.headers}{answer.cookies}"
            found.update((answer.request["REQUEST_METHOD"], name, token) for token in SECRETS if token in seen)
            statuses.add(answer.status_code)
            n_answers += 1
    return SimpleNamespace(tokens={token for *_where, token in found}, found=found, statuses=statuses, n=n_answers)


def answers_of(client, path, *, posts):
    for headers in ({}, HTMX, JSON):
        answer = client.get(path, headers=headers)
        yield answer
        marks = {"If-None-Match": answer.get("ETag"), "If-Modified-Since": answer.get("Last-Modified")}
        if any(marks.values()):
            yield client.get(path, headers=headers | {name: mark for name, mark in marks.items() if mark})
    if posts:
        yield client.post(path, json.dumps(BODY), content_type="application/json")
        yield client.post(path, {"text": "x", "q0": "a", "sequence": "1"}, headers=HTMX)


def test_a_learner_finds_nothing_at_any_address_of_the_program(client, world, note):
    client.force_login(world.seat.user)
    seen = search(client, world, posts=True, who=world.seat.user)
    leaks = seen.found - SHOWN_WHEN_READ
    note("secrets", f"{seen.n} answers to a learner of the class searched: {len(leaks)} secrets seen")
    assert seen.found == SHOWN_WHEN_READ
    assert {200, 302, 304, 400, 404, 405} <= seen.statuses


def test_nobody_else_finds_anything_either(client, world, note):
    n_answers, found = 0, set()
    for who in (EnrolmentFactory().user, None):
        client.logout()
        if who:
            client.force_login(who)
        seen = search(client, world)
        n_answers, found = n_answers + seen.n, found | seen.found
    client.post(reverse("activities:guest", args=[world.code]))
    seen = search(client, world)
    note("secrets", f"{n_answers + seen.n} answers to strangers and a guest searched: {len(found | seen.found)} seen")
    assert found | seen.found == set()


def test_control_the_same_search_finds_every_secret_for_the_instructor(client, world, note):
    client.force_login(world.instructor)
    seen = search(client, world)
    note("secrets", f"control, the same search as the instructor: {len(seen.tokens)} of {len(SECRETS)} secrets seen")
    assert SECRETS - seen.tokens == {IDEA_FEEDBACK, CODE}  # no page of this class has come to show them


def test_an_error_tells_nothing_of_what_went_wrong(client, world, settings, monkeypatch):
    client.force_login(world.seat.user)
    client.raise_request_exception = False

    def fail(*arguments):
        raise RuntimeError(KEY_TOKEN, FEEDBACK_TOKEN)

    monkeypatch.setattr("assessments.views.taking.quiz_of", fail)
    path = reverse("assessments:attempt", args=[world.keys["attempts"][0]])
    answer = client.get(path)
    assert answer.status_code == 500
    assert [token for token in SECRETS if token in answer.content.decode()] == []
    settings.DEBUG = True
    assert KEY_TOKEN in client.get(path).content.decode()  # the control: it was there to be told


def test_no_file_that_everybody_can_fetch_holds_a_sentence_of_the_real_keys(db, note):
    call_command("load_content", verbosity=0, stdout=StringIO())
    lesson = Lesson.objects.get(slug="mission-partners")
    pictures = [plain(bytes(media.content).decode(errors="replace")) for media in Media.objects.all()]
    # An answer may be a name that a drawing has; no sentence of a key is.
    long, _short = secrets(lesson, shown(lesson))
    names = {each for each in long if len(each.split()) < WORDS_OF_A_SENTENCE}
    files = []
    for finder in get_finders():
        for path, storage in finder.list([]):
            with storage.open(path) as file:
                files.append(file.read())
    texts = [plain(each.decode(errors="replace")) for each in files]
    found = {each for text in pictures for each in hits(text, long - names, set())}
    found |= {each for text in texts for each in hits(text, long, set())}
    note(
        "secrets",
        f"{len(files) + len(pictures)} static files and pictures searched for {len(long)} sentences: {len(found)} seen",
    )
    assert found == set()
    keys = plain((PACKS / "cptm" / "mission-partners" / "questions.yaml").read_text(encoding="utf-8"))
    assert len(hits(keys, long, set())) > 100  # the control
