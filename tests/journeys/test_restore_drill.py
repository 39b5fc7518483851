"""The restore drill: save, destroy, restore, and see that nothing is missing. On SQLite and on PostgreSQL."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from assessments.benchmark.installation import temporary_installation
from tests.operations.serving import server

PROJECT = Path(__file__).parents[2]
DATABASE_URL = os.environ.get("FIELDSCHOOL_TEST_DATABASE_URL", "")
MAX_DRILL_SECONDS = 300
FORGET = """
from django.db.migrations.recorder import MigrationRecorder
MigrationRecorder.Migration.objects.filter(app="operations").delete()
"""


@pytest.fixture(scope="module")
def installation():
    """An installation with answered attempts, and what each of them is worth. Every test leaves it so."""
    with temporary_installation(DATABASE_URL) as environment:
        manage(environment, "migrate", "--verbosity=0")
        yield environment, learners(environment, "fill")


def run(environment, *command, code=0):
    """Return everything that a program said, which has to end with ``code``."""
    done = subprocess.run([sys.executable, *command], cwd=PROJECT, env=environment, capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def manage(environment, *arguments, code=0):
    return run(environment, "manage.py", *arguments, code=code)


def learners(environment, verb):
    """Fill, tamper with or look at the attempts, and return what each is worth."""
    return json.loads(run(environment, "-m", "tests.operations.drill", verb))


def backup_of(environment, *options):
    said = manage(environment, "backup", *options)
    return re.match(r"(.+\.zip): \d+ rows in \d+ tables", said)[1]


def destroy(environment):
    """Let the database be gone, as after a broken disk or a slip of an administrator."""
    if environment["FIELDSCHOOL_DATABASE_URL"]:
        with psycopg.connect(environment["FIELDSCHOOL_DATABASE_URL"], autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
    else:
        file = Path(environment["FIELDSCHOOL_DATA_DIR"], "fieldschool.sqlite3")
        file.write_bytes(b"garbage" * 1000)


def test_a_destroyed_database_comes_back(installation):
    environment, before = installation
    assert len(before) == 7
    file = backup_of(environment)
    assert "7 attempts, 0 differences" in manage(environment, "verify_backup", file)

    began = time.monotonic()
    destroy(environment)
    replace = [] if DATABASE_URL else ["--replace"]  # what cannot be read might be somebody's data
    said = manage(environment, "restore", file, *replace)
    seconds = time.monotonic() - began
    assert learners(environment, "look") == before
    assert ("What was there before is kept" in said) == (not DATABASE_URL)
    assert seconds < MAX_DRILL_SECONDS
    print(f"destroyed and restored in {seconds:.1f} s")


def test_tables_of_sqlite_change_only_while_nobody_takes_a_quiz(installation):
    environment, _ = installation  # one attempt in it is open
    manage(environment, "shell", "--command", FORGET)
    if DATABASE_URL:
        manage(environment, "migrate", "--fake")
        return
    said = manage(environment, "migrate", code=1)
    assert "The database was not changed: quizzes are being taken (1)." in said
    said = manage(environment, "migrate", "--despite-open-attempts", "--fake")
    assert re.search(r"A backup from before the upgrade is in .+\.zip", said)


def test_data_are_replaced_only_on_demand_and_at_rest(installation):
    environment, before = installation
    file = backup_of(environment)
    changed = learners(environment, "tamper")
    assert changed != before
    assert "Add --replace" in manage(environment, "restore", file, code=1)
    with server(environment):
        assert "Stop it first" in manage(environment, "restore", file, "--replace", code=1)
        elsewhere = {**environment, "FIELDSCHOOL_DATA_DIR": str(Path(environment["FIELDSCHOOL_DATA_DIR"], "other"))}
        if DATABASE_URL:  # another node, with a data folder of its own
            assert "connected to the database" in manage(elsewhere, "restore", file, "--replace", code=1)

    tampered = backup_of(environment, "--folder", str(Path(environment["FIELDSCHOOL_DATA_DIR"], "tampered")))
    said = manage(environment, "verify_backup", tampered, code=1)
    assert "7 attempts, 1 differences." in said
    assert re.search(r"Question \d of attempt \d+ was worth [0.]+ \(wrong\), and would be [\d.]+ \((?!wrong)", said)
    assert "is NOT as it should be" in said

    assert "is kept" in manage(environment, "restore", file, "--replace")
    assert learners(environment, "look") == before


def test_a_key_that_comes_back_beside_one_of_the_environment_is_said_not_to_be_in_force(installation):
    environment, _ = installation
    file = backup_of(environment, "--with-secret-key")
    assert "nothing is to be done" in manage(environment, "restore", file, "--replace", "--with-secret-key")
    other = {**environment, "FIELDSCHOOL_SECRET_KEY": "another-secret-key-" * 4}
    assert "NOT in force" in manage(other, "restore", file, "--replace", "--with-secret-key")
    assert "secret key" not in manage(other, "restore", file, "--replace")
