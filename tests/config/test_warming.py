"""What a process makes ready when it starts to serve."""

import gc
import logging
import threading

import pytest
from django.db import OperationalError

from config import warming


@pytest.fixture
def started(monkeypatch):
    """The names of threads in which ``warm_up`` has run."""
    started = []
    monkeypatch.setattr(warming, "warm_up", lambda: started.append(threading.current_thread().name))
    return started


@pytest.mark.parametrize(("warms_up", "expected"), [(True, ["warm-up"]), (False, [])])
def test_a_process_warms_up_in_the_background_when_its_settings_say_so(settings, started, warms_up, expected):
    settings.WARMS_UP = warms_up
    warming.warm_up_in_background()
    for thread in threading.enumerate():
        if thread.name == "warm-up":
            thread.join()
    assert started == expected


@pytest.fixture
def commands(monkeypatch):
    """The commands that were called. The collector of garbage is as before afterwards, and connections stay."""
    commands = []
    monkeypatch.setattr(warming, "call_command", lambda name, **_: commands.append(name))
    monkeypatch.setattr(warming.connections, "close_all", lambda: commands.append("close"))
    yield commands
    gc.unfreeze()


def test_it_prepares_scoring_and_lets_go_of_the_database(commands):
    gc.unfreeze()
    warming.warm_up()
    assert commands == ["prepare_scoring", "close"]
    assert gc.get_freeze_count() > 0


def test_a_database_that_is_not_ready_stops_nothing(commands, monkeypatch, caplog):
    def fail(*_args, **_options):
        raise OperationalError("no such table")

    monkeypatch.setattr(warming, "call_command", fail)
    with caplog.at_level(logging.WARNING):
        warming.warm_up()
    assert commands == ["close"]
    assert [record.getMessage() for record in caplog.records] == [
        "Not prepared for scoring yet; it will happen when it is needed: no such table"
    ]
