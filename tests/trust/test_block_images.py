"""A power cut for real: server and database on a disk in a file, which loses its power under load.

In full only, and only where this machine lets us mount such a disk.
"""

import pytest

from config.sqlite import journal_pragmas
from tests.trust.cluster import running_cluster
from tests.trust.disk import mounted_disk
from tests.trust.installation import Installation
from tests.trust.test_crashes import crash

N_CUTS = 5
CAREFUL = journal_pragmas((3, 40, 1))
WAYS = {"DELETE, EXTRA": CAREFUL, "WAL, FULL": journal_pragmas((3, 51, 3))}
NOT_HERE = "by block image: not tried, this machine allows no loop mounts"


def cut_sqlite(on_sqlite, pragmas):
    """Return what a power cut left of an installation on SQLite, or None where there can be no disk."""
    settings = "tests.trust.weak.pragmas"
    environment = {"DJANGO_SETTINGS_MODULE": settings, "FIELDSCHOOL_TEST_PRAGMAS": pragmas}
    with mounted_disk() as disk:
        if disk is None:
            return None
        installation = on_sqlite.copy(disk.folder / "data")
        more = {"environment": environment, "server": settings, "n_learners": 8, "n_answers": 150}
        return crash(installation, disk.cut, disk.start_again, **more)


def told(found):
    n_lost, n_acknowledged = (sum(each[name] for each in found) for name in ("lost", "acknowledged"))
    return f"{len(found)} cuts, {n_lost} of {n_acknowledged} acknowledged answers lost"


@pytest.mark.only_on("SQLite")
@pytest.mark.parametrize("way", WAYS)
def test_no_acknowledged_answer_is_lost_when_the_disk_loses_power(database, on_sqlite, note, way):
    found = [cut_sqlite(on_sqlite, WAYS[way]) for _ in range(N_CUTS)]
    note("power cut", NOT_HERE if None in found else f"by block image, {way}: {told(found)}")
    for each in filter(None, found):
        assert (each["lost"], each["damaged"], each["problems"]) == (0, False, [])


@pytest.mark.only_on("SQLite")
def test_control_without_waiting_for_the_disk_a_power_cut_loses_answers(database, on_sqlite, note):
    found = cut_sqlite(on_sqlite, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;")
    note("power cut", f"control, by block image, WAL, NORMAL: {told([found])}" if found else NOT_HERE)
    assert found is None or found["lost"] > 0


@pytest.mark.only_on("PostgreSQL")
@pytest.mark.parametrize("is_careful", [True, False], ids=["as set", "control"])
def test_postgresql_on_a_disk_that_loses_power(database, tmp_path, note, is_careful):
    with mounted_disk() as disk:
        if disk is None:
            note("power cut", NOT_HERE)
            return
        place = disk.folder / "pg"
        place.mkdir()
        with running_cluster(place, "-c wal_writer_delay=10s") as cluster:
            name = cluster.new_database()
            made = Installation(tmp_path, cluster.url(name))
            made.drill("prepare")
            options = "" if is_careful else "-c%20synchronous_commit%3Doff"

            def bring_back():
                cluster.crash()
                disk.start_again()
                cluster.start()

            more = {"n_learners": 8, "n_answers": 150}
            found = crash(Installation(tmp_path, cluster.url(name, options)), disk.cut, bring_back, **more)
    said = f"by block image: {told([found])}"
    note("power cut", said if is_careful else f"control, synchronous_commit=off, {said}")
    assert (found["lost"], found["problems"]) == (0, []) if is_careful else found["lost"] > 0
