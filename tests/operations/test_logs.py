"""Lines of the log tell what happened to whom, and nothing that anybody wrote."""

import json
import logging
from contextlib import contextmanager
from io import StringIO
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest
from django.test import RequestFactory

from assessments.actions import attempts as saving
from assessments.views import taking
from config.environment import read_environment
from operations.logs import JsonLines, PlainLines, Told, telling
from operations.middleware import request_id
from tests.assessments.factories import AttemptFactory
from tests.factories import EnrolmentFactory

ANSWER, QUERY, CODE, PIN = "TOKEN-ANSWER", "TOKEN-QUERY", "TOKEN-CODE", "998877"
SECRETS = [ANSWER, QUERY, CODE, PIN, "TOKEN-CAUSE", "TOKEN-NOTE", "TOKEN-ROW"]


@contextmanager
def log(formatter, level=logging.DEBUG):
    """Yield what the root logger writes, as ``formatter`` lays it out."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter)
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(level)
    try:
        yield written
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


def lines(written):
    return [json.loads(line) for line in written.getvalue().splitlines()]


def found(written):
    return [secret for secret in SECRETS if secret in written.getvalue()]


@pytest.fixture
def attempt(db):
    return AttemptFactory()


def save(client, attempt):
    """Let a learner save an answer full of tokens, with tokens wherever a request may carry them."""
    row = {"position": 0, "event": str(uuid4()), "sequence": 1, "answer": {"team": ANSWER}}
    client.force_login(attempt.enrolment.user)
    client.cookies["theme"] = QUERY
    client.raise_request_exception = False
    return client.post(
        f"/attempts/{attempt.pk}/save/?next={QUERY}",
        json.dumps({"events": [row]}),
        content_type="application/json",
        headers={"user-agent": QUERY, "referer": f"https://testserver/{QUERY}"},
    )


def fail_with_everything(*_arguments, **_more):
    """Break as badly as code can: the answer is in the message, in its cause and in a note."""
    try:
        {}["TOKEN-CAUSE"]
    except KeyError as cause:
        problem = ValueError(f"cannot read {ANSWER!r}")
        problem.add_note("TOKEN-NOTE")
        raise problem from cause


def test_a_request_leaves_one_line(client, attempt):
    with log(JsonLines(), logging.INFO) as written:
        answer = save(client, attempt)
    (line,) = lines(written)
    assert {name: value for name, value in line.items() if name not in {"at", "milliseconds"}} == {
        "level": "INFO",
        "logger": "operations.middleware",
        "message": "request",
        "request": answer["X-Request-ID"],
        "user": attempt.enrolment.user.pk,
        "attempt": attempt.pk,
        "method": "POST",
        "route": "attempts/<key:pk>/save/",
        "status": 200,
    }
    assert found(written) == []


@pytest.mark.parametrize("formatter", [JsonLines(), PlainLines()], ids=["json", "line"])
def test_an_error_is_told_without_what_was_written(client, attempt, monkeypatch, formatter):
    monkeypatch.setattr("assessments.views.taking.save_answers", fail_with_everything)
    with log(formatter) as written:
        assert save(client, attempt).status_code == 500
    assert found(written) == []
    text = written.getvalue()
    assert "Internal Server Error: attempts/<key:pk>/save/" in text
    assert "builtins.ValueError" in text
    assert "builtins.KeyError" in text
    assert "fail_with_everything" in text


def test_control_a_usual_log_would_tell(client, attempt, monkeypatch):
    monkeypatch.setattr("assessments.views.taking.save_answers", fail_with_everything)
    with log(logging.Formatter("%(message)s")) as written:
        save(client, attempt)
    assert found(written) == [ANSWER, "TOKEN-CAUSE", "TOKEN-NOTE"]


def test_codes_and_pins_are_not_told(client, db):
    seat = EnrolmentFactory()
    with log(JsonLines()) as written:
        client.get(f"/join/{CODE}/")
        client.post("/join/", {"code": CODE})
        client.get(f"/no/such/{CODE}/?q={QUERY}")
        client.post(f"/join/{seat.cohort.join_code}/pin/", {"name": seat.user.name, "pin": PIN})
        client.post("/account/sign-in/", {"login": QUERY, "password": ANSWER})
        client.get("/live/stream/TOKEN-ROW")
    assert found(written) == []
    assert seat.cohort.join_code not in written.getvalue()
    assert len(lines(written)) >= 6


def test_a_row_that_the_database_refuses_is_not_told(attempt):
    with log(JsonLines()) as written:
        try:
            with transaction.atomic():
                type(attempt).objects.create(
                    sitting=attempt.sitting,
                    enrolment=attempt.enrolment,
                    form=attempt.form,
                    number=attempt.number,
                    seed=1,
                    started_at=attempt.started_at,
                    void_reason="TOKEN-ROW",
                )
        except IntegrityError:
            logging.getLogger("assessments").exception("Could not start")
    (line,) = [line for line in lines(written) if line["message"] == "Could not start"]
    assert found(written) == []
    assert line["error"]["kinds"][0] == "django.db.utils.IntegrityError"
    if connection.vendor == "postgresql":
        assert line["error"]["constraint"].startswith("attempt_")
        assert line["error"]["kinds"][1] == "psycopg.errors.UniqueViolation [23505]"


def test_an_error_that_is_its_own_context_ends():
    problem = ValueError("x")
    problem.__context__ = inner = KeyError("y")
    inner.__context__ = problem
    record = logging.LogRecord("a", logging.ERROR, "f", 1, "broken", (), (ValueError, problem, None))
    assert json.loads(JsonLines().format(record))["error"]["kinds"] == ["builtins.ValueError", "builtins.KeyError"]


def test_lines_of_scoring_tell_the_attempt(attempt):
    request = RequestFactory().get("/")
    record = logging.LogRecord("a", logging.WARNING, "f", 1, "Cannot score item %s", (3,), None)
    with telling(Told("abc", request)):
        assert PlainLines().format(record).endswith("WARNING a Cannot score item 3 request=abc")
    assert PlainLines().format(record).endswith("WARNING a Cannot score item 3")


@pytest.mark.parametrize(
    ("behind_proxy", "given", "is_taken"),
    [("on", "0af7651916cd43dd", True), ("off", "0af7651916cd43dd", False), ("on", "x\n{}", False), ("on", "", False)],
)
def test_the_id_of_the_proxy_is_taken_only_from_a_proxy(settings, behind_proxy, given, is_taken):
    settings.ENVIRONMENT = read_environment({"FIELDSCHOOL_BEHIND_PROXY": behind_proxy})
    request = HttpRequest()
    request.META["HTTP_X_REQUEST_ID"] = given
    assert (request_id(request) == given) == is_taken
    assert len(request_id(request)) in {16, 32}


def test_saving_is_where_the_tests_above_break_it():
    assert callable(saving.save_answers)
    assert taking.save_answers is saving.save_answers
