"""A learner's device answers a question to the room: what is stored, what is told, what stays on the page."""

import pytest
from django.utils.html import strip_tags

from courses.models import Group
from delivery.actions.voting import Owner
from delivery.devices import voter_digest
from delivery.models import Attendance, QuestionRun, Vote
from delivery.views.voting import COOKIE
from tests.delivery.rooms import (
    ANSWERS,
    FIELDS,
    JSON,
    PART,
    address,
    fields,
    learner,
    run_of,
    text,
    vote,
)
from tests.factories import NOW, CohortFactory, EnrolmentFactory

pytestmark = pytest.mark.django_db


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
    assert 'You answer for <bdi>Group 2</bdi>: <span class="names"><bdi>Amina</bdi>, <bdi>Brahim</bdi>.</span>' in page
    assert "One answer for the group." in page
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
    ("run", "mode", "is_noted"),
    [({}, "named", True), ({"audience": "groups"}, "group", True), ({"privacy": "anonymous"}, "anonymous", False)],
)
def test_who_answers_without_javascript_is_in_the_room_unless_nobody_may_know(phone, run, mode, is_noted):
    run = run_of(**run)
    client = phone(run, group=Group.objects.create(cohort=run.delivery.cohort, name="Blue"))
    client.get(address("room-answer", run.pk))
    for sequence in (1, 2):
        assert client.post(address("room-answer", run.pk), fields(mode=mode, sequence=sequence)).status_code == 302
    noted = list(Attendance.objects.values_list("enrolment", flat=True))
    assert noted == ([client.seat.pk] if is_noted else [])


def test_the_script_says_by_itself_who_is_here(phone):
    run = run_of()
    assert phone(run).post(address("room-answer", run.pk), fields(), headers=JSON).status_code == 200
    assert not Attendance.objects.exists()


def test_an_answer_of_a_script_asks_the_database_the_same_few_times(phone, django_assert_num_queries):
    run = run_of()
    client = phone(run)
    for _ in range(5):
        vote(run, "b")
    sent = fields()
    # session, user, question, seat; begin, look at the run and for a vote, insert, commit
    with django_assert_num_queries(9):
        client.post(address("room-answer", run.pk), sent, headers=JSON)


def test_the_form_asks_the_database_no_more_than_it_shows(phone, django_assert_num_queries):
    run = run_of()
    client = phone(run)
    for _ in range(5):
        vote(run, "b")
    with django_assert_num_queries(5):  # session, user, question, seat, own answer
        client.get(address("room-answer", run.pk), headers=PART)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, "Answer the question"),
        ({"closed_at": NOW}, "See the question"),
        ({"closed_at": NOW, "is_shown": True}, "See the answers"),
    ],
)
def test_without_javascript_the_class_says_what_there_is_to_do_with_the_question(phone, change, words):
    run = run_of(**change)
    page = text(phone(run).get(address("follow", run.delivery_id)))
    said = {"Answer the question", "See the question", "See the answers"}
    assert {each for each in said if each in page} == {words}


@pytest.fixture
def group_run():
    """A question to groups; ``group`` is one of them, and another has answered too."""
    run = run_of("blanks", audience="groups")
    run.group, other = (Group.objects.create(cohort=run.delivery.cohort, name=name) for name in ("Group 2", "Group 3"))
    vote(run, {"team": "Of others"}, Owner(group=other), sequence=9)
    return run


def test_the_phones_of_a_group_show_what_it_has_answered(phone, group_run):
    client = phone(group_run, group=group_run.group)
    place = address("room-answer", group_run.pk)
    assert "data-vote-group hidden" in text(client.get(place))
    assert client.get(place, headers=JSON).json() == {"answered": "", "sequence": 0}
    vote(group_run, {"team": "UNDP"}, Owner(group=group_run.group), sequence=3)
    page = text(client.get(place))
    assert "data-vote-group>" in page
    assert ">UNDP</b>" in page
    assert "Change the answer" in strip_tags(page)
    assert client.get(place, headers=JSON).json() == {"answered": "UNDP", "sequence": 3}
    assert "Of others" not in page


@pytest.mark.parametrize("headers", [JSON, {}], ids=["script", "form"])
def test_a_second_answer_of_a_group_is_told_what_the_group_has_answered(phone, group_run, headers):
    client = phone(group_run, group=group_run.group)
    vote(group_run, {"team": "UNDP"}, Owner(group=group_run.group))
    reply = client.post(
        address("room-answer", group_run.pk), {**fields("blanks", "group"), "q0-team": "OCHA"}, headers=headers
    )
    assert reply.status_code == 409
    said = reply.json()["message"] if headers else text(reply)
    assert "Your group has answered already: UNDP. Send yours to replace it." in said
    assert not headers or reply.json()["answered"] == "UNDP"
    assert Vote.objects.get(group=group_run.group).answer == {"team": "UNDP"}


def test_a_long_answer_of_the_group_does_not_fill_the_message(phone, group_run):
    client = phone(group_run, group=group_run.group)
    vote(group_run, {"team": "x" * 200}, Owner(group=group_run.group))
    reply = client.post(address("room-answer", group_run.pk), fields("blanks", "group"), headers=JSON).json()
    assert f"already: {'x' * 119}…." in reply["message"]
    assert reply["answered"] == "x" * 200


def test_the_answer_of_a_group_is_told_to_nobody_else(phone, group_run):
    vote(group_run, {"team": "UNDP"}, Owner(group=group_run.group))
    client = phone(group_run)
    assert client.get(address("room-answer", group_run.pk), headers=JSON).json() == {"answered": "", "sequence": 0}
    own = run_of("blanks", delivery=group_run.delivery)
    vote(own, {"team": "Mine"}, Owner(seat=client.seat))
    reply = client.post(address("room-answer", own.pk), fields("blanks"), headers=JSON).json()
    assert (reply["outcome"], reply["answered"]) == ("stale", "")
    assert "perhaps from another device" in reply["message"]
    elsewhere = EnrolmentFactory(group=Group.objects.create(cohort=CohortFactory(), name="Group 2"))
    client.force_login(elsewhere.user)
    assert client.get(address("room-answer", group_run.pk), headers=JSON).status_code == 404


def test_the_script_asks_for_the_answer_of_the_group_with_few_queries(phone, group_run, django_assert_num_queries):
    client = phone(group_run, group=group_run.group)
    with django_assert_num_queries(6):  # session, user, question, seat, group, its answer
        client.get(address("room-answer", group_run.pk), headers=JSON)


def test_each_name_of_the_group_stands_by_itself_so_that_a_long_one_can_be_cut(phone, group_run):
    learner(group_run, user__name="Z" * 140, group=group_run.group)
    client = phone(group_run, user__name="Amina", group=group_run.group)
    page = text(client.get(address("room-answer", group_run.pk)))
    assert f'<span class="names"><bdi>Amina</bdi>, <bdi>{"Z" * 140}</bdi>.</span>' in page
