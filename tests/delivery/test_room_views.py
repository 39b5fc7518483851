"""Pages of questions to the room: who may open them, what they show at each moment, what they change."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Misconception
from courses.models import Enrolment, Group
from delivery.actions.voting import Owner
from delivery.devices import voter_digest
from delivery.models import Attendance, Delivery, QuestionRun, Vote
from delivery.views.voting import COOKIE
from tests.assessments.factories import SAMPLES
from tests.delivery.factories import PlanItemFactory
from tests.delivery.rooms import fresh, learner, question, run_of, running, vote
from tests.factories import NOW, CohortFactory, EnrolmentFactory, OutcomeFactory, SlideFactory

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true"}
JSON = {"Accept": "application/json"}
FIELDS = {
    "check-one": {"q0": "a"},
    "check-all": {"q0": ["a", "c"]},
    "true-false": {"q0": "false"},
    "blanks": {"q0-team": "UNCT"},
    "narrative": {"q0": "They have\r\nmost at stake."},
}
ANSWERS = {
    "check-one": "a",
    "check-all": ["a", "c"],
    "true-false": False,
    "blanks": {"team": "UNCT"},
    "narrative": "They have\nmost at stake.",
}


def address(name, *parts):
    return reverse(f"delivery:{name}", args=parts)


def text(response):
    return " ".join(response.content.decode().split())


def fields(kind="check-one", mode="named", sequence=1, **more):
    return {**FIELDS[kind], "mode": mode, "event": str(uuid4()), "sequence": str(sequence), **more}


@pytest.fixture
def teacher(client):
    """Sign in who gives the class of a run."""

    def sign_in(delivery):
        client.force_login(delivery.created_by)
        return client

    return sign_in


@pytest.fixture
def phone(client):
    """Sign in a learner of the class of a run."""

    def sign_in(run, **more):
        client.force_login((seat := learner(run, **more)).user)
        client.seat = seat
        return client

    return sign_in


def order_fields(run, **more):
    return {"rev": str(Delivery.objects.get(pk=run.delivery_id).rev), **more}


# --- doors ----------------------------------------------------------------------------------------------


def strangers(run):
    """Return people who must not know that the question exists, by what they are."""
    elsewhere = CohortFactory(course=run.delivery.cohort.course)
    return {
        "learner of another cohort": EnrolmentFactory(cohort=elsewhere).user,
        "instructor of another cohort": EnrolmentFactory(cohort=elsewhere, instructor=True).user,
        "director of another course": EnrolmentFactory(director=True).user,
    }


@pytest.mark.parametrize("name", ["room-answer", "room-screen", "room-panel"])
def test_a_question_does_not_exist_for_strangers(client, name):
    run = run_of()
    for person in strangers(run).values():
        client.force_login(person)
        assert client.get(address(name, run.pk)).status_code == 404


@pytest.mark.parametrize("name", ["room-screen", "room-panel"])
def test_what_is_for_the_instructor_does_not_exist_for_learners(phone, name):
    run = run_of()
    client = phone(run)
    assert client.get(address(name, run.pk)).status_code == 404
    assert client.get(address("ask", run.delivery_id)).status_code == 404
    assert client.post(address("ask", run.delivery_id), order_fields(run)).status_code == 404
    assert client.post(address("room-do", run.pk, "solve"), order_fields(run)).status_code == 404
    assert not fresh(run).is_solved


def test_the_instructor_gives_no_answer(teacher):
    run = run_of()
    assert teacher(run.delivery).get(address("room-answer", run.pk)).status_code == 404


def test_a_rehearsal_does_not_exist_for_learners(phone):
    run = run_of(delivery=running(is_rehearsal=True))
    client = phone(run)
    assert client.get(address("room-answer", run.pk)).status_code == 404
    assert client.post(address("room-answer", run.pk), fields()).status_code == 404


@pytest.mark.parametrize("name", ["room-answer", "room-screen", "room-panel"])
def test_who_is_signed_out_signs_in_first(client, name):
    path = address(name, run_of().pk)
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (302, f"/account/sign-in/?next={path}")


def test_the_script_is_told_that_somebody_is_signed_out(client):
    run = run_of()
    response = client.post(address("room-answer", run.pk), fields(), headers=JSON)
    assert (response.status_code, response.json()) == (401, {"error": "signed out"})


@pytest.mark.parametrize("name", ["room-do", "ask"])
def test_orders_are_posted(teacher, name):
    run = run_of()
    path = address("room-do", run.pk, "close") if name == "room-do" else None
    client = teacher(run.delivery)
    if path:
        assert client.get(path).status_code == 405
    assert client.put(address("ask", run.delivery_id)).status_code == 405


# --- answering ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FIELDS)
def test_an_answer_of_every_type_is_sent_without_javascript(phone, kind):
    run = run_of(kind)
    client = phone(run)
    page = client.get(address("room-answer", run.pk))
    assert page.status_code == 200
    assert "Your instructor sees your name with your answer." in text(page)
    response = client.post(address("room-answer", run.pk), fields(kind))
    assert (response.status_code, response["Location"]) == (302, address("room-answer", run.pk))
    (row,) = Vote.objects.all()
    assert (row.seat, row.answer) == (client.seat, ANSWERS[kind])
    after = text(client.get(address("room-answer", run.pk)))
    assert "✓ Sent" in after
    assert 'name="sequence" value="2"' in after


def test_the_part_for_the_class_page_is_only_the_part(phone):
    run = run_of()
    page = phone(run).get(address("room-answer", run.pk), headers=PART)
    assert text(page).startswith('<div class="room stack" data-vote-part')
    assert "<html" not in text(page)


def test_the_same_form_sent_twice_is_one_answer(phone):
    run = run_of()
    client = phone(run)
    sent = fields()
    assert [client.post(address("room-answer", run.pk), sent).status_code for _ in range(2)] == [302, 302]
    assert list(Vote.objects.values_list("answer", "sequence")) == [("a", 1)]


def test_the_script_is_told_what_became_of_each_answer(phone):
    run = run_of()
    client = phone(run)
    first = fields(sequence=2)

    def send(sent):
        response = client.post(address("room-answer", run.pk), sent, headers=JSON)
        return response.status_code, response.json()["outcome"], response.json()["sequence"]

    assert send(first) == (200, "saved", 2)
    assert send(first) == (200, "repeated", 2)
    assert send(fields(sequence=1)) == (409, "stale", 2)
    assert send({**fields(sequence=3), "q0": ""}) == (422, "empty", 2)
    assert send({**fields(sequence=3), "q0": "z"}) == (422, "refused", 2)
    assert send(fields(sequence=3, mode="anonymous")) == (409, "changed", 0)
    QuestionRun.objects.update(closed_at=NOW)
    assert send(fields(sequence=3)) == (409, "closed", 2)


@pytest.mark.parametrize(
    "bad", [{"event": "x"}, {"sequence": "-1"}, {"sequence": "٣"}, {"sequence": "9" * 40}, {"event": ""}]
)
def test_what_is_no_form_of_ours_is_refused(phone, bad):
    run = run_of()
    assert phone(run).post(address("room-answer", run.pk), fields(**bad)).status_code == 400
    assert not Vote.objects.exists()


def test_an_empty_answer_is_asked_for_again(phone):
    run = run_of("narrative")
    response = phone(run).post(address("room-answer", run.pk), {**fields("narrative"), "q0": "  "})
    assert response.status_code == 422
    assert "Answer first, then send." in text(response)


def test_what_comes_after_the_end_is_not_lost_from_the_screen(phone):
    run = run_of("narrative")
    client = phone(run)
    QuestionRun.objects.update(closed_at=NOW)
    response = client.post(address("room-answer", run.pk), {**fields("narrative"), "q0": "My own words"})
    assert response.status_code == 409
    assert "The question was closed before your answer arrived. It is not counted." in text(response)
    assert '<li dir="auto">My own words</li>' in text(response)
    assert not Vote.objects.exists()


def test_what_was_typed_stays_in_the_form_when_a_newer_answer_is_there(phone):
    run = run_of("narrative")
    client = phone(run)
    vote(run, "From the other device", Owner(seat=client.seat), sequence=4)
    response = client.post(address("room-answer", run.pk), {**fields("narrative"), "q0": "My own words"})
    assert response.status_code == 409
    assert "My own words" in text(response)
    assert 'name="sequence" value="5"' in text(response)
    assert (
        client.post(
            address("room-answer", run.pk), {**fields("narrative", sequence=5), "q0": "My own words"}
        ).status_code
        == 302
    )
    assert Vote.objects.get().answer == "My own words"


def test_a_device_without_a_name_has_one_answer_and_sees_it_again(phone):
    run = run_of(privacy="anonymous")
    client = phone(run)
    page = client.get(address("room-answer", run.pk))
    cookie = page.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert "Nobody sees who answered what. It is not stored." in text(page)
    for sequence in (1, 2):
        client.post(address("room-answer", run.pk), fields(mode="anonymous", sequence=sequence))
    assert COOKIE not in client.get(address("room-answer", run.pk)).cookies
    assert "✓ Sent" in text(client.get(address("room-answer", run.pk)))
    digest = voter_digest(run=run.pk, cookie=cookie.value)
    assert list(Vote.objects.values_list("seat", "device_digest", "at", "sequence")) == [(None, digest, None, 2)]


def test_a_nameless_answer_without_the_cookie_is_not_taken(phone):
    run = run_of(privacy="anonymous")
    response = phone(run).post(address("room-answer", run.pk), fields(mode="anonymous"))
    assert response.status_code == 409
    assert COOKIE in response.cookies
    assert not Vote.objects.exists()


def test_a_group_is_told_for_whom_it_answers(phone):
    run = run_of(audience="groups")
    group = Group.objects.create(cohort=run.delivery.cohort, name="Group 2")
    learner(run, user__name="Brahim", group=group)
    client = phone(run, user__name="Amina", group=group)
    page = text(client.get(address("room-answer", run.pk)))
    assert "You answer for <bdi>Group 2</bdi>: <bdi>Amina, Brahim</bdi>. One answer for the group." in page
    client.post(address("room-answer", run.pk), fields(mode="group"))
    (row,) = Vote.objects.all()
    assert (row.group, row.seat, sorted(row.members.values_list("user__name", flat=True))) == (
        group,
        None,
        ["Amina", "Brahim"],
    )


def test_who_is_in_no_group_is_told_so(phone):
    run = run_of(audience="groups")
    client = phone(run)
    assert "you are in no group yet" in text(client.get(address("room-answer", run.pk)))
    assert client.post(address("room-answer", run.pk), fields(mode="group")).status_code == 409
    assert not Vote.objects.exists()


def test_a_question_that_was_taken_back_says_so(phone):
    run = run_of(closed_at=NOW, discarded_at=NOW)
    assert "Your instructor has taken this question back." in text(phone(run).get(address("room-answer", run.pk)))


@pytest.mark.parametrize(
    ("shown", "seen"),
    [
        ({}, []),
        ({"is_shown": True}, ["bars"]),
        ({"is_solved": True}, ["right"]),
        ({"is_shown": True, "is_solved": True}, ["bars", "right"]),
    ],
)
@pytest.mark.parametrize("where", ["room-answer", "room-screen"])
def test_bars_and_what_is_right_come_apart(client, where, shown, seen):
    run = run_of(closed_at=NOW, **shown)
    seats = [learner(run) for _ in range(3)]
    QuestionRun.objects.update(closed_at=None)
    for seat, answer in zip(seats, "aab", strict=True):
        vote(run, answer, Owner(seat=seat))
    QuestionRun.objects.update(closed_at=NOW)
    client.force_login(seats[0].user if where == "room-answer" else run.delivery.created_by)
    found = text(client.get(address(where, run.pk)))
    marks = {"bars": "<bdi>2</bdi> · <bdi>67 %</bdi>", "right": "Right answer"}
    assert [name for name, mark in marks.items() if mark in found] == seen


def test_the_class_screen_has_options_without_bars_while_the_question_is_open(teacher):
    run = run_of()
    for answer in "aaa":
        vote(run, answer)
    Attendance.objects.bulk_create(
        Attendance(delivery=run.delivery, enrolment=seat, at=NOW) for seat in Enrolment.objects.learners()
    )
    page = text(teacher(run.delivery).get(address("room-screen", run.pk), headers=PART))
    assert page.startswith('<div class="room room-screen"')
    assert "<li>The Coordinator </li>" in page
    assert '<b data-live-count="answered">3</b> of 3 have answered' in page
    assert "progress" not in page


@pytest.mark.parametrize(("n_there", "n_shown"), [(1, 2), (5, 5)])
def test_never_more_have_answered_than_are_there(teacher, n_there, n_shown):
    run = run_of()
    for _ in range(2):
        vote(run, "a")
    seats = [learner(run) for _ in range(n_there)]
    Attendance.objects.bulk_create(Attendance(delivery=run.delivery, enrolment=seat, at=NOW) for seat in seats)
    page = text(teacher(run.delivery).get(address("room-screen", run.pk)))
    assert f'<b data-live-count="answered">2</b> of {n_shown} have answered' in page


def test_two_answers_are_only_counted_on_the_screen(teacher):
    run = run_of("blanks")
    for said in ("a secret", "another"):
        vote(run, {"team": said})
    QuestionRun.objects.update(closed_at=NOW, is_shown=True)
    page = text(teacher(run.delivery).get(address("room-screen", run.pk)))
    assert "secret" not in page
    assert '<b data-live-count="answered">2</b>' in page


def test_two_groups_are_shown(teacher):
    run = run_of(audience="groups")
    for name, answer in (("One", "a"), ("Two", "b")):
        group = Group.objects.create(cohort=run.delivery.cohort, name=name)
        learner(run, group=group)
        vote(run, answer, Owner(group=group))
    QuestionRun.objects.update(closed_at=NOW, is_shown=True)
    page = text(teacher(run.delivery).get(address("room-screen", run.pk)))
    assert page.count("<bdi>1</bdi> · <bdi>50 %</bdi>") == 2
    assert '<b data-live-count="answered">2</b> of 2 groups have answered' in page


def test_free_texts_are_a_cloud_on_the_screen_without_what_is_hidden(teacher):
    run = run_of("blanks")
    for said in ("UNCT", "unct", "rude", "army"):
        vote(run, {"team": said})
    QuestionRun.objects.update(closed_at=NOW, is_shown=True, hidden_texts=["rude"])
    page = text(teacher(run.delivery).get(address("room-screen", run.pk)))
    assert '<li class="said-5"><span dir="auto">UNCT</span> <span class="room-n"><bdi>2</bdi></span></li>' in page
    assert '<li class="said-1"><span dir="auto">army</span>' in page
    assert "rude" not in page


def test_the_second_time_is_compared_with_the_first(teacher):
    first = run_of()
    for answer in "bbba":
        vote(first, answer)
    QuestionRun.objects.update(closed_at=NOW)
    again = QuestionRun.objects.create(
        delivery=first.delivery, version=first.version, number=2, repeats=first, opened_at=NOW
    )
    for answer in "aaab":
        vote(again, answer)
    QuestionRun.objects.update(closed_at=NOW, is_shown=True)
    page = text(teacher(first.delivery).get(address("room-screen", again.pk)))
    assert "<bdi>3</bdi> · <bdi>75 %</bdi>" in page
    assert "First time: <bdi>25 %</bdi>" in page


# --- the instructor -------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("verb", "sent", "expected"),
    [
        ("close", {}, {"is_open": False}),
        ("show", {}, {"is_open": False, "is_shown": True}),
        ("solve", {}, {"is_open": False, "is_solved": True}),
        ("hands", {"hands-a": "3", "hands-b": ""}, {"hands": {"a": 3}}),
        ("text", {"form": "rude"}, {"hidden_texts": ["rude"]}),
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


def test_hiding_and_opening_again_from_the_panel(teacher):
    run = run_of(closed_at=NOW, is_shown=True, is_solved=True, hidden_texts=["x"])
    client = teacher(run.delivery)
    for verb, sent in (("show", {"back": "1"}), ("solve", {"back": "1"}), ("text", {"back": "1", "form": "x"})):
        client.post(address("room-do", run.pk, verb), order_fields(run, **sent))
    after = fresh(run)
    assert (after.is_open, after.is_shown, after.is_solved, after.hidden_texts) == (False, False, False, [])
    client.post(address("room-do", run.pk, "reopen"), order_fields(run))
    assert fresh(run).is_open


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
