"""The benchmark of a live class itself, tiny: it runs against a real server, and says when something is lost."""

import json
import os
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from assessments.benchmark.addresses import Address
from assessments.benchmark.figures import percentile
from delivery.benchmark.devices import Device, Devices, TooSlowError
from delivery.benchmark.measures import memory_of
from delivery.benchmark.report import report
from delivery.benchmark.run import Outcome
from delivery.transport.stream import BEAT_SECONDS

NOWHERE = Address("127.0.0.1", 1)
DATABASE_URL = os.environ.get("FIELDSCHOOL_TEST_DATABASE_URL", "")


@pytest.mark.trust
@pytest.mark.parametrize("servers", [["--workers", "1"], ["--workers", "2"], ["--nodes", "2"]], ids="-".join)
def test_ten_devices_follow_a_class_through_votes_and_a_restart(servers):
    said = StringIO()
    url = ["--database-url", DATABASE_URL] if DATABASE_URL else []
    try:
        call_command("bench_delivery", "--clients", "10", *servers, *url, stdout=said)
    finally:
        print(said.getvalue())  # pytest shows it when the test fails
    counts = dict(
        re.findall(r"^ *(order heard|while voting|vote answered|part fetched) +(\d+)", said.getvalue(), re.MULTILINE)
    )
    # Each device says once that it is here, and fetches six slides and a question.
    assert counts == {"order heard": "300", "while voting": "80", "vote answered": "10", "part fetched": "80"}
    assert "Every vote is stored, and every device shows the newest state." in said.getvalue()
    seconds_to_end = float(re.search(r"restart, s +([\d.]+) to end", said.getvalue()).group(1))
    assert seconds_to_end < BEAT_SECONDS  # streams were ended; the server did not wait for them


def test_only_an_installation_of_the_benchmark_is_filled():
    with pytest.raises(CommandError, match="not made for the benchmark"):
        call_command("bench_delivery", "--inside")


def outcome_of(delays, **more):
    return Outcome(n_devices=2, n_workers=1, delays=delays, **more)


@pytest.mark.parametrize(("slowest", "verdict"), [(0.2, "200 (aim < 250): met"), (0.25, "250 (aim < 250): MISSED")])
def test_the_report_says_whether_the_aim_is_met(slowest, verdict):
    assert percentile([0.1, slowest], 99) == slowest
    assert f"p99 of an order, ms    {verdict}\n" in report(outcome_of([0.1, slowest]))


def test_the_report_names_what_was_lost_and_what_was_not_measured():
    lines = report(outcome_of([0.1], problems=["1 of 2 votes are stored"])).splitlines()
    assert lines[-2:] == ["1 problems.", "1 of 2 votes are stored"]
    assert "memory per device, kB  not measured" in lines
    assert report(outcome_of([0.1])).endswith("Every vote is stored, and every device shows the newest state.")


def test_a_device_notes_when_it_first_heard_of_an_order(monkeypatch):
    monkeypatch.setattr(Device, "_run_errands", lambda self: None)
    device = Device([NOWHERE], path="/", session="s", delivery=4)
    device._take(b"retry: 500\n")
    device._take(b'data: {"rev":3}\n')
    first = dict(device.heard)
    device._take(b"\n")
    device._take(b'data: {"rev":3,"answered":1}\n')
    assert device.state == {"rev": 3, "answered": 1}
    assert (device.heard, list(first), device._retry_seconds) == (first, [3], 0.5)


def test_a_device_fetches_each_slide_and_question_once_and_says_once_that_it_is_here(monkeypatch):
    gone = []
    monkeypatch.setattr(Device, "_go", lambda self, method, path, *_, **__: gone.append((method, path)))
    phone = Device([NOWHERE], path="/", session="s", delivery=4)
    usual = {"rev": 1, "status": "running", "showing": "frame", "question": None, "here": 0}
    for told in (
        {**usual, "status": "planned", "item": None},
        {**usual, "item": 7},
        {**usual, "item": 9},
        {**usual, "item": 7},
        {**usual, "item": 7, "showing": "question", "question": 2},
        {**usual, "item": 7, "showing": "question", "question": 2},
    ):
        phone._take(b"data: " + json.dumps(told).encode() + b"\n")
    assert gone == [
        ("POST", "/classes/4/here/"),
        ("GET", "/classes/4/scenes/?known="),
        ("GET", "/classes/4/scenes/?known=7"),
        ("GET", "/room/2/answer/"),
    ]


def test_devices_that_never_hear_are_counted(monkeypatch):
    monkeypatch.setattr("delivery.benchmark.devices.PATIENCE_SECONDS", 0)
    devices = Devices([NOWHERE], 4, [("/", "s"), ("/", "t")])
    with pytest.raises(TooSlowError, match="2 of 2 devices"):
        devices.wait(lambda device: bool(device.state))
    devices._loop.close()


def test_memory_of_this_process_is_more_than_python_alone():
    assert memory_of([os.getpid()]) > 20
    assert (memory_of([2**22 + 1]), memory_of([])) == (None, None)
