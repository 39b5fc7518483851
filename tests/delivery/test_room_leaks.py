"""What must stay unknown: the key before its time, what is for instructors at any time, and whose a nameless answer is.

Each search has a control: where it may be found, the same search finds it.
"""

import re
from uuid import UUID

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.urls import reverse

from assessments.models import KeyRevision, Misconception
from delivery.actions.voting import Owner
from delivery.models import Delivery, QuestionRun, Vote
from delivery.views.voting import COOKIE
from tests.assessments.factories import FEEDBACK_TOKEN, KEY_TOKEN, SAMPLES, KeyRevisionFactory
from tests.delivery.rooms import JSON, PART, fields, learner, run_of, vote
from tests.factories import CUE, KEY_MESSAGE, NOTE, NOW, SOURCE_NOTE

pytestmark = pytest.mark.django_db
IDEA, IDEA_FEEDBACK, CODE = "TOKEN-IDEA", "TOKEN-IDEA-FEEDBACK", "token-idea-code"
NEVER = {FEEDBACK_TOKEN, IDEA, IDEA_FEEDBACK, CODE, NOTE, CUE, KEY_MESSAGE, SOURCE_NOTE}
GOOD = {
    "check-one": "a",
    "check-all": ["a", "b"],
    "true-false": False,
    "blanks": {"team": "army"},
    "narrative": "The stake is theirs.",
}
# What learners and the class screen see change by: what the run is, and whether the class is over.
MOMENTS = {
    "open": {},
    "closed": {"closed_at": NOW},
    "shown": {"closed_at": NOW, "is_shown": True},
    "solved": {"closed_at": NOW, "is_shown": True, "is_solved": True},
    "taken back": {"closed_at": NOW, "discarded_at": NOW},
}
# New with each page, and nothing of the question: tokens against forgery, those of scripts, ids for the next answer.
FRESH = re.compile(r'nonce="[^"]*"|' r"\b[A-Za-z0-9]{64}\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")


def with_idea(kind):
    """Return the key of a question in which every wrong answer shows a wrong idea."""
    key = {"feedback": FEEDBACK_TOKEN, **SAMPLES[kind][2]}
    if "options" in key:
        key["options"] = {option: {**each, "misconception": CODE} for option, each in key["options"].items()}
    if kind == "blanks":
        wrong = [{"text": "army", "also": [], "feedback": FEEDBACK_TOKEN, "misconception": CODE}]
        key["blanks"] = {"team": {**key["blanks"]["team"], "wrong": wrong}}
    return {**key, "misconception": CODE} if kind == "true-false" else key


@pytest.fixture
def asked():
    """Return a run of a type that three learners have answered, and the first of them."""

    def make(kind, **more):
        run = run_of(kind, **more)
        KeyRevisionFactory(version=run.version, key=with_idea(kind))
        lesson = {"lesson": run.delivery.lesson, "slug": CODE}
        Misconception.objects.create(position=0, text=IDEA, feedback=IDEA_FEEDBACK, **lesson)
        seats = [learner(run) for _ in range(3)]
        for seat in seats:
            vote(run, GOOD[kind], Owner(seat=seat))
        return run, seats[0]

    return make


def at(run, moment, *, is_over=False):
    QuestionRun.objects.filter(pk=run.pk).update(**MOMENTS[moment])
    Delivery.objects.filter(pk=run.delivery_id).update(ended_at=NOW if is_over else None)


def everything(response):
    return response.content.decode() + str(response.headers) + str(response.cookies)


def seen_by_learner(client, run, seat, kind):
    """Return all that a learner's device is sent about a run, good and bad answers included."""
    client.force_login(seat.user)
    path = reverse("delivery:room-answer", args=[run.pk])
    replies = [client.get(path), client.get(path, headers=PART), client.get(path, headers=JSON)]
    for mode in ("named", "anonymous"):
        for headers in ({}, JSON, PART):
            replies.append(client.post(path, fields(kind, mode=mode, sequence=1), headers=headers))
            replies.append(client.post(path, {"mode": mode}, headers=headers))
    replies += [client.get(reverse(f"delivery:{name}", args=[run.delivery_id])) for name in ("follow", "state")]
    return "".join(map(everything, replies))


def seen_on_screen(client, run):
    client.force_login(run.delivery.created_by)
    path = reverse("delivery:room-screen", args=[run.pk])
    replies = [client.get(path), client.get(path, headers=PART)]
    replies.append(client.get(reverse("delivery:screen", args=[run.delivery_id])))
    return "".join(map(everything, replies))


def found_in(text, tokens):
    return {token for token in tokens if token in text}


@pytest.mark.journey  # everything at every moment: eight hundred requests
@pytest.mark.parametrize("kind", SAMPLES)
def test_nothing_of_the_key_is_sent_before_it_is_shown(client, asked, kind):
    run, seat = asked(kind)
    for moment in ("open", "closed", "shown", "taken back"):
        for is_over in (False, True):
            at(run, moment, is_over=is_over)
            seen = seen_by_learner(client, run, seat, kind) + seen_on_screen(client, run)
            assert found_in(seen, NEVER | {KEY_TOKEN, "Right answer", "A good answer"}) == set(), (moment, is_over)


@pytest.mark.parametrize("kind", SAMPLES)
def test_what_is_for_the_instructor_is_never_sent(client, asked, kind):
    run, seat = asked(kind)
    for is_over in (False, True):
        at(run, "solved", is_over=is_over)
        learner_sees, screen_shows = seen_by_learner(client, run, seat, kind), seen_on_screen(client, run)
        assert found_in(learner_sees + screen_shows, NEVER) == set()
        for seen in (learner_sees, screen_shows):  # the control: what is right is there by now
            assert found_in(seen, {"Right answer", "A good answer"})


def test_control_the_same_search_finds_the_wrong_idea_where_it_may_be(client, asked):
    run, _seat = asked("blanks")
    client.force_login(run.delivery.created_by)
    page = client.get(reverse("delivery:room-panel", args=[run.pk])).content.decode()
    assert found_in(page, NEVER | {KEY_TOKEN}) == {IDEA, KEY_TOKEN}


@pytest.mark.parametrize("moment", ["open", "closed", "shown"])
@pytest.mark.parametrize("kind", ["check-one", "check-all", "true-false"])
def test_no_byte_depends_on_the_key_before_it_is_shown(client, asked, kind, moment):
    run, seat = asked(kind)
    at(run, moment)

    def pages():
        path = reverse("delivery:room-answer", args=[run.pk])
        client.force_login(seat.user)
        answers = [client.get(path), client.get(path, headers=PART)]
        client.force_login(run.delivery.created_by)
        screens = [
            client.get(reverse("delivery:room-screen", args=[run.pk]), headers=headers) for headers in ({}, PART)
        ]
        return [FRESH.sub("", each.content.decode()).splitlines() for each in [*answers, *screens]]

    before = pages()
    KeyRevisionFactory(version=run.version, key=turned_round(KeyRevision.objects.last().key))
    assert pages() == before
    at(run, "solved")
    solved = pages()
    KeyRevision.objects.order_by("number").last().delete()
    assert all(one != other for one, other in zip(pages(), solved, strict=True))  # the control


def turned_round(key):
    """Return ``key`` with right and wrong exchanged."""
    if "answer" in key:
        return {**key, "answer": not key["answer"]}
    return {**key, "options": {option: opposite(each) for option, each in key["options"].items()}}


def opposite(option):
    if "correct" in option:
        return {**option, "correct": not option["correct"]}
    return {**option, "credit": "0/1" if option["credit"] == "1/1" else "1/1"}


# --- nameless answers -----------------------------------------------------------------------------------


def all_rows():
    """Return every row of every table as ``(table, values)``; what sessions hold is read."""
    rows = set()
    for model in apps.get_models(include_auto_created=True):
        for row in model._base_manager.values():
            if model is Session:
                row["session_data"] = Session(session_data=row["session_data"]).get_decoded()
            rows.add((model._meta.label, tuple(sorted((name, str(value)) for name, value in row.items()))))
    return rows


def answer(client, run, mode, sequence=1):
    path = reverse("delivery:room-answer", args=[run.pk])
    client.get(path)
    before = all_rows()
    assert client.post(path, fields(mode=mode, sequence=sequence)).status_code == 302
    return before, all_rows()


def test_a_nameless_answer_leaves_one_row_and_that_leads_to_nobody(client):
    run = run_of(privacy="anonymous")
    seat = learner(run)
    client.force_login(seat.user)
    before, after = answer(client, run, "anonymous")
    ((table, values),) = after - before
    assert (table, before - after) == ("delivery.Vote", set())
    row = dict(values)
    digest, event, key = row.pop("device_digest"), row.pop("event"), row.pop("id")
    expected = {
        "answer": "a",
        "at": "None",
        "group_id": "None",
        "run_id": str(run.pk),
        "seat_id": "None",
        "sequence": "1",
    }
    assert row == expected
    assert UUID(key).version == UUID(event).version == 4  # chance, not a time
    traces = {digest, event, UUID(event).hex, key, UUID(key).hex, client.cookies[COOKIE].value}
    elsewhere = [each for each in after if each[0] != "delivery.Vote" and any(trace in str(each) for trace in traces)]
    assert elsewhere == []


def test_changing_a_nameless_answer_leaves_no_more(client):
    run = run_of(privacy="anonymous")
    client.force_login(learner(run).user)
    answer(client, run, "anonymous")
    before, after = answer(client, run, "anonymous", sequence=2)
    assert [table for table, _values in (after - before) | (before - after)] == ["delivery.Vote"] * 2
    assert Vote.objects.get().at is None


def test_one_device_is_another_in_every_question(client):
    first = run_of(privacy="anonymous")
    second = QuestionRun.objects.create(
        delivery=first.delivery, version=first.version, number=2, privacy="anonymous", opened_at=NOW
    )
    client.force_login(learner(first).user)
    for run in (first, second):
        answer(client, run, "anonymous")
    assert len(set(Vote.objects.values_list("device_digest", flat=True))) == 2


def test_control_the_same_search_finds_who_gave_an_answer_with_a_name(client):
    run = run_of()
    seat = learner(run)
    client.force_login(seat.user)
    before, after = answer(client, run, "named")
    new = {table: dict(values) for table, values in after - before}
    assert set(new) == {"delivery.Vote", "delivery.Attendance"}
    row = new["delivery.Vote"]
    assert row["seat_id"] == str(seat.pk)
    assert row["at"] != "None"
    assert any(f"'id', '{seat.pk}'" in str(values) for table, values in after if table == "courses.Enrolment")


def test_the_database_takes_no_nameless_answer_with_a_name_or_a_time():
    run = run_of(privacy="anonymous")
    row = {"run": run, "answer": "a", "event": UUID(int=1), "sequence": 1, "device_digest": "d"}
    for more in ({"seat": learner(run)}, {"at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Vote.objects.create(**row, **more)
    assert Vote.objects.create(**row).at is None  # the control


def test_who_answered_is_in_no_page_of_a_nameless_question(client):
    run = run_of(privacy="anonymous")
    seats = [learner(run, user__name=f"Learner Number {n}") for n in range(4)]
    for seat in seats:
        client.cookies.clear()
        client.force_login(seat.user)
        answer(client, run, "anonymous")
    client.force_login(run.delivery.created_by)
    page = client.get(reverse("delivery:room-panel", args=[run.pk])).content.decode()
    assert "Learner Number" not in page
    assert "<bdi>4</bdi> · <bdi>100 %</bdi>" in page
