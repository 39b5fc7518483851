"""The program in a process of its own, on the database of the tests: streams of a class need the real server."""

import signal
from contextlib import contextmanager
from decimal import Decimal
from urllib.request import urlopen

import pytest
from django.db import connection
from django.utils import timezone

from activities.models import Activity
from assessments.benchmark.server import LOOPBACK, PATIENCE_SECONDS, serving
from assessments.models import Sitting
from delivery.actions.planning import Wish, create_delivery
from delivery.models import PlanItem, Privacy
from tests.browser.quizzes import open_quiz

SHORTENED = {"topic", "aim", "integrated-approach", "summary-types"}  # the frames that the class keeps


class Served:
    """A server that a test may kill and start again. ``url`` stays the same."""

    def __init__(self, server):
        self._server = server
        self.url = f"http://{LOOPBACK}:{server.port}"

    def kill(self):
        self._server.kill()

    @contextmanager
    def paused(self):
        """Let it stand still: what is asked meanwhile is answered afterwards."""
        self._server.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._server.process.send_signal(signal.SIGCONT)

    def start_again(self):
        """Start it, and wait until it answers: its port is open a while before."""
        self._server.start_again()
        with urlopen(f"{self.url}/healthz", timeout=PATIENCE_SECONDS) as answer:  # noqa: S310  # our own server
            assert answer.status == 200


@contextmanager
def served(monkeypatch):
    monkeypatch.setenv("FIELDSCHOOL_TEST_SERVED_DATABASE", str(connection.settings_dict["NAME"]))
    with serving("tests.browser.served_settings") as server:
        yield Served(server)


@pytest.fixture
def site(transactional_db):
    """In place of the server of pytest-django, which is a thread and has no streams."""
    with pytest.MonkeyPatch.context() as patch, served(patch) as server:
        yield server


@pytest.fixture
def classroom(world):
    """A shortened class of the real lesson with one activity and a quiz for its end, not begun."""
    now = timezone.now()
    open_quiz(world, slugs=("t8-ownership",), label="Quiz before the lesson")
    world.quiz = open_quiz(
        world, slugs=("t3-un-arrives-first",), label="Quiz after the lesson", kind=Sitting.Kind.POST, opens_at=None
    )
    world.activity = Activity.objects.get(number="1.8.1")
    wish = Wish(world.lesson, Decimal(45), [world.activity], Privacy.NAMED, {}, opens_after=world.quiz)
    world.delivery = create_delivery(cohort=world.cohort, wish=wish, token="a class", by=world.instructor, now=now)
    frames = world.delivery.items.filter(kind=PlanItem.Kind.FRAME)
    frames.exclude(frame__in=SHORTENED).update(is_hidden=True)
    return world
