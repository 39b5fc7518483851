import sqlite3

import pytest

from config.sqlite import is_wal_safe, journal_pragmas

ROLLBACK = "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA;"
WAL = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"


@pytest.mark.parametrize(
    ("version", "pragmas"),
    [
        ((3, 40, 1), ROLLBACK),
        ((3, 44, 5), ROLLBACK),
        ((3, 44, 6), WAL),
        ((3, 45, 9), ROLLBACK),
        ((3, 50, 6), ROLLBACK),
        ((3, 50, 7), WAL),
        ((3, 51, 2), ROLLBACK),
        ((3, 51, 3), WAL),
        ((3, 52, 0), WAL),
        ((4, 0, 0), WAL),
    ],
)
def test_write_ahead_log_only_where_it_is_safe(version, pragmas):
    assert (journal_pragmas(version), is_wal_safe(version)) == (pragmas, pragmas == WAL)


@pytest.mark.parametrize(
    ("version", "in_force"), [((3, 40, 1), ("delete", 3)), ((3, 51, 3), ("wal", 2))], ids=["rollback", "wal"]
)
def test_sqlite_takes_the_pragmas(tmp_path, version, in_force):
    connection = sqlite3.connect(tmp_path / "file.sqlite3")
    connection.executescript(journal_pragmas(version))
    found = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    connection.close()
    assert tuple(found) == in_force
