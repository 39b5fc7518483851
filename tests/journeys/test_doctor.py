"""The doctor: every ill is caused in a real installation, and named in words."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assessments.benchmark.installation import temporary_installation
from config.laptop import remember
from config.start import laptop_settings

OF_SERVERS = {"FIELDSCHOOL_HOSTS", "FIELDSCHOOL_HTTPS", "FIELDSCHOOL_BEHIND_PROXY", "FIELDSCHOOL_ADDRESS"}
PROJECT = Path(__file__).parents[2]
DATABASE_URL = os.environ.get("FIELDSCHOOL_TEST_DATABASE_URL", "")
# The throw-away server of the tests runs without fsync, and the doctor says so.
WELL = ["A power cut may lose answers: fsync is off."] if DATABASE_URL else []
EMPTY = ["wrong content", "wrong administrator", "wrong backup"]
ILLS = {
    "disk": "wrong disk: The disk of the data folder has ",
    "disk low": "advice disk: The disk of the data folder has ",
    "folder gone": "wrong data folder: There is no folder ",
    "folder open": "is open to other users of the machine. | Close it: chmod 700",
    "key open": "wrong data folder: Other users may read secret_key. | Close them: chmod 600",
    "packages": "wrong packages: 1 packages are missing or of another version: django. | Bring them: ",
    "clock of old": "wrong clock: The clock says 2020-01-01, which is before this program was written. | Set the clock",
    "clock behind another node": "but the heartbeat of a node is of ",
    "migrations": "wrong migrations: Migrations are not applied (1). | Make a backup, then: manage.py migrate",
    "cache table": "wrong cache table: The table of the cache is missing. | Make it: manage.py createcachetable",
    "key typed by hand": "wrong secret key: The secret key can be guessed",
    "hosts": "wrong hosts: This installation answers to this machine's own name only",
    "address": "advice address: Posters and QR codes show the address in the browser's bar.",
    "https forgotten": "wrong https: Cookies may travel over plain http",
    "https without proxy": "wrong https: Every page would send the browser to https for ever.",
    "debug": "wrong debug: Error pages show code and settings to everybody.",
    "static gone": "wrong static files: Styles and scripts were not collected",
    "static old": "wrong static files: 1 files are older than the program's, such as css/app.css.",
    "demo": "wrong demo: This installation has the demo",
    "metrics": "wrong metrics: FIELDSCHOOL_METRICS_TOKEN is set, but prometheus-client is not installed.",
    "backup old": "is 8 days old. | Make one: manage.py backup.",
    "backup of yesterday": "advice backup: The newest backup, ",
    "backup gone": "but it is not in ",
    "backup cut off": "damaged or no backup",
    "backup not tried": "advice backup trial: No backup was ever tried",
    "database": "wrong database: The database cannot be read: ",
    "writing": "wrong writing: Nothing can be written: ",
} | (
    {"durability": "wrong durability: A power cut may lose answers: synchronous_commit is off. | Set"}
    if DATABASE_URL
    else {
        "damaged file": "wrong database file: ",
        "journal": "wrong journal: A power cut may lose answers: journal_mode=delete, synchronous=NORMAL.",
        "writers' lock": "wrong writers' lock: Somebody has held up all writers for 3 seconds.",
    }
)


@pytest.fixture(scope="module")
def environment():
    with temporary_installation(DATABASE_URL) as made:
        run(made, "manage.py", "migrate", "--verbosity=0")
        run(made, "manage.py", "createcachetable")
        yield made


def run(environment, *command, code=0):
    done = subprocess.run([sys.executable, *command], cwd=PROJECT, env=environment, capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def test_every_ill_is_named(environment):
    report = json.loads(run(environment, "-m", "tests.operations.ills"))
    assert report["empty"] == EMPTY
    assert report["well"] == WELL
    assert report["is well"] == (not WELL)
    assert set(report["ills"]) == set(ILLS)
    unseen = {name: report["ills"][name] for name, says in ILLS.items() if says not in " ".join(report["ills"][name])}
    assert unseen == {}
    assert report["well again"] == WELL


def test_the_command_has_an_exit_code_and_json(environment):
    ill = {**environment, "FIELDSCHOOL_DEBUG": "on"}
    said = run(ill, "manage.py", "doctor", code=1)
    found = json.loads(run(ill, "manage.py", "doctor", "--json", code=1))
    wrong = [finding for finding in found["findings"] if finding["severity"] == "wrong"]
    assert said.splitlines()[-1] == f"Wrong: {len(wrong)}. What to do stands below each."
    assert found["is_well"] is False
    assert "debug" in [finding["about"] for finding in wrong]
    assert all(finding["remedy"] for finding in wrong)


def test_a_laptop_that_make_run_serves_is_well_and_the_same_folder_on_a_server_is_not():
    with temporary_installation("") as made:
        for command in (["migrate", "--verbosity=0"], ["createcachetable"], ["load_content"], ["make_demo"]):
            run(made, "manage.py", *command)
        run(made, "manage.py", "collectstatic", "--no-input", "--verbosity=0")
        laptop = {name: value for name, value in made.items() if name not in OF_SERVERS}
        before = run(laptop, "manage.py", "doctor", code=1)
        remember(Path(made["FIELDSCHOOL_DATA_DIR"]), laptop_settings({}, host="127.0.0.1", port=8000, lan=[]))
        said = run(laptop, "manage.py", "doctor")
        proxied = run({**laptop, "FIELDSCHOOL_BEHIND_PROXY": "on"}, "manage.py", "doctor", code=1)
    assert [about for about in (" hosts:", " https:", " demo:", " backup:") if f"WRONG {about}" in before] == [
        *(" hosts:", " https:", " demo:", " backup:")
    ]
    assert ("WRONG" in said, said.splitlines()[-1].startswith("All is well.")) == (False, True)
    assert "WRONG  hosts:" in proxied
