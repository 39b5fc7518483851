"""The instructor's pages of questions to the room: watching, giving orders, choosing."""

import pytest
from django.utils import timezone

from assessments.models import Misconception
from delivery.actions.voting import Owner
from delivery.models import Delivery, QuestionRun
from tests.assessments.factories import SAMPLES
from tests.delivery.factories import PlanItemFactory
from tests.delivery.rooms import (
    PART,
    address,
    fresh,
    learner,
    order_fields,
    question,
    run_of,
    running,
    text,
    vote,
)
from tests.factories import NOW, OutcomeFactory, SlideFactory

pytestmark = pytest.mark.django_db


def test_the_panel_shows_names_right_and_wrong(teacher):
    run = run_of()
    for name, answer in (("Amina", "b"), ("Brahim", "a"), ("Chen", "b")):
        vote(run, answer, Owner(seat=learner(run, user__name=name)))
    page = text(teacher(run.delivery).get(address("room-panel", run.pk)))
    assert "<bdi>Amina</bdi>, <bdi>Chen</bdi>" in page
    assert 'A general</span> <span class="chip bad">✕ Not right</span>' in page
    assert 'The Coordinator</span> <span class="chip ok">✓ Right</span>' in page
    assert "<bdi>2</bdi> · <bdi>67 %</bdi>" in page


def test_the_first_named_answer_is_seen_by_the_instructor(teacher):
    run = run_of()
    vote(run, "a", Owner(seat=learner(run, user__name="Amina")))
    assert "<bdi>Amina</bdi>" in text(teacher(run.delivery).get(address("room-panel", run.pk)))


@pytest.mark.parametrize(("n", "is_seen"), [(2, False), (3, True)])
def test_nameless_answers_are_counted_for_the_instructor_from_three_on(teacher, n, is_seen):
    run = run_of("blanks", privacy="anonymous")
    for index in range(n):
        vote(run, {"team": "my words"}, Owner(device_digest=f"d{index}"))
    page = text(teacher(run.delivery).get(address("room-panel", run.pk)))
    assert ("my words" in page) is is_seen


def test_wrong_ideas_are_flagged_for_the_instructor(teacher):
    delivery = running()
    Misconception.objects.create(
        lesson=delivery.lesson, slug="icrc", position=0, text="The ICRC is an NGO", feedback="It is neither."
    )
    key = SAMPLES["check-one"][2]["options"]
    key = {"options": {"a": key["a"], "b": {**key["b"], "misconception": "icrc"}}}
    version = question(delivery, key=key).versions.get()
    run = QuestionRun.objects.create(delivery=delivery, version=version, number=1, opened_at=NOW)
    for answer in "bba":
        vote(run, answer)
    assert "2 answers suggest a wrong idea: The ICRC is an NGO" in text(
        teacher(delivery).get(address("room-panel", run.pk))
    )


def test_the_panel_has_the_options_before_anybody_answers(teacher):
    run = run_of()
    client = teacher(run.delivery)
    assert "<li>The Coordinator</li>" in text(client.get(address("room-panel", run.pk)))
    vote(run, "a")
    assert "<li>The Coordinator</li>" not in text(client.get(address("room-panel", run.pk)))  # now it has a bar


def test_the_panel_asks_the_database_as_often_for_many_answers(teacher, django_assert_num_queries):
    run = run_of("blanks")
    client = teacher(run.delivery)
    vote(run, {"team": "UNCT"})
    client.get(address("room-panel", run.pk))
    with django_assert_num_queries(12) as few:
        client.get(address("room-panel", run.pk))
    for index in range(12):
        vote(run, {"team": f"word {index}"})
    with django_assert_num_queries(len(few)):
        client.get(address("room-panel", run.pk))


def test_the_panel_of_a_large_class_with_much_to_say_stays_light(teacher):
    run = run_of("narrative")
    for index in range(100):
        vote(run, f"What learner {index} says " + "in words that nobody else has " * 4)
    page = teacher(run.delivery).get(address("room-panel", run.pk)).content
    assert len(page) < 90_000  # each text of 145 letters is there three times: to hide, as its name, with who gave it


def test_what_was_written_is_there_to_hide_and_as_given_but_in_no_third_list(teacher):
    run = run_of("blanks")
    vote(run, {"team": "UNCT"})
    page = text(teacher(run.delivery).get(address("room-panel", run.pk)))
    written, given = page.split("What the class wrote")[1].split("Each answer")
    assert (page.count("UNCT<"), written.count("UNCT<"), given.count("UNCT<")) == (2, 1, 1)
    assert "Hide" in written


@pytest.mark.parametrize(
    ("verb", "sent", "expected"),
    [
        ("close", {}, {"is_open": False}),
        ("show", {}, {"is_open": False, "is_shown": True}),
        ("solve", {}, {"is_open": False, "is_solved": True}),
        ("hands", {"hands-a": "3", "hands-b": ""}, {"hands": {"a": 3}}),
        ("privacy", {"privacy": "anonymous"}, {"privacy": "anonymous"}),
        ("discard", {}, {"is_open": False}),
    ],
)
def test_orders_from_the_panel(teacher, verb, sent, expected):
    run = run_of()
    response = teacher(run.delivery).post(address("room-do", run.pk, verb), order_fields(run, **sent))
    assert (response.status_code, response["Location"]) == (302, address("room-panel", run.pk))
    after = fresh(run)
    assert {name: getattr(after, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("form", "status", "hidden"), [("rude", 302, ["rude"]), ("kind", 422, []), ("\0", 422, []), ("", 422, [])]
)
def test_only_what_somebody_wrote_is_hidden(teacher, form, status, hidden):
    run = run_of("blanks")
    vote(run, {"team": "Rude"})
    response = teacher(run.delivery).post(address("room-do", run.pk, "text"), order_fields(run, hide=form))
    assert (response.status_code, fresh(run).hidden_texts) == (status, hidden)


def test_hiding_and_opening_again_from_the_panel(teacher):
    run = run_of(closed_at=NOW, is_shown=True, is_solved=True, hidden_texts=["x"])
    client = teacher(run.delivery)
    for verb, sent in (("show", {"back": "1"}), ("solve", {"back": "1"}), ("text", {"show": "x"})):
        client.post(address("room-do", run.pk, verb), order_fields(run, **sent))
    after = fresh(run)
    assert (after.is_open, after.is_shown, after.is_solved, after.hidden_texts) == (False, False, False, [])
    client.post(address("room-do", run.pk, "reopen"), order_fields(run))
    assert fresh(run).is_open


@pytest.mark.parametrize(("is_over", "n_orders"), [(False, 6), (True, 0)])
@pytest.mark.parametrize("more", [{}, {"closed_at": NOW, "is_shown": True, "is_solved": True}])
def test_no_order_is_offered_once_the_class_is_over(teacher, more, is_over, n_orders):
    run = run_of("blanks")
    vote(run, {"team": "Rude"})
    QuestionRun.objects.update(**more)
    Delivery.objects.update(ended_at=NOW if is_over else None)
    page = text(teacher(run.delivery).get(address("room-panel", run.pk)))
    assert "Rude" in page
    assert page.count(address("room-do", run.pk, "x")[:-2]) == n_orders


def test_no_hands_are_counted_once_the_class_is_over(teacher):
    run = run_of(privacy="anonymous")
    client = teacher(run.delivery)
    for ended_at in (None, NOW):
        Delivery.objects.update(ended_at=ended_at)
        page = text(client.get(address("room-panel", run.pk)))
        assert ("Count hands" in page, "Ask with names" in page) == (not ended_at, not ended_at)


def test_asking_again_leads_to_the_new_run(teacher):
    run = run_of()
    response = teacher(run.delivery).post(address("room-do", run.pk, "again"), order_fields(run))
    assert response["Location"] == address("room-panel", QuestionRun.objects.get(repeats=run).pk)


def test_an_order_by_htmx_answers_with_the_console(teacher):
    run = run_of()
    response = teacher(run.delivery).post(address("room-do", run.pk, "close"), order_fields(run), headers=PART)
    assert response.status_code == 200
    assert 'data-part="question"' in text(response)
    assert "<html" not in text(response)


@pytest.mark.parametrize("headers", [{}, PART])
def test_an_old_order_is_refused_with_the_reason(teacher, headers):
    run = run_of()
    client = teacher(run.delivery)
    response = client.post(address("room-do", run.pk, "close"), {"rev": "0"}, headers=headers)
    assert response.status_code == 409
    assert "Somebody was quicker." in text(response)
    assert fresh(run).is_open


@pytest.mark.parametrize("rev", ["", "x", "-1", "9" * 30, None])
def test_an_order_without_a_number_is_an_old_one(teacher, rev):
    run = run_of()
    sent = {} if rev is None else {"rev": rev}
    assert teacher(run.delivery).post(address("room-do", run.pk, "close"), sent).status_code == 409


@pytest.mark.parametrize("typed", ["-1", "many", "1001", "1.5"])
def test_hands_that_are_no_counts_are_refused(teacher, typed):
    run = run_of()
    response = teacher(run.delivery).post(address("room-do", run.pk, "hands"), order_fields(run, **{"hands-a": typed}))
    assert response.status_code == 422
    assert fresh(run).hands is None


def test_nobody_counts_hands_for_texts(teacher):
    run = run_of("narrative")
    assert teacher(run.delivery).post(address("room-do", run.pk, "hands"), order_fields(run)).status_code == 422


def test_who_sees_it_does_not_change_after_an_answer(teacher):
    run = run_of()
    vote(run, "a")
    response = teacher(run.delivery).post(address("room-do", run.pk, "privacy"), order_fields(run, privacy="anonymous"))
    assert (response.status_code, fresh(run).privacy) == (409, "named")


def test_there_are_no_other_orders(teacher):
    run = run_of()
    assert teacher(run.delivery).post(address("room-do", run.pk, "nonsense"), order_fields(run)).status_code == 404


# --- choosing -------------------------------------------------------------------------------------------


def stems(response):
    return [row.stem for row in response.context["bank"].rows]


def test_questions_are_found_by_words_slide_and_outcome(teacher):
    delivery = running()
    slide = SlideFactory(section__lesson=delivery.lesson, title="Partners")
    outcome = OutcomeFactory(lesson=delivery.lesson)
    question(delivery, version__stem="Who chairs?", version__question__slide=slide)
    second = question(delivery, version__stem="Who pays?", version__question__source="A7")
    second.outcome_links.create(outcome=outcome, position=0)
    client = teacher(delivery)
    path = address("ask", delivery.pk)
    assert stems(client.get(path)) == ["Who chairs?", "Who pays?"]
    assert stems(client.get(path, {"words": "PAYS who"})) == ["Who pays?"]
    assert stems(client.get(path, {"words": "a7"})) == ["Who pays?"]
    assert stems(client.get(path, {"slide": slide.pk})) == ["Who chairs?"]
    assert stems(client.get(path, {"outcome": outcome.pk})) == ["Who pays?"]
    part = client.get(path, {"words": "nothing like it"}, headers=PART)
    assert (stems(part), "No question fits." in text(part), "<html" in text(part)) == ([], True, False)


def test_what_was_asked_is_marked_and_what_is_planned_comes_first(teacher):
    run = run_of()
    planned = question(run.delivery, version__stem="Planned?")
    PlanItemFactory(delivery=run.delivery, kind="question", question=planned)
    page = teacher(run.delivery).get(address("ask", run.delivery_id))
    assert stems(page) == ["Planned?", "Who chairs the Country Team?"]
    assert address("room-panel", run.pk) in text(page)
    assert "Asked at" in text(page)


def test_choosing_asks_the_database_as_often_for_many_questions(teacher, django_assert_num_queries):
    delivery = running()
    question(delivery)
    client = teacher(delivery)
    client.get(address("ask", delivery.pk))
    with django_assert_num_queries(9) as few:
        client.get(address("ask", delivery.pk))
    for _ in range(5):
        question(delivery)
    with django_assert_num_queries(len(few)):
        client.get(address("ask", delivery.pk))


def test_a_question_is_put_to_the_class(teacher):
    delivery = running()
    asked = question(delivery)
    sent = {
        "rev": delivery.rev,
        "question": asked.pk,
        "audience": "room",
        "privacy": "anonymous",
        "item": delivery.item_id,
    }
    response = teacher(delivery).post(address("ask", delivery.pk), sent)
    assert (response.status_code, response["Location"]) == (302, address("console", delivery.pk))
    (run,) = QuestionRun.objects.all()
    assert (run.version.question, run.audience, run.privacy, run.item) == (asked, "room", "anonymous", delivery.item)
    assert run.opened_at <= timezone.now()
    again = teacher(delivery).post(address("ask", delivery.pk), sent)
    assert (again.status_code, QuestionRun.objects.count()) == (409, 1)
    assert "Somebody was quicker." in text(again)


@pytest.mark.parametrize(
    "bad", [{"question": ""}, {"question": "x"}, {"audience": "groups"}, {"audience": "x"}, {"privacy": "x"}]
)
def test_what_cannot_be_asked_is_said(teacher, bad):
    delivery = running()
    sent = {"rev": delivery.rev, "question": question(delivery).pk, "audience": "room", "privacy": "named"}
    response = teacher(delivery).post(address("ask", delivery.pk), sent | bad)
    assert (response.status_code, QuestionRun.objects.count()) == (422, 0)
    assert "There is a problem" in text(response)


def test_a_question_of_another_lesson_cannot_be_asked(teacher):
    delivery, other = running(), running()
    sent = {"rev": delivery.rev, "question": question(other).pk, "audience": "room", "privacy": "named"}
    assert teacher(delivery).post(address("ask", delivery.pk), sent).status_code == 422
