"""The pages of taking an assessment: who gets in, what they answer, and at what cost."""

import json
from datetime import timedelta
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.actions.attempts import save_answers
from assessments.benchmark.statements import FRAME
from assessments.models import Attempt, Response
from assessments.sheets import forget_sheets
from courses.codes import grouped
from tests.assessments.factories import AttemptFactory, FormFactory, SittingFactory
from tests.assessments.takers import POSITIONS, RIGHT, answer_all, event, only, send, stored
from tests.factories import NOW, EnrolmentFactory, TermFactory
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


# --- who gets in --------------------------------------------------------------------------------------

PAGES = ["", "save/", "answers/", "result/"]


@pytest.mark.parametrize("tail", [*PAGES, "submit/"])
def test_an_attempt_is_its_owners_alone(client, attempt, tail):
    others = [
        EnrolmentFactory(cohort=attempt.sitting.cohort),
        EnrolmentFactory(),
        EnrolmentFactory(instructor=True, cohort=attempt.sitting.cohort),
        EnrolmentFactory(director=True, course=attempt.sitting.cohort.course),
    ]
    for seat in others:
        client.force_login(seat.user)
        assert client.post(page(attempt, tail), {}).status_code in {404, 405}
        assert client.get(page(attempt, tail)).status_code in {404, 405}


@pytest.mark.parametrize("address", ["/quiz/{}/", "/quiz/{}/start/"])
def test_a_sitting_is_for_the_learners_of_its_cohort(client, address):
    sitting = SittingFactory()
    for seat in (EnrolmentFactory(), EnrolmentFactory(instructor=True, cohort=sitting.cohort)):
        client.force_login(seat.user)
        assert client.post(address.format(sitting.pk)).status_code in {404, 405}
        assert client.get(address.format(sitting.pk)).status_code in {404, 405}
    assert not Attempt.objects.filter(sitting=sitting).exists()


@pytest.mark.parametrize("tail", ["", "answers/", "result/"])
def test_somebody_signed_out_is_sent_to_sign_in(client, attempt, tail):
    response = client.get(page(attempt, tail))
    assert (response.status_code, response["Location"]) == (302, f"/account/sign-in/?next={page(attempt, tail)}")


def test_a_script_that_is_signed_out_is_told_so_in_its_own_words(client, attempt):
    for response in (
        client.get(page(attempt, "save/")),
        save(client, attempt, row("true-false", True)),
        post_json(client, page(attempt, "submit/"), {"newest": {}}),
    ):
        assert (response.status_code, response.json()) == (401, {"error": "signed out"})
    assert not Response.objects.exists()


@pytest.mark.parametrize("is_told", [True, False])
def test_a_form_that_is_signed_out_leads_to_the_learners_way_in(client, attempt, is_told):
    code = attempt.sitting.cohort.join_code
    way, sent = (f"/join/{code}/", {"class": code}) if is_told else ("/join/", {})
    for address, back in (
        (page(attempt, "submit/"), page(attempt)),
        (f"/quiz/{attempt.sitting.pk}/start/", f"/quiz/{attempt.sitting.pk}/"),
    ):
        response = client.post(address, sent)
        assert (response.status_code, response["Location"]) == (302, f"{way}?next={quote(back, safe='')}")
    assert Attempt.objects.get().is_open


@pytest.mark.parametrize(("address", "tail"), [("/quiz/{sitting}/", ""), ("/attempts/{attempt}/", "answers/")])
def test_forms_that_send_nothing_typed_tell_the_class(learner, attempt, address, tail):
    Attempt.objects.filter(pk=attempt.pk).update(voided_at=None if tail else NOW)
    shown = learner.get(address.format(sitting=attempt.sitting.pk, attempt=attempt.pk) + tail).content.decode()
    assert f'name="class" value="{attempt.sitting.cohort.join_code}"' in shown


def test_a_form_of_another_site_is_refused(attempt):
    client = Client(enforce_csrf_checks=True)
    client.force_login(attempt.enrolment.user)
    assert save(client, attempt, row("true-false", True)).status_code == 403
    token = client.get(page(attempt, "save/")).json()["token"]
    body = json.dumps({"events": [row("true-false", True)]})
    headers = {"X-CSRFToken": token}
    assert (
        client.post(page(attempt, "save/"), body, content_type="application/json", headers=headers).status_code == 200
    )


# --- introduction and start ---------------------------------------------------------------------------


def test_starting_twice_leads_to_the_same_attempt(client):
    sitting = SittingFactory()
    client.force_login(EnrolmentFactory(cohort=sitting.cohort).user)
    places = {client.post(f"/quiz/{sitting.pk}/start/")["Location"] for _ in range(2)}
    assert places == {page(Attempt.objects.get(sitting=sitting))}
    assert "Go on with the quiz" in client.get(f"/quiz/{sitting.pk}/").content.decode()


def test_somebody_who_has_sent_sees_the_result_and_no_button(client, attempt, learner):
    send(attempt)
    sitting = attempt.sitting
    assert client.post(f"/quiz/{sitting.pk}/start/")["Location"] == f"/quiz/{sitting.pk}/"
    text = client.get(f"/quiz/{sitting.pk}/").content.decode()
    assert "You have sent your answers." in text
    assert "Before you start" not in text
    assert page(attempt, "result/") in text
    assert f'action="/quiz/{sitting.pk}/start/"' not in text


# --- the quiz page ------------------------------------------------------------------------------------


def test_the_page_has_every_question_with_the_saved_answers(learner, attempt):
    answer_all(attempt, RIGHT)
    text = learner.get(page(attempt)).content.decode()
    assert text.count("<fieldset") == 5
    assert 'value="the UN country team"' in text
    assert '<input type="radio" name="q1" value="false" checked>' in text
    assert '<input type="radio" name="q2" value="a" checked>' in text
    assert '<input type="checkbox" name="q3" value="c">' in text
    assert '<input type="checkbox" name="q3" value="b" checked>' in text
    assert "\nThey have most at stake.</textarea>" in text
    assert f'data-key="{attempt.device_key}"' in text
    assert 'name="sequence" value="6"' in text


def test_what_somebody_typed_is_text_and_no_markup(learner, attempt):
    nasty = "</textarea><script>alert(1)</script>\"'&"
    answer_all(attempt, {"blanks": {"team": nasty}, "narrative": nasty})
    for tail in ("", "answers/"):
        assert "<script>alert" not in learner.get(page(attempt, tail)).content.decode()


def test_the_order_is_that_of_the_attempt_and_stays(client):
    form = FormFactory(types=["check-one"] * 6)
    attempts = [AttemptFactory(sitting__form_a=form, seed=seed) for seed in (1, 2)]
    orders = []
    for attempt in attempts:
        client.force_login(attempt.enrolment.user)
        contexts = [client.get(page(attempt)).context["quiz"] for _ in range(2)]
        orders.append([[item.item.position for item in quiz.items] for quiz in contexts])
    assert all(first == again for first, again in orders)
    assert orders[0] != orders[1]


def test_a_phone_may_keep_the_page_but_nobody_between(learner, attempt):
    control = learner.get(page(attempt))["Cache-Control"]
    assert set(control.split(", ")) == {"private", "max-age=0"}
    assert "no-store" in learner.get(page(attempt, "answers/"))["Cache-Control"]


def test_a_closed_attempt_leads_to_its_result_and_an_open_one_to_the_quiz(learner, attempt):
    assert learner.get(page(attempt, "result/"))["Location"] == page(attempt)
    send(attempt)
    for tail in ("", "answers/"):
        assert learner.get(page(attempt, tail))["Location"] == page(attempt, "result/")
    assert learner.post(page(attempt, "answers/"), {})["Location"] == page(attempt, "result/")


def test_looking_at_a_page_writes_nothing_even_when_the_time_is_over(learner, attempt):
    Attempt.objects.update(deadline=NOW - 9 * MINUTE)
    addresses = [page(attempt, tail) for tail in PAGES] + [f"/quiz/{attempt.sitting_id}/", "/"]
    with CaptureQueriesContext(connection) as queries:
        answers = [learner.get(address) for address in addresses]
    assert {answer.status_code for answer in answers} <= {200, 302}
    assert [query["sql"] for query in queries if query["sql"].startswith(WRITES)] == []
    assert "The time is over." in answers[0].content.decode()
    assert learner.post(page(attempt, "submit/"))["Location"] == page(attempt, "result/")
    assert Attempt.objects.get().close_reason == "expired"


@pytest.mark.parametrize("n_questions", [3, 30])
def test_the_page_costs_the_same_queries_for_any_number_of_questions(client, n_questions, django_assert_num_queries):
    attempt = AttemptFactory(sitting__form_a=FormFactory(types=["check-all"] * n_questions))
    client.force_login(attempt.enrolment.user)
    client.get(page(attempt))  # after which this process knows the form and its keys
    with django_assert_num_queries(5):  # session, user, attempt, answers, policies
        client.get(page(attempt))


def test_the_worker_script_is_served_to_anybody_and_reaches_attempts_only(client):
    response = client.get("/attempts/worker.js")
    assert (response.status_code, response["Content-Type"]) == (200, "text/javascript")


# --- without JavaScript -------------------------------------------------------------------------------

FIELDS = {"q0-team": "UNCT", "q1": "false", "q2": "a", "q3": ["a", "b"], "q4": "First.\r\nSecond."}
POSTED = {
    "blanks": {"team": "UNCT"},
    "true-false": False,
    "check-one": "a",
    "check-all": ["a", "b"],
    "narrative": "First.\nSecond.",
}


def test_the_long_form_saves_every_answer_and_shows_the_overview(learner, attempt):
    response = learner.post(page(attempt, "answers/"), FIELDS | {"sequence": "1"})
    assert (response.status_code, response["Location"]) == (302, page(attempt, "answers/"))
    assert stored(attempt) == POSTED
    text = learner.get(page(attempt, "answers/")).content.decode()
    assert "Second." in text
    assert "not answered" not in text


def test_what_is_posted_after_the_bell_is_not_called_saved(learner, attempt):
    save(learner, attempt, row("check-one", "b", 7))
    Attempt.objects.update(deadline=NOW - timedelta(hours=1))
    text = learner.post(page(attempt, "answers/"), FIELDS | {"sequence": "8"}, follow=True).content.decode()
    assert "The time is over. These are the answers that came in before." in text
    assert [words for words in ("✓ Saved", "First.", ">Change", "Send answers") if words in text] == []
    assert (stored(attempt), attempt.late_responses.count()) == ({"check-one": "b"}, 5)
    again = learner.post(page(attempt, "answers/"), FIELDS | {"sequence": "8"})
    assert (again["Location"], attempt.late_responses.count()) == (page(attempt, "answers/"), 5)
    learner.post(page(attempt, "answers/"), FIELDS | {"q4": "Changed on the page before.", "sequence": "8"})
    assert attempt.late_responses.count() == 5
    assert attempt.late_responses.get(position=4).answer == "Changed on the page before."


def test_posting_the_same_form_again_changes_nothing(learner, attempt):
    learner.post(page(attempt, "answers/"), FIELDS | {"sequence": "1"})
    events = set(Response.objects.values_list("event", flat=True))
    assert learner.post(page(attempt, "answers/"), FIELDS | {"sequence": "1"}).status_code == 302
    assert set(Response.objects.values_list("event", flat=True)) == events


def test_an_answer_is_changed_and_taken_back_on_the_long_form(learner, attempt):
    learner.post(page(attempt, "answers/"), FIELDS | {"sequence": "1"})
    changed = {key: value for key, value in FIELDS.items() if key not in {"q1", "q3"}} | {"q2": "b", "sequence": "2"}
    learner.post(page(attempt, "answers/"), changed)
    assert stored(attempt) == POSTED | {"check-one": "b", "true-false": None, "check-all": []}
    text = learner.get(page(attempt, "answers/")).content.decode()
    assert "2 questions are not answered." in text


def test_an_older_page_does_not_overwrite_a_newer_answer(learner, attempt):
    save(learner, attempt, row("check-one", "b", 7))
    response = learner.post(page(attempt, "answers/"), FIELDS | {"sequence": "1"})
    assert response.status_code == 409
    assert "Question 3 was changed elsewhere. The newer answer is shown." in response.content.decode()
    assert stored(attempt) == POSTED | {"check-one": "b"}


@pytest.mark.parametrize(("name", "value"), [("q4", "x" * 20_001), ("q0-team", "\0"), ("q2", "z"), ("q3", ["a", "z"])])
def test_a_field_nobody_can_store_is_refused_and_the_others_are_kept(learner, attempt, name, value):
    response = learner.post(page(attempt, "answers/"), FIELDS | {name: value, "sequence": "1"})
    assert response.status_code == 422
    assert "cannot be kept" in response.content.decode()
    assert len(stored(attempt)) == 4


@pytest.mark.parametrize("sequence", ["", "x", "-1", "9" * 40, "٣"])
def test_a_strange_number_in_the_form_breaks_nothing(learner, attempt, sequence):
    assert learner.post(page(attempt, "answers/"), FIELDS | {"sequence": sequence}).status_code == 302


def test_sending_by_form_leads_to_the_result_however_often(learner, attempt):
    answer_all(attempt, RIGHT)
    for _ in range(2):
        assert learner.post(page(attempt, "submit/"))["Location"] == page(attempt, "result/")
    receipt = Attempt.objects.get().receipt
    assert grouped(receipt) in learner.get(page(attempt, "result/")).content.decode()


# --- sending by script --------------------------------------------------------------------------------


def test_the_script_gets_the_receipt_and_the_same_one_again(learner, attempt):
    answer_all(attempt, RIGHT)
    replies = [post_json(learner, page(attempt, "submit/"), {"newest": {"0": 1}}) for _ in range(2)]
    receipt = Attempt.objects.get().receipt
    assert [(reply.status_code, reply.json()) for reply in replies] == [
        (200, {"outcome": outcome, "receipt": receipt, "missing": []}) for outcome in ("closed", "repeated")
    ]


def test_the_script_is_told_which_answers_are_missing(learner, attempt):
    response = post_json(learner, page(attempt, "submit/"), {"newest": {"3": 4, "1": 2}})
    assert (response.status_code, response.json()) == (409, {"outcome": "incomplete", "receipt": "", "missing": [1, 3]})
    assert Attempt.objects.get().is_open


@pytest.mark.parametrize("newest", [None, [], {"x": 1}, {"1": "2"}, {"1": -1}, {"1": 2**80}, {"1": True}, {"1": None}])
def test_a_submission_that_no_device_sends_is_refused(learner, attempt, newest):
    assert post_json(learner, page(attempt, "submit/"), {"newest": newest}).status_code == 400
    assert Attempt.objects.get().is_open


@pytest.mark.parametrize("n_types", [1, 8])
def test_sending_takes_at_most_twelve_statements(client, n_types):
    form = FormFactory(types=["check-all", "narrative", "blanks"] * n_types)
    TermFactory(lesson=form.lesson)
    attempt = AttemptFactory(sitting__form_a=form)
    save_answers(attempts=only(attempt), events=[event("blanks", ["a"], id=UUID(int=1))], now=NOW)
    client.force_login(attempt.enrolment.user)
    forget_sheets()  # even in a process that has neither shown nor scored the form before
    with CaptureQueriesContext(connection) as queries:
        assert post_json(client, page(attempt, "submit/"), {"newest": {}}).status_code == 200
    # Session, user, attempt, close, stored answers, audit row, questions, keys, terms, contents of the keys, scores.
    assert len([query for query in queries if not query["sql"].startswith(FRAME)]) == 11
    assert attempt.scores.count() == 3 * n_types


def test_starting_takes_one_insert(client):
    sitting = SittingFactory(minutes=20)
    client.force_login(EnrolmentFactory(cohort=sitting.cohort).user)
    with CaptureQueriesContext(connection) as queries:
        client.post(f"/quiz/{sitting.pk}/start/")
    assert [query["sql"][:6] for query in queries if query["sql"].startswith(WRITES)] == ["INSERT"]
