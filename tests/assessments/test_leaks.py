"""Nothing of a key leaves the server before its release: every learner page is crawled for every string of the keys.

With a positive control: the same search over the same pages finds them after the release.
"""

import json
import re
from collections import deque
from html import unescape
from io import BytesIO, StringIO
from urllib.parse import urlsplit
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.utils import timezone

from assessments.models import AssessmentForm, FormItem, KeyRevision, Misconception, Question, QuestionVersion, Sitting
from courses.models import Course
from lessons.models import Lesson
from tests.assessments.factories import FEEDBACK_TOKEN, KEY_TOKEN, SittingFactory
from tests.factories import CohortFactory, EnrolmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.journey]
LONG = 25  # letters, from which a text is looked for sentence by sentence
LINK = re.compile(r'(?:href|action)="(/[^"#]*)')
INLINE = re.compile(r"</?(?:strong|em|code|a|b)\b[^>]*>")
TAG = re.compile(r"<[^>]*>")
MARKDOWN = re.compile(r"[*_`>#]|^- ", re.MULTILINE)
NEVER, BY_HAND, AT_ONCE = Sitting.Release.NEVER, Sitting.Release.BY_HAND, Sitting.Release.AT_ONCE
RULES = ["release_score", "release_answers", "release_feedback"]


def plain(text):
    """Return text as it is compared: without Markdown, line breaks and case, and a bar between the parts of a page."""
    return " ".join(MARKDOWN.sub("", unescape(TAG.sub(" | ", INLINE.sub("", text)))).split()).casefold()


def text_of(response):
    """Return what an answer holds as text, with that of every file in an archive."""
    if response.headers["Content-Type"] != "application/zip":
        return response.content.decode()
    archive = ZipFile(BytesIO(response.content))
    return "\n".join(archive.read(name).decode() for name in archive.namelist())


class Crawler:
    """A learner's browser that looks everywhere and remembers all it was sent: pages, replies, headers, errors."""

    def __init__(self, client, seat):
        self.client, self.seat = client, seat
        client.force_login(seat.user)
        self.seen = []

    def get(self, path, **headers):
        return self._remember(self.client.get(path, headers=headers))

    def post(self, path, body):
        if body.keys() & {"events", "newest"}:
            return self._remember(self.client.post(path, json.dumps(body), content_type="application/json"))
        return self._remember(self.client.post(path, body))

    def _remember(self, response):
        self.seen += [text_of(response), str(response.headers), str(response.cookies)]
        return response

    def crawl(self):
        """Follow every link from the start page, as a page and as a part."""
        waiting, known = deque(["/"]), {"/"}
        while waiting:
            path = waiting.popleft()
            found = [self.get(path), self.get(path, HX_Request="true")]
            links = {urlsplit(link).path for response in found for link in LINK.findall(text_of(response))}
            fresh = {link for link in links if not link.startswith(("/static/", "/account/", "/admin/"))} - known
            known |= fresh
            waiting += sorted(fresh)
        return known

    def probe(self, attempt):
        """Try what an attempt answers to: good and bad saves, submissions, forms, forbidden pages."""
        here = f"/attempts/{attempt}/"
        event = {"event": str(uuid4()), "position": 0, "sequence": 9, "answer": {}}
        for events in (
            [event],
            [event],
            [event | {"event": str(uuid4()), "sequence": 1}],
            [event | {"answer": 7}],
            ["x"],
        ):
            self.post(f"{here}save/", {"events": events})
        self.post(f"{here}submit/", {"newest": {"0": 99}})
        self.post(f"{here}answers/", {"sequence": "1", "q0": "\0"})
        for path in ("", "save/", "answers/", "result/", "submit/", "nothing/"):
            self.get(here + path)
        for path in (
            "/lessons/mission-partners/questions/",
            "/attempts/999999/",
            "/quiz/999999/",
            "/attempts/worker.js",
        ):
            self.get(path)

    def take(self, sitting):
        """Start, look, save, and return the attempt's number."""
        start = self.post(f"/quiz/{sitting.pk}/start/", {})
        attempt = int(start["Location"].split("/")[2])
        self.crawl()
        self.probe(attempt)
        return attempt

    def text(self):
        return plain("\n".join(self.seen))


@pytest.fixture
def pack():
    call_command("load_content", verbosity=0, stdout=StringIO())
    return Lesson.objects.get(slug="mission-partners")


@pytest.fixture
def whole_bank(pack):
    """An open quiz of every question of the real lesson; nothing is released."""
    now = timezone.now()
    form = AssessmentForm.objects.create(lesson=pack, label="Everything", frozen_at=now, created_at=now)
    for position, version in enumerate(QuestionVersion.objects.filter(question__lesson=pack).order_by("pk")):
        FormItem.objects.create(form=form, position=position, version=version, points=version.points)
    cohort = CohortFactory(course=Course.objects.get(), is_study_open=False)
    return SittingFactory(form_a=form, cohort=cohort, opens_at=now, **dict.fromkeys(RULES, BY_HAND))


NAMES = {"id", "credit", "points", "policy", "fills", "alone", "sure", "misconception", "misconceptions"}


def strings_in(value):
    """Yield every string below ``value`` that is not the name of something."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from strings_in(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name not in NAMES:
                yield from strings_in(each)


def shown(lesson):
    """Return what every learner sees of the questions."""
    versions = QuestionVersion.objects.filter(question__lesson=lesson)
    return plain(" ".join(strings_in([list(row) for row in versions.values_list("stem", "content")])))


def secrets(lesson, harmless):
    """Return what must not be seen: long texts as sentences, and short answers; without what is ``harmless``."""
    keys = KeyRevision.objects.filter(version__question__lesson=lesson).values_list("key", flat=True)
    notes = Question.objects.filter(lesson=lesson).values_list("source_notes", flat=True)
    ideas = Misconception.objects.filter(lesson=lesson).values_list("text", "feedback")
    texts = {plain(text) for text in strings_in([*keys, *notes, *map(list, ideas)])}
    sentences = {each for text in texts if len(text) >= LONG for each in re.split(r"(?<=[.!?]) ", text)}
    long = {each for each in sentences if len(each) >= LONG and each not in harmless}
    return long, {text for text in texts if 3 <= len(text) < LONG and text not in harmless}


def hits(text, long, short):
    """Return the secrets in ``text``: sentences anywhere, short answers as whole words."""
    return {each for each in long | short if each in text and (each in long or re.search(whole(each), text))}


def whole(words):
    return rf"(?<!\w){re.escape(words)}(?!\w)"


def take_and_look(client, sitting):
    """Take a quiz as a learner of its cohort, look everywhere, send, and look again."""
    crawler = Crawler(client, EnrolmentFactory(cohort=sitting.cohort))
    attempt = crawler.take(sitting)
    crawler.post(f"/attempts/{attempt}/submit/", {})
    crawler.crawl()
    crawler.probe(attempt)
    return crawler, f"/attempts/{attempt}/result/"


def test_no_string_of_the_real_keys_is_seen_before_the_release_and_they_are_after(client, pack, whole_bank):
    said_of_any_quiz, _ = take_and_look(client, SittingFactory(**dict.fromkeys(RULES, NEVER)))
    long, short = secrets(pack, shown(pack) + said_of_any_quiz.text())
    assert len(long) > 500
    assert len(short) > 200
    crawler, result = take_and_look(client, whole_bank)
    assert hits(crawler.text(), long, short) == set()

    Sitting.objects.filter(pk=whole_bank.pk).update(released_at=timezone.now())
    crawler.get(result)
    found = hits(crawler.text(), long, short)
    assert len(found & long) > 100
    assert len(found & short) > 20


# What the result of a sample form shows when only one of the three rules releases it.
ONLY = {"release_score": set(), "release_answers": {KEY_TOKEN}, "release_feedback": {FEEDBACK_TOKEN}}


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_releases_its_own_part_and_no_other(client, rule):
    crawler, result = take_and_look(client, SittingFactory(**dict.fromkeys(RULES, NEVER) | {rule: AT_ONCE}))
    seen = crawler.text()
    assert {token for token in (KEY_TOKEN, FEEDBACK_TOKEN) if token.casefold() in seen} == ONLY[rule]
    page = plain(client.get(result).content.decode())
    assert ("not answered" in page) == (rule == "release_score")
    assert ("right answer" in page) == (rule == "release_answers")


def test_nothing_that_is_not_released_is_even_in_the_context_of_the_page(client):
    _crawler, result = take_and_look(client, SittingFactory(**dict.fromkeys(RULES, NEVER)))
    context = client.get(result).context["result"]
    assert context.released is None
    assert KEY_TOKEN not in repr(context)
    assert FEEDBACK_TOKEN not in repr(context)
