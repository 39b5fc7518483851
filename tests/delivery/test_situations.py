"""What happens in real classes: some twenty situations, each in a sentence, through the verbs and pages of a class."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection

from activities.actions.boards import BoardConflictError, Hand, add_entry, change_entry, set_switch
from activities.actions.ratings import RatingRefusedError, rate
from activities.actions.runs import start_run
from activities.models import ActivityRun, Board, BoardEntry
from courses.actions import return_to_seat
from courses.models import Enrolment, Group
from delivery.actions import asking
from delivery.actions.attendance import note_attendance
from delivery.actions.ending import end, rehearse
from delivery.actions.orders import NotDrivingError, StaleOrderError
from delivery.actions.running import (
    OtherClassError,
    end_break,
    extend,
    move_to,
    pause,
    resume,
    show,
    start,
    start_phase,
    step,
    take_break,
    take_over,
)
from delivery.actions.voting import Owner, VoteOutcome
from delivery.models import Delivery, Privacy, QuestionRun, Vote
from delivery.pacing import Status
from delivery.plan import activity_item
from delivery.reports.clocks import clock_of
from delivery.state import state_of
from tests.activities.factories import LANES, RATING
from tests.delivery.factories import DeliveryFactory, PlanItemFactory
from tests.delivery.orders import order
from tests.delivery.rooms import JSON, address, fields, question, text, vote
from tests.factories import NOW, ActivityFactory, CohortFactory, EnrolmentFactory, PhaseFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db


def after(seconds):
    return NOW + timedelta(seconds=seconds)


def build_world():
    """A class that began at NOW: two frames of a minute, an activity with a phase of two minutes, another frame."""
    planned = DeliveryFactory()
    for title in "AB":
        PlanItemFactory(delivery=planned, title=title)
    activity = ActivityFactory(lesson=planned.lesson, title="Lanes", board=LANES, rating=RATING)
    PhaseFactory(activity=activity, slug="national", minutes_low=2, minutes_high=2)
    lanes = activity_item(activity)
    lanes.delivery, lanes.position = planned, 2
    lanes.save()
    PlanItemFactory(delivery=planned, title="C")
    delivery = start(delivery=planned, order=order(planned))
    seat = EnrolmentFactory(cohort=delivery.cohort, user__name="Amina Diallo", pin="482193")
    return SimpleNamespace(
        delivery=delivery,
        cohort=delivery.cohort,
        activity=activity,
        seat=seat,
        items={item.title: item for item in delivery.items.all()},
        colleague=EnrolmentFactory(cohort=delivery.cohort, instructor=True).user,
    )


world_once, world = built_once(build_world)


def give(verb, world, *, seconds=0, **more):
    """Give the newest order at a time; return the class as it stands then."""
    return verb(delivery=world.delivery, order=order(world.delivery, seconds=seconds), **more)


def ask(world, **more):
    asked = question(world.delivery)
    return asking.ask(delivery=world.delivery, order=order(world.delivery), question=asked, **more)


def close(run, *, seconds=0):
    return asking.close(run=run, order=order(run.delivery, seconds=seconds))


def state(world, seconds=0):
    return state_of(world.delivery, after(seconds))


def to_the_board(world):
    give(move_to, world, item=world.items["Lanes"])
    board = Board.objects.get()
    set_switch(board=board, switch="is_open", is_on=True, hand=Hand(world.delivery.created_by, None, NOW))
    return Board.objects.get()


def test_who_comes_late_gets_the_current_item_and_the_time_that_is_left(client, world):
    give(move_to, world, item=world.items["Lanes"])
    give(start_phase, world, seconds=10, phase="national")
    late = state(world, seconds=70)
    assert (late["item"], late["phase"], late["ends"] - late["at"]) == (world.items["Lanes"].pk, "national", 60_000)
    client.force_login(world.seat.user)
    assert "Lanes" in text(client.get(address("follow", world.delivery.pk)))
    assert note_attendance(delivery=world.delivery, seat=world.seat, now=after(70))


def test_of_two_who_drive_at_once_the_second_changes_nothing_and_gets_the_newest_state(world):
    rev = world.delivery.rev
    step(delivery=world.delivery, order=order(world.delivery, rev=rev))
    with pytest.raises(StaleOrderError) as refused:
        step(delivery=world.delivery, order=order(world.delivery, rev=rev))
    with pytest.raises(NotDrivingError):
        step(delivery=world.delivery, order=order(world.delivery, by=world.colleague, device="phone"))
    assert (refused.value.delivery.rev, state(world)["item"]) == (rev + 1, world.items["B"].pk)


def test_a_vote_that_is_sent_twice_is_one_vote(world):
    run = ask(world)
    sent = {"owner": Owner(seat=world.seat), "event": uuid4()}
    replies = [vote(run, "a", **sent).outcome for _ in range(2)]
    assert (replies, state(world)["answered"]) == ([VoteOutcome.SAVED, VoteOutcome.REPEATED], 1)


def test_a_vote_that_comes_as_the_question_closes_is_counted_before_and_refused_after(world):
    run = ask(world)
    before = vote(run, "a", Owner(seat=world.seat))
    close(run)
    too_late = vote(run, "b", Owner(seat=world.seat), sequence=2)
    assert (before.outcome, too_late.outcome, too_late.stored.answer) == ("saved", "closed", "a")
    assert list(Vote.objects.values_list("answer", flat=True)) == ["a"]


def test_a_device_whose_clock_is_wrong_changes_no_order_of_answers(client, world):
    run = ask(world)
    client.force_login(world.seat.user)
    for sequence, answer in ((1, "a"), (2, "b")):
        sent = fields(sequence=sequence, q0=answer)
        assert client.post(address("room-answer", run.pk), {**sent, "at": "1970-01-01T00:00:00Z"}).status_code == 302
    assert list(Vote.objects.values_list("answer", flat=True)) == ["b"]
    told = state(world, seconds=30)
    assert told["at"] == round(after(30).timestamp() * 1000)  # devices count with the server's clock


def test_a_phone_that_slept_through_the_class_is_where_the_class_is_with_one_answer(client, world):
    run = ask(world)
    client.force_login(world.seat.user)
    sent = {"path": address("room-answer", run.pk), "data": fields(), "headers": JSON}
    told = [client.post(**sent).json()]  # it fell asleep before this came
    slept = client.get(address("state", world.delivery.pk))
    close(run)
    for _ in range(4):  # to B, to the activity, its phase, to C
        give(step, world)
    woken = client.get(address("state", world.delivery.pk), headers={"If-None-Match": slept["ETag"]})
    assert (woken.status_code, woken.json()["item"], slept.json()["item"]) == (
        200,
        world.items["C"].pk,
        world.items["A"].pk,
    )
    told.append(client.post(**sent).json())
    assert [each["outcome"] for each in told] == ["saved", "repeated"]
    assert list(Vote.objects.values_list("seat", "answer")) == [(world.seat.pk, "a")]


def test_of_two_who_change_one_point_the_second_is_told_and_loses_no_word(world):
    board = to_the_board(world)
    hand = Hand(world.seat.user, world.seat, NOW)
    entry = add_entry(board=board, text="UN", places=[], token="one", hand=hand)
    number = entry.changes.last().number
    change_entry(entry=entry, number=number, text="UNCT", places=["un"], hand=hand)
    with pytest.raises(BoardConflictError):
        change_entry(entry=entry, number=number, text="UNDP", places=[], hand=hand)
    assert list(BoardEntry.objects.values_list("text", "places")) == [("UNCT", ["un"])]


def test_an_anonymous_answer_leaves_no_trace_of_who_gave_it_nor_of_when(client, world):
    run = ask(world, privacy=Privacy.ANONYMOUS)
    client.force_login(world.seat.user)
    client.get(address("room-answer", run.pk))
    assert client.post(address("room-answer", run.pk), fields(mode="anonymous")).status_code == 302
    row = Vote.objects.values("seat", "group", "members", "at", "sequence").get()
    assert row == {"seat": None, "group": None, "members": None, "at": None, "sequence": 1}


def test_when_an_anonymous_question_closes_its_answers_are_mixed(world):
    run = ask(world, privacy=Privacy.ANONYMOUS)
    devices = [f"device {n:02}" for n in range(30)]
    EnrolmentFactory.create_batch(len(devices), cohort=world.cohort)
    for device in devices:
        vote(run, "a", Owner(device_digest=device))
    before = in_stored_order()
    first = vote(run, "b", Owner(device_digest=devices[0]), sequence=2)
    close(run)
    mixed = in_stored_order()
    assert (sorted(before), sorted(mixed)) == (devices, devices)
    assert mixed not in (before, devices)
    again = vote(run, "b", Owner(device_digest=devices[0]), event=first.stored.event, sequence=2)
    assert (again.outcome, Vote.objects.filter(answer="b").count()) == (VoteOutcome.REPEATED, 1)


def in_stored_order():
    """Return the devices in the order in which their rows lie in the database."""
    place = "ctid" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT device_digest FROM delivery_vote ORDER BY {place}")  # noqa: S608  # no input in it
        return [digest for (digest,) in cursor.fetchall()]


def test_nobody_rates_the_own_group(world):
    own, other = (Group.objects.create(cohort=world.cohort, name=name) for name in ("Blue", "Red"))
    Enrolment.objects.filter(pk=world.seat.pk).update(group=own)
    run = start_run(activity=world.activity, cohort=world.cohort, by=world.colleague, now=NOW)
    world.seat.refresh_from_db()
    given = {"run": run, "rater": world.seat, "values": [7, 8], "comments": [""], "now": NOW}
    with pytest.raises(RatingRefusedError):
        rate(group=own, **given)
    assert rate(group=other, **given).group == other


def test_who_comes_back_on_a_new_device_sits_in_the_same_seat_and_finds_the_answer(client, world):
    run = ask(world)
    vote(run, "a", Owner(seat=world.seat))
    back = return_to_seat(cohort=world.cohort, name="amina diallo", pin="482193", address="10.0.0.7", now=NOW)
    assert back == world.seat
    client.force_login(back.user)
    assert "Change the answer" in text(client.get(address("room-answer", run.pk)))
    assert vote(run, "b", Owner(seat=back), sequence=2).outcome == VoteOutcome.SAVED
    assert Vote.objects.count() == 1


def test_a_colleague_takes_over_and_the_first_drives_no_more(world):
    take_over(delivery=world.delivery, order=order(world.delivery, by=world.colleague, device="tablet"))
    step(delivery=world.delivery, order=order(world.delivery, by=world.colleague, device="tablet"))
    with pytest.raises(NotDrivingError):
        give(step, world)
    assert state(world)["item"] == world.items["B"].pk


def test_a_rehearsal_is_seen_by_no_learner_and_nothing_of_it_stays(client, world):
    trial = rehearse(delivery=world.delivery, by=world.delivery.created_by, now=NOW)
    start(delivery=trial, order=order(trial))
    client.force_login(world.seat.user)
    pages = [client.get(address(name, trial.pk)).status_code for name in ("follow", "state")]
    assert pages == [404, 404]
    move_to(delivery=trial, order=order(trial), item=trial.items.get(title="Lanes"))
    assert end(delivery=trial, order=order(trial)) is None
    assert (Delivery.objects.count(), ActivityRun.objects.count()) == (1, 0)


def test_a_class_that_is_paused_while_the_server_starts_again_loses_no_time(world):
    give(move_to, world, seconds=30, item=world.items["Lanes"])
    give(start_phase, world, seconds=30, phase="national")
    give(pause, world, seconds=60)
    assert (state(world, seconds=3600)["left"], state(world, seconds=3600)["status"]) == (90, "paused")
    give(resume, world, seconds=3600)
    clock = clock_of(Delivery.objects.get(), after(3610))
    assert (clock.elapsed, clock.status, clock.ends) == (70, Status.RUNNING, after(3690))


def test_a_break_is_no_teaching_time_and_the_class_goes_on_with_what_was_interrupted(world):
    give(take_break, world, seconds=20)
    assert state(world, seconds=50)["status"] == "break"
    give(end_break, world, seconds=320)
    clock = clock_of(Delivery.objects.get(), after(330))
    assert (state(world, seconds=330)["item"], clock.elapsed) == (world.items["A"].pk, 30)


def test_going_back_to_a_slide_adds_to_its_time(world):
    give(step, world, seconds=40)
    give(step, world, seconds=60, is_back=True)
    clock = clock_of(Delivery.objects.get(), after(75))
    assert (clock.actual[world.items["A"].pk], clock.actual[world.items["B"].pk]) == (55, 20)


def test_going_back_to_a_phase_goes_on_with_the_time_that_it_has_left(world):
    PhaseFactory(activity=world.activity, slug="mission", minutes_low=3, minutes_high=3)
    item = world.items["Lanes"]
    item.phases = [*item.phases, {"slug": "mission", "title": "Mission", "seconds": 180}]
    item.save()
    give(move_to, world, item=item)
    for seconds in (0, 50):
        give(step, world, seconds=seconds)
    give(step, world, seconds=60, is_back=True)
    told = state(world, seconds=70)
    assert (told["phase"], told["ends"] - told["at"]) == ("national", 60_000)


def test_a_phase_that_gets_another_minute_ends_a_minute_later(world):
    give(move_to, world, item=world.items["Lanes"])
    give(start_phase, world, phase="national")
    before = state(world)["ends"]
    give(extend, world, seconds=100)
    assert state(world, seconds=100)["ends"] == before + 60_000


def test_an_answer_to_a_question_that_was_closed_by_the_next_one_comes_too_late(world):
    first = ask(world)
    second = ask(world)
    assert vote(first, "a", Owner(seat=world.seat)).outcome == VoteOutcome.CLOSED
    assert vote(second, "a", Owner(seat=world.seat)).outcome == VoteOutcome.SAVED
    assert list(QuestionRun.objects.values_list("number", "closed_at")) == [(1, NOW), (2, None)]


def test_a_class_that_is_over_can_still_be_read_and_takes_nothing_any_more(client, world):
    run = ask(world)
    board = to_the_board(world)
    give(end, world)
    client.force_login(world.seat.user)
    page = client.get(address("follow", world.delivery.pk))
    assert (page.status_code, "The class is over" in text(page)) == (200, True)
    assert client.get(f"/boards/{board.pk}/").status_code == 200
    assert client.post(address("room-answer", run.pk), fields()).status_code == 409
    assert note_attendance(delivery=world.delivery, seat=world.seat, now=after(60)) is False


def test_who_leaves_the_cohort_is_out_at_once_and_the_answer_given_stays(client, world):
    run = ask(world)
    vote(run, "a", Owner(seat=world.seat))
    Enrolment.objects.filter(pk=world.seat.pk).update(cohort=CohortFactory(course=world.cohort.course))
    client.force_login(world.seat.user)
    paths = [address(name, world.delivery.pk) for name in ("follow", "state")] + [address("room-answer", run.pk)]
    assert [client.get(path).status_code for path in paths] == [404, 404, 404]
    assert (Vote.objects.count(), state(world)["answered"]) == (1, 1)


def test_a_second_class_of_the_cohort_cannot_begin_while_one_goes_on(world):
    other = DeliveryFactory(cohort=world.cohort, lesson=world.delivery.lesson)
    PlanItemFactory(delivery=other)
    with pytest.raises(OtherClassError):
        start(delivery=other, order=order(other))
    give(end, world)
    assert start(delivery=other, order=order(other)).is_running


def test_showing_a_board_that_there_is_none_of_changes_nothing(world):
    assert give(show, world, what=Delivery.Showing.BOARD).rev == world.delivery.rev
