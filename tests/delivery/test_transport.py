"""Streams of live classes, over real sockets to a real server, on SQLite and PostgreSQL."""

import os
import shutil
import time

import pytest
from django.core import signing
from django.db import connection, connections

from config.asgi import streams
from courses.bell import hear_no_more, ring
from delivery.models import Attendance, Delivery
from delivery.state import state_of, states_of
from delivery.transport import hub, stream, tickets, wake, watch
from delivery.transport.tickets import Audience, Ticket
from tests.delivery.factories import DeliveryFactory
from tests.delivery.listening import FOLLOW, LEARNER, at_rev, eventually, order
from tests.factories import NOW, EnrolmentFactory


def test_a_device_hears_the_newest_state_at_once_and_every_command(rows, delivery, follow):
    device = follow()
    assert (device.status, device.answer.headers["Content-Type"]) == (200, "text/event-stream")
    assert device.answer.headers["Cache-Control"] == "no-store, no-transform"
    assert next(device.lines()).startswith(b"retry: ")
    first = device.until(at_rev(1))
    assert {**first, "at": 0} == {**rows(lambda: state_of(delivery, NOW)), "at": 0}
    assert abs(first["at"] - time.time() * 1000) < 5000
    for rev in (2, 3, 4):
        rows(order(delivery, is_black=rev % 2 == 0))
        assert device.until(at_rev(rev))["black"] is (rev % 2 == 0)
    assert follow(user=8).until(lambda state: True)["rev"] == 4


def test_counts_are_told_without_a_command(rows, delivery, follow):
    device = follow()
    seat = rows(lambda: EnrolmentFactory(cohort=delivery.cohort))

    def come():
        Attendance.objects.create(delivery=delivery, enrolment=seat, at=NOW)
        ring(delivery.cohort_id)

    assert device.until(at_rev(1))["here"] == 0
    rows(come)
    assert device.until(lambda state: state["here"] == 1)["rev"] == 1


def test_what_happens_in_another_class_is_not_told(rows, delivery, follow, monkeypatch):
    monkeypatch.setattr(stream, "BEAT_SECONDS", 60)
    other = rows(lambda: DeliveryFactory(running=True))
    device, elsewhere = follow(), follow(user=8, pk=other.pk)
    assert elsewhere.until(at_rev(1))
    rows(order(other))
    assert elsewhere.until(at_rev(2))
    rows(order(delivery))
    assert [state["rev"] for state in (next(device.states()), next(device.states()))] == [1, 2]


def test_a_quiet_stream_repeats_the_newest_state_with_the_clock_of_now(follow, monkeypatch):
    monkeypatch.setattr(stream, "BEAT_SECONDS", 0.1)
    states = follow().states()
    first, *later = [next(states) for _ in range(3)]
    assert [{**state, "at": 0} for state in later] == [{**first, "at": 0}] * 2
    assert first["at"] < later[0]["at"] < later[1]["at"]


def test_many_devices_cost_one_look(rows, delivery, follow, monkeypatch):
    monkeypatch.setattr(watch, "SLOW_CHECK_SECONDS", 60.0)
    monkeypatch.setattr(stream, "BEAT_SECONDS", 60)
    devices = [follow(user=user) for user in range(20)]
    assert [device.until(at_rev(1))["rev"] for device in devices] == [1] * 20
    looks = []
    monkeypatch.setattr(watch, "states_of", lambda pks, now: looks.append(set(pks)) or states_of(pks, now))
    rows(order(delivery))
    assert [device.until(at_rev(2))["rev"] for device in devices] == [2] * 20
    assert looks in ([{delivery.pk}], [{delivery.pk}] * 2)  # the second when a look met the change half way


def forged(delivery):
    return Ticket(delivery.pk, FOLLOW, LEARNER).address[:-1] + "x"


def of_another_class(delivery):
    _data, *rest = Ticket(delivery.pk, FOLLOW, LEARNER).address.removeprefix(tickets.PREFIX).split(":")
    other = signing.dumps([delivery.pk + 1, "follow", LEARNER], salt=tickets.SALT).split(":")[0]
    return tickets.PREFIX + ":".join([other, *rest])


def for_another_purpose(delivery):
    return tickets.PREFIX + signing.dumps([delivery.pk, "follow", LEARNER], salt="elsewhere")


@pytest.mark.parametrize("path", [forged, of_another_class, for_another_purpose, lambda delivery: tickets.PREFIX])
def test_a_ticket_that_is_not_ours_opens_nothing(delivery, follow, path):
    device = follow(path=path(delivery))
    assert (device.status, device.answer.read()) == (403, b"This page is too old.")
    assert follow().status == 200


def test_a_ticket_ends_after_a_course_day(delivery, follow, monkeypatch):
    path = Ticket(delivery.pk, FOLLOW, LEARNER).address
    monkeypatch.setattr(tickets, "VALID_SECONDS", -1)
    assert follow(path=path).status == 403


def test_a_page_is_opened_or_says_that_it_is_open_and_nothing_else(delivery, follow):
    assert follow(method="PUT").status == 405
    word = follow(method="POST")
    assert (word.status, word.answer.read(), word.answer.getheader("connection")) == (204, b"", "close")


@pytest.mark.parametrize("path", [forged, of_another_class, for_another_purpose])
def test_the_word_of_a_page_that_is_not_ours_is_not_heard(delivery, follow, path):
    assert follow(path=path(delivery), method="POST").status == 403
    assert streams.hub.words.take() == {}


def test_a_class_that_does_not_exist(delivery, follow):
    assert follow(pk=delivery.pk + 1).status == 404


def test_a_class_that_is_removed_ends_its_streams(rows, delivery, follow):
    device = follow()
    assert device.until(at_rev(1))

    def remove():
        Delivery.objects.update(item=None)
        Delivery.objects.filter(pk=delivery.pk).delete()
        ring(delivery.cohort_id)

    rows(remove)
    assert list(device.states()) == []
    assert follow().status == 404


def test_learners_leave_room_for_the_instructor(follow, monkeypatch):
    monkeypatch.setattr(hub, "MOST_STREAMS", 3)
    monkeypatch.setattr(hub, "KEPT_FOR_STAFF", 1)
    devices = [follow(user=user) for user in range(3)]
    assert [device.status for device in devices] == [200, 200, 503]
    assert devices[2].answer.headers["Retry-After"] == "30"
    assert follow(user=4, audience=Audience.CONSOLE).status == 200
    devices[0].close()
    assert eventually(lambda: follow(user=5, audience=Audience.SCREEN).status == 200)


def test_one_account_has_room_for_a_few_streams(follow, monkeypatch):
    monkeypatch.setattr(hub, "MOST_PER_PERSON", 2)
    assert [follow().status for _ in range(3)] == [200, 200, 503]
    assert follow(user=8).status == 200


def test_places_are_given_back_and_nothing_is_held_while_nobody_listens(rows, follow):
    follow().close()
    follow(user=8).close()
    assert eventually(lambda: streams.hub.channels() == [])
    assert eventually(lambda: rows(listeners) == 0)


def listeners():
    """Return how many connections listen to PostgreSQL; none to a file."""
    if connection.vendor == "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s AND datname = current_database()",
            [wake.LISTENER],
        )
        return cursor.fetchone()[0]


def end_listeners():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = %s AND datname = current_database()",
            [wake.LISTENER],
        )


def replace_file():
    """Put a copy in the place of the file, as restoring a backup does."""
    file = str(connections.settings["default"]["NAME"])
    copy = f"{file}.copy"
    shutil.copyfile(file, copy)
    os.replace(copy, file)  # noqa: PTH105


def test_a_stream_goes_on_when_the_database_was_replaced_or_let_go_of_us(rows, delivery, follow):
    device = follow()
    assert device.until(at_rev(1))
    rows(end_listeners if connection.vendor == "postgresql" else replace_file)
    rows(order(delivery))
    assert device.until(at_rev(2))
    rows(order(delivery))
    assert device.until(at_rev(3))


def test_what_this_process_changes_is_told_without_looking_for_it(rows, delivery, follow, monkeypatch):
    monkeypatch.setattr(watch, "SLOW_CHECK_SECONDS", 60)
    monkeypatch.setattr(wake, "TICK_SECONDS", 60)
    monkeypatch.setattr(wake.NotifiedWake, "wait", lambda _self, poke, seconds: wake.is_poked(poke, seconds))
    device = follow()
    assert device.until(at_rev(1))
    rows(order(delivery))
    assert device.until(at_rev(2))


def test_what_another_process_changes_is_noticed(rows, delivery, follow, monkeypatch):
    monkeypatch.setattr(watch, "SLOW_CHECK_SECONDS", 60)
    device = follow()
    assert device.until(at_rev(1))
    hear_no_more(streams._watch.poke)
    rows(order(delivery))
    assert device.until(at_rev(2))


def test_a_change_without_a_bell_is_told_by_the_slow_check(rows, delivery, follow, monkeypatch):
    monkeypatch.setattr(watch, "SLOW_CHECK_SECONDS", 0.2)
    device = follow()
    assert device.until(at_rev(1))
    rows(lambda: Delivery.objects.filter(pk=delivery.pk).update(rev=2))
    assert device.until(at_rev(2))


def test_a_stream_goes_on_whatever_happens_while_it_waits(rows, delivery, follow, monkeypatch):
    monkeypatch.setattr(watch, "RETRY_SECONDS", 0.05)
    device = follow()
    assert device.until(at_rev(1))
    problems = [OSError(24, "Too many open files"), ValueError("filedescriptor out of range")]

    def troubled(*_arguments):
        if problems:
            raise problems.pop()

    monkeypatch.setattr(wake.wake_of_database().__class__, "wait", troubled)
    assert eventually(lambda: not problems)
    rows(order(delivery))
    assert device.until(at_rev(2))


def test_streams_end_with_the_server(server, follow):
    device = follow()
    began = time.monotonic()
    streams.hub.close()
    server.server.should_exit = True
    assert len(list(device.states())) >= 1
    server.thread.join(5)
    assert (server.thread.is_alive(), time.monotonic() - began < 2) == (False, True)
