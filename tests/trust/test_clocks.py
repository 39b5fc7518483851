"""The time of an attempt is the server's, and nobody's is shortened because a clock is wrong."""

import pytest

from tests.trust import in_full

HOUR, DAY = 3600, 86400
DEVICES = [-DAY, 0, DAY]
FAIR = {"minutes": 20, "early": "saved", "at last": "saved", "in the grace": "saved", "after it": "late", "kept": 1}
NOT_LATE = FAIR | {"after it": "saved", "kept": 0}


def on_clock(seconds):
    return {
        "DJANGO_SETTINGS_MODULE": "tests.trust.wrong_clock",
        "FIELDSCHOOL_TEST_CLOCK": str(seconds),
        "FIELDSCHOOL_KEEP_TIME_LEFT": "on",  # with PostgreSQL too: this machine alone serves it
    }


@pytest.mark.parametrize("hours", in_full([-2, 2], [2]))
def test_everybody_has_their_minutes_whatever_clock_is_wrong(installation, note, hours):
    found = installation.drill("clocks", environment=on_clock(hours * HOUR), devices=DEVICES)
    note(
        "clock",
        f"server {hours:+} h, devices -1 day, right, +1 day: "
        f"{sum(each == FAIR for each in found['found'])} of {len(DEVICES)} had all their time and no more",
    )
    assert found == {"before": [20] * len(DEVICES), "found": [FAIR] * len(DEVICES)}


@pytest.mark.parametrize("hours", in_full([[2], [-2], [-2, 2]], [[2], [-2, 2]]))
def test_everybody_has_the_time_that_was_left_when_the_clock_of_the_server_is_put_right(installation, note, hours):
    jumps = [each * HOUR for each in hours]
    found = installation.drill("clocks", environment=on_clock(0), devices=[0], jumps=jumps)["found"][0]
    steps = ", then ".join(f"{each:+} h" for each in hours)
    note("clock", f"the server's clock put right by {steps} during an attempt: {found['minutes']} minutes left of 20")
    assert found == NOT_LATE


@pytest.mark.only_on("SQLite")
def test_control_a_server_that_trusts_the_clock_of_a_device_shortens_time(installation, note):
    found = installation.drill("clocks", environment=on_clock(0), devices=[DAY], server="tests.trust.weak.trusting")
    note(
        "clock",
        "control, the clock of the device trusted: an answer ten minutes before the end is "
        f"{found['found'][0]['early']}",
    )
    assert found["found"][0]["early"] == "late"
