"""Saving answers: what each event is told, and what a save costs."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.models import Attempt, LateResponse, Response
from tests.assessments.factories import AttemptFactory, FormFactory
from tests.assessments.takers import POSITIONS, stored
from tests.factories import NOW
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def build_attempt():
    """An open attempt at a form with one question of each type, in the order of the form."""
    return AttemptFactory(sitting__is_shuffled=False)


world_once, attempt = built_once(build_attempt)


@pytest.fixture
def learner(client, attempt):
    """A browser in which the owner of the attempt is signed in."""
    client.force_login(attempt.enrolment.user)
    return client


def page(attempt, tail=""):
    return f"/attempts/{attempt.pk}/{tail}"


def row(kind, answer, sequence=1, **more):
    return {"event": str(uuid4()), "position": POSITIONS[kind], "sequence": sequence, "answer": answer} | more


def post_json(client, address, body):
    return client.post(address, body if isinstance(body, bytes) else json.dumps(body), content_type="application/json")


def save(client, attempt, *rows):
    return post_json(client, page(attempt, "save/"), {"events": rows})


def test_the_reply_names_every_event(learner, attempt):
    good, bad, unreadable = row("true-false", True), row("check-one", "z"), row("narrative", "x") | {"event": "?"}
    response = save(learner, attempt, good, bad, unreadable)
    sorry = "This answer cannot be kept. Reload the page and answer again."
    milliseconds = round(NOW.timestamp() * 1000)
    assert (response.status_code, response.json()) == (
        200,
        {
            "open": True,
            "over": False,
            "now": milliseconds,
            "ends": None,
            "replies": [
                {"event": good["event"], "outcome": "saved"},
                {"event": bad["event"], "outcome": "refused", "reason": "no such option", "message": sorry},
                {"event": "?", "outcome": "refused", "reason": "unreadable", "message": sorry},
            ],
        },
    )
    assert stored(attempt) == {"true-false": True}
    assert save(learner, attempt, good).json()["replies"] == [{"event": good["event"], "outcome": "repeated"}]


def test_a_stale_window_gets_409_with_the_newer_answer(learner, attempt):
    save(learner, attempt, row("true-false", True, 5))
    stale, fresh = row("true-false", False, 4), row("check-one", "a", 6)
    response = save(learner, attempt, stale, fresh)
    assert (response.status_code, response.json()["replies"]) == (
        409,
        [
            {"event": stale["event"], "outcome": "stale", "sequence": 5, "answer": True},
            {"event": fresh["event"], "outcome": "saved"},
        ],
    )
    assert stored(attempt) == {"true-false": True, "check-one": "a"}


def test_an_answer_that_is_too_long_says_so(learner, attempt):
    (reply,) = save(learner, attempt, row("narrative", "x" * 20_001)).json()["replies"]
    assert (reply["outcome"], reply["message"]) == ("refused", "This answer is too long to be kept. Shorten it.")


def test_a_late_answer_is_kept_with_the_time_the_device_says(learner, attempt):
    Attempt.objects.update(deadline=NOW - 9 * MINUTE)
    typed_at = (NOW - 10 * MINUTE).isoformat()
    response = save(learner, attempt, row("true-false", True, typed_at=typed_at)).json()
    assert (response["over"], response["open"], response["replies"][0]["outcome"]) == (True, True, "late")
    assert LateResponse.objects.get().typed_at == NOW - 10 * MINUTE


@pytest.mark.parametrize(
    "typed_at",
    [
        None,
        "",
        "yesterday",
        7,
        "2026-99-99T00:00:00Z",
        "2026-03-02T09:00:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
    ],
)
def test_a_clock_nobody_can_believe_is_no_clock(learner, attempt, typed_at):
    Attempt.objects.update(deadline=NOW - 9 * MINUTE)
    assert save(learner, attempt, row("true-false", True, typed_at=typed_at)).status_code == 200
    assert LateResponse.objects.get().typed_at is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'"x"',
        b"{}",
        b'{"events": {}}',
        b'{"events": [1]}',
        b'{"events": [[]]}',
        b"[" * 100_000,
        json.dumps({"events": [{}] * 101}).encode(),
    ],
)
def test_a_body_that_no_device_sends_is_refused_as_a_whole(learner, attempt, body):
    assert post_json(learner, page(attempt, "save/"), body).status_code == 400


@pytest.mark.parametrize(
    "change",
    [
        {"event": None},
        {"event": 7},
        {"event": "x" * 999},
        {"position": None},
        {"position": -1},
        {"position": True},
        {"position": 2**80},
        {"position": 1.5},
        {"position": "1"},
        {"sequence": 0},
        {"sequence": 2**63},
        {"sequence": None},
        {"answer": {"team": "\ud800"}},
        {"answer": {"team": "\0"}},
        {"answer": float("nan")},
        {"answer": [[[[]]]]},
    ],
)
def test_an_event_that_no_device_sends_is_refused_by_itself(learner, attempt, change):
    good = row("true-false", True, 2)
    response = save(learner, attempt, row("blanks", {"team": "x"}) | change, good)
    outcomes = {reply["event"]: reply["outcome"] for reply in response.json()["replies"]}
    assert response.status_code == 200
    assert sorted(outcomes.values()) == ["refused", "saved"]
    assert outcomes[good["event"]] == "saved"


def test_an_answer_that_is_missing_is_no_empty_answer(learner, attempt):
    event_without = row("true-false", True)
    del event_without["answer"]
    (reply,) = save(learner, attempt, event_without).json()["replies"]
    assert reply["outcome"] == "refused"


def test_the_state_tells_time_and_a_fresh_token(learner, attempt):
    Attempt.objects.update(deadline=NOW + 20 * MINUTE)
    state = learner.get(page(attempt, "save/")).json()
    token = state.pop("token")
    now, ends = (round(instant.timestamp() * 1000) for instant in (NOW, NOW + 20 * MINUTE))
    assert state == {"open": True, "over": False, "now": now, "ends": ends, "known": {}}
    assert len(token) == 64


@pytest.mark.parametrize("n_answers", [1, 30])
def test_saving_takes_at_most_eight_statements_one_of_them_a_write(client, n_answers):
    attempt = AttemptFactory(sitting__form_a=FormFactory(types=["true-false"] * 30))
    client.force_login(attempt.enrolment.user)
    rows = [row("blanks", True) | {"position": position} for position in range(n_answers)]
    with CaptureQueriesContext(connection) as queries:
        assert save(client, attempt, *rows).status_code == 200
    # Session, user, BEGIN, attempt, questions when this process has never shown them, stored answers, upsert, COMMIT.
    assert len(queries) == 8
    assert sum(query["sql"].startswith(WRITES) for query in queries) == 1
    assert Response.objects.count() == n_answers


@pytest.mark.parametrize(("tail", "body"), [("save/", {"events": []}), ("submit/", {"newest": {}})])
def test_an_attempt_that_has_just_been_erased_is_not_found(client, attempt, tail, body):
    client.force_login(attempt.enrolment.user)
    Attempt.objects.all().delete()
    assert post_json(client, page(attempt, tail), body).status_code == 404


# --- without JavaScript -------------------------------------------------------------------------------


def test_the_introduction_promises_to_keep_answers_only_where_a_script_does(client):
    attempt = AttemptFactory()
    client.force_login(attempt.enrolment.user)
    html = client.get(f"/quiz/{attempt.sitting.pk}/").content.decode()
    assert re.search(r"<span data-needs-js hidden>Your answers are kept on this phone", html)
    assert re.search(r"<noscript>Save from time to time: without JavaScript nothing is kept", html)
    assert re.search(r"<p class=\"note\" data-no-js>Save from time", client.get(page(attempt)).content.decode())


def hidden_fields(html):
    return dict(re.findall(r'<input\s+type="hidden" name="((?:class|place)[^"]*)" value="([^"]*)">', html))


def test_who_is_signed_out_gets_back_what_was_typed_and_the_learners_way_in(learner, attempt):
    sent = hidden_fields(learner.get(page(attempt)).content.decode())
    assert sent == {
        "class": attempt.sitting.cohort.join_code,
        "place-0": "Question 1 of 5",
        "place-4": "Question 5 of 5",
    }
    learner.logout()
    typed = {"q0-team": "<b>UNCT</b>", "q1": "true", "q2": "a", "q4": "First.\r\nSecond."}
    response = learner.post(page(attempt, "answers/"), sent | typed | {"sequence": "1"})
    html = response.content.decode()
    assert response.status_code == 401
    assert "Your answers were not saved" in html
    assert f'href="/join/{attempt.sitting.cohort.join_code}/?next=%2Fattempts%2F{attempt.pk}%2F"' in html
    assert response.context["texts"] == [
        ("Question 1 of 5", ["<b>UNCT</b>"]),
        ("Question 5 of 5", ["First.\r\nSecond."]),
    ]
    assert ("&lt;b&gt;UNCT&lt;/b&gt;" in html, "<b>UNCT" in html) == (True, False)
    assert not Response.objects.exists()


def test_who_is_signed_out_is_told_the_same_of_an_attempt_that_is_not_there(client, attempt):
    sent = {"class": "../x", "place-0": "Question 1 of 5", "q0-team": " ", "q1": "true"}
    pages = [client.post(f"/attempts/{pk}/answers/", sent) for pk in (attempt.pk, attempt.pk + 1)]
    assert [(each.status_code, each.context["texts"]) for each in pages] == [(401, [])] * 2
    assert "/join/X/?next=" in pages[1].content.decode()
    assert client.post(pages[0].request["PATH_INFO"], {"class": ""}).context["sign_in"].startswith("/join/?next=")


def test_a_form_from_before_the_cookies_went_says_that_reloading_empties_it(attempt):
    client = Client(enforce_csrf_checks=True)
    response = client.post(page(attempt, "answers/"), {"sequence": "1"})
    assert response.status_code == 403
    assert "Go back and copy what you typed before you reload the page" in response.content.decode()
