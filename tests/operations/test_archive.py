"""Backups as files: complete or not there, private, and found out when they are damaged."""

import sqlite3
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from operations.backups import making
from operations.backups.archive import (
    BadBackupError,
    backups_in,
    name_at,
    read_manifest,
    take_out_database,
    take_out_secret_key,
)
from operations.backups.making import make_backup
from operations.backups.postgresql import find_program
from operations.backups.sqlite import SqliteStore
from operations.backups.stores import Contents, StoreError, differences

NOW = datetime(2026, 10, 5, 8, 15, tzinfo=UTC)
ROWS = {"django_migrations": 1, "secrets": 3}


@pytest.fixture
def database(tmp_path):
    file = tmp_path / "school.sqlite3"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE django_migrations (id integer primary key, app text, name text)")
        connection.execute("INSERT INTO django_migrations (app, name) VALUES ('courses', '0001_first')")
        connection.execute("CREATE TABLE secrets (id integer primary key, of integer REFERENCES secrets (id))")
        connection.executemany("INSERT INTO secrets (of) VALUES (?)", [(None,), (1,), (1,)])
    connection.close()
    return file


@pytest.fixture
def backup(database, tmp_path, monkeypatch):
    """A function that makes a backup of the small database."""
    monkeypatch.setattr(making, "store_of_installation", lambda: SqliteStore(database))
    return lambda now=NOW, **options: make_backup(folder=tmp_path / "backups", now=now, **options)


def mode(path):
    return oct(path.stat().st_mode & 0o777)


def test_a_backup_says_what_is_in_it(backup, database, tmp_path):
    made = backup()
    manifest = read_manifest(made.file)
    assert made.file == tmp_path / "backups" / "fieldschool-20261005T081500Z.zip"
    assert (mode(made.file), mode(made.file.parent)) == ("0o600", "0o700")
    assert manifest == made.manifest
    assert (manifest.made_at, manifest.engine, manifest.has_secret_key) == (NOW, "sqlite", False)
    assert (manifest.migrations, manifest.rows, manifest.n_rows) == (["courses.0001_first"], ROWS, 4)
    take_out_database(made.file, manifest, tmp_path / "out")
    assert SqliteStore(tmp_path / "out").contents() == SqliteStore(database).contents()
    assert mode(tmp_path / "out") == "0o600"


def test_rows_written_meanwhile_are_in_it_or_not_but_never_half(backup, database):
    """A writer is in the middle of a transaction: a copy of the file would hold what was never committed."""
    with sqlite3.connect(database, isolation_level=None) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.executemany("INSERT INTO secrets (of) VALUES (?)", [(1,)] * 1000)
        assert backup().manifest.rows == ROWS
        writer.execute("COMMIT")
    writer.close()
    assert backup(NOW + timedelta(seconds=1)).manifest.rows == {**ROWS, "secrets": 1003}


def test_the_secret_key_is_in_it_on_demand_only(backup, settings):
    without = backup()
    with_it = backup(NOW + timedelta(seconds=1), with_secret_key=True)
    assert settings.SECRET_KEY.encode() not in without.file.read_bytes()
    assert take_out_secret_key(with_it.file) == settings.SECRET_KEY
    with pytest.raises(BadBackupError, match="holds no secret key"):
        take_out_secret_key(without.file)


def test_the_newest_are_kept_and_nothing_else_is_touched(backup, tmp_path):
    for day in range(4):
        backup(NOW + timedelta(days=day))
    other = tmp_path / "backups" / "fieldschool-notes.zip"
    other.touch()
    made = backup(NOW + timedelta(days=4), n_kept=2)
    assert [file.name for file in made.removed] == [name_at(NOW + timedelta(days=day)) for day in (2, 1, 0)]
    assert backups_in(tmp_path / "backups") == [made.file, made.file.with_name(name_at(NOW + timedelta(days=3)))]
    assert other.exists()


def test_a_backup_that_breaks_off_leaves_nothing_and_deletes_nothing(backup, tmp_path, monkeypatch):
    first = backup()
    monkeypatch.setattr("operations.backups.archive.os.fsync", lambda _: fail())
    with pytest.raises(OSError, match="disk full"):
        backup(NOW + timedelta(days=1), n_kept=1)
    assert list((tmp_path / "backups").iterdir()) == [first.file]


def fail():
    raise OSError("disk full")


def cut_off(file):
    file.write_bytes(file.read_bytes()[:-200])


def flip_a_byte(file):
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)


def other_database(file):
    rewrite(file, "database", b"SQLite format 3\0 but another one")


def other_manifest(file):
    rewrite(file, "manifest.json", b'{"format": 2}')


def no_database(file):
    rewrite(file, "database", None)


def rewrite(file, name, content):
    with zipfile.ZipFile(file) as archive:
        entries = {each: archive.read(each) for each in archive.namelist()}
    entries[name] = content
    with zipfile.ZipFile(file, "w") as archive:
        for each, text in entries.items():
            if text is not None:
                archive.writestr(each, text)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (cut_off, "damaged or no backup"),
        (flip_a_byte, "damaged"),
        (other_database, "is damaged: its database is not the one that was saved"),
        (other_manifest, r"cannot be read \(.*format.*newer Fieldschool"),
        (no_database, "lacks its manifest or its database"),
        (Path.unlink, "There is no file"),
    ],
)
def test_a_damaged_backup_is_found_out(backup, damage, says, tmp_path):
    file = backup().file
    damage(file)
    with pytest.raises(BadBackupError, match=says):
        take_out_database(file, read_manifest(file), tmp_path / "out")


def test_a_broken_database_is_not_saved(backup, database):
    with sqlite3.connect(database) as connection:
        connection.execute("INSERT INTO secrets (of) VALUES (99)")
    connection.close()
    with pytest.raises(StoreError, match="Rows of secrets point to rows that do not exist"):
        backup()


def test_differences_are_words():
    expected = Contents("3", ["a.1", "a.2"], {"t": 1, "u": 2})
    assert differences(expected, Contents("4", ["a.1", "a.2"], {"t": 1, "u": 2})) == []
    assert differences(expected, Contents("3", ["a.2", "a.3"], {"t": 0, "v": 1})) == [
        "The migration a.1 is missing.",
        "The migration a.3 should not be there.",
        "The table t has 0 rows, the backup has 1 rows.",
        "The table u has no such table, the backup has 2 rows.",
        "The table v has 1 rows, the backup has no such table.",
    ]


@pytest.mark.parametrize(
    ("installed", "server", "found"),
    [(["14", "15", "17"], 15, "15"), (["14", "17"], 15, "17"), (["14"], 15, None), ([], 15, None)],
)
def test_the_program_that_fits_the_server_is_taken(tmp_path, monkeypatch, installed, server, found):
    monkeypatch.setattr("operations.backups.postgresql.PROGRAMS", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    for version in installed:
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "pg_dump").touch(mode=0o755)
    if found:
        assert find_program("pg_dump", server) == str(tmp_path / found / "bin" / "pg_dump")
    else:
        with pytest.raises(StoreError, match="postgresql-client-15"):
            find_program("pg_dump", server)
