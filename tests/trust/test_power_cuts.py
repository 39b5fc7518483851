"""An answer that was shown as saved survives a power cut: the order of SQLite's writes is replayed."""

import pytest

from config.sqlite import journal_pragmas
from tests.trust import in_full

WAL_SAFE, WAL_UNSAFE = (3, 51, 3), (3, 40, 1)
MODES = {"WAL, FULL": journal_pragmas(WAL_SAFE), "DELETE, EXTRA": journal_pragmas(WAL_UNSAFE)}
IN_MODE = {"WAL, FULL": ("wal", 2), "DELETE, EXTRA": ("delete", 3)}


def replay(installation, pragmas):
    more = {"DJANGO_SETTINGS_MODULE": "tests.trust.weak.pragmas", "FIELDSCHOOL_TEST_PRAGMAS": pragmas}
    return installation.drill("replay", environment=more, n_answers=in_full(1500, 150), n_cuts=in_full(600, 40))


@pytest.mark.only_on("SQLite")
@pytest.mark.parametrize("mode", MODES)
def test_no_acknowledged_answer_is_lost_in_a_power_cut(installation, note, mode):
    found = replay(installation, MODES[mode])
    note(
        "power cut",
        f"replayed, {mode}: {found['cuts']} cuts in {found['writes']} writes, {found['damaged']} damaged databases, "
        f"{found['lost']} without something that was acknowledged",
    )
    assert (found["mode"], found["level"]) == IN_MODE[mode]
    assert (found["damaged"], found["lost"]) == (0, 0)
    assert found["told"] >= in_full(1500, 150)


@pytest.mark.only_on("SQLite")
@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_control_with_less_care_a_power_cut_loses_answers(installation, note, mode):
    found = replay(installation, f"PRAGMA journal_mode={mode}; PRAGMA synchronous=NORMAL;")
    note("power cut", f"control, replayed, {mode}, NORMAL: {found['lost']} of {found['cuts']} cuts lost something")
    assert found["lost"] > 0
