"""Cause one ill after the other in this installation, and print what the doctor finds. Run as a program inside it."""

import fcntl
import json
import sys
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.recorder import MigrationRecorder  # noqa: E402
from django.test import override_settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from operations import metrics  # noqa: E402
from operations.actions import beat, note_backup, note_verified  # noqa: E402
from operations.backups.making import make_backup  # noqa: E402
from operations.doctor import database, machine, web  # noqa: E402
from operations.doctor.findings import Severity  # noqa: E402
from operations.doctor.visit import examine, is_well  # noqa: E402
from operations.models import Backup, Heartbeat  # noqa: E402

DATA = Path(settings.DATA_DIR)
FILE = DATA / "fieldschool.sqlite3"
IS_SQLITE = connection.vendor == "sqlite"


@contextmanager
def changed(owner, name, value):
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


@contextmanager
def mode(path, bits):
    before = path.stat().st_mode
    path.chmod(bits)
    yield
    path.chmod(before)


@contextmanager
def bytes_of(file, content):
    """Let a file hold something else for a while."""
    connection.close()
    before = file.read_bytes()
    file.write_bytes(content(before))
    yield
    connection.close()
    file.write_bytes(before)


@contextmanager
def moved(path):
    aside = path.with_name(f"{path.name}.aside")
    path.rename(aside)
    yield
    aside.rename(path)


@contextmanager
def statement(ill, cure):
    connection.cursor().execute(ill)
    yield
    connection.cursor().execute(cure)


@contextmanager
def sql_settings(**options):
    """Connect anew with other settings of the session, as ``?options=`` in FIELDSCHOOL_DATABASE_URL does."""
    text = " ".join(f"-c {name}={value}" for name, value in options.items())
    connection.close_pool()
    connection.close()
    with changed(connection, "settings_dict", {**connection.settings_dict, "OPTIONS": {"options": text}}):
        yield
        connection.close()


@contextmanager
def away():
    """Let the server of the database be gone."""
    connection.close_pool()
    connection.close()
    with changed(connection, "settings_dict", {**connection.settings_dict, "HOST": "/nonexistent", "OPTIONS": {}}):
        yield


@contextmanager
def unapplied():
    rows = MigrationRecorder.Migration.objects.filter(app="operations")
    kept = list(rows)
    rows.delete()
    yield
    MigrationRecorder.Migration.objects.bulk_create(kept)


@contextmanager
def other_pin():
    """Let the program want another version of a package, as after an upgrade."""
    with TemporaryDirectory() as folder, override_settings(BASE_DIR=Path(folder)):
        (Path(folder) / "requirements").mkdir()
        (Path(folder) / "requirements" / "run.txt").write_text("django==1.0 \\\n    --hash=x\n")
        yield


@contextmanager
def held():
    with (DATA / "fieldschool.sqlite3.queue").open("r+b") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield


@contextmanager
def from_the_future():
    beat(host="other", now=timezone.now() + timedelta(days=1))
    yield
    Heartbeat.objects.all().delete()


@contextmanager
def newest_backup(**changes):
    before = Backup.objects.values().get()
    Backup.objects.update(**changes)
    yield
    Backup.objects.update(**before)


def environment(**changes):
    given = settings.ENVIRONMENT.model_dump() | changes
    return override_settings(
        ENVIRONMENT=type(settings.ENVIRONMENT).model_construct(**given),
        DEBUG=given["debug"],
        ALLOWED_HOSTS=given["hosts"],
        PUBLIC_ADDRESS=given["address"],
    )


def overwritten(before):
    middle = len(before) // 2
    return before[:middle] + b"\xff" * 8192 + before[middle + 8192 :]


def ills():
    """Yield the name of each ill, what causes it, the check that has to see it, and the time."""
    ago, now = timezone.now() - timedelta(days=8), timezone.now()
    public = {"https": True, "behind_proxy": True, "hosts": ["a.example"], "address": "https://a.example"}
    yield "disk", changed(machine, "MIN_FREE_BYTES", 10**15), machine.disk, now
    yield "disk low", changed(machine, "LOW_BYTES", 10**15), machine.disk, now
    yield "folder gone", override_settings(DATA_DIR=DATA / "gone"), machine.data_folder, now
    yield "folder open", mode(DATA, 0o755), machine.data_folder, now
    yield "key open", mode(DATA / "secret_key", 0o644), machine.data_folder, now
    yield "packages", other_pin(), machine.packages, now
    yield "clock of old", nullcontext(), machine.clock, datetime(2020, 1, 1, tzinfo=UTC)
    yield "clock behind another node", from_the_future(), machine.clock, now
    yield "migrations", unapplied(), database.reached, now
    yield (
        "cache table",
        statement("ALTER TABLE cache RENAME TO c", "ALTER TABLE c RENAME TO cache"),
        database.reached,
        now,
    )
    yield "key typed by hand", override_settings(SECRET_KEY="ab" * 30), web.secret_key, now
    yield "hosts", environment(**public | {"hosts": ["localhost"]}), web.names, now
    yield "address", environment(**public | {"address": ""}), web.names, now
    yield "https forgotten", environment(https=False, behind_proxy=True), web.https, now
    yield "https without proxy", environment(**public | {"behind_proxy": False}), web.https, now
    yield "debug", environment(**public | {"debug": True}), web.https, now
    yield "static gone", moved(DATA / "static"), web.static_files, now
    yield "static old", bytes_of(DATA / "static/css/app.css", lambda before: before[1:]), web.static_files, now
    yield "demo", environment(**public), web.contents, now
    yield "metrics", changed(metrics, "prometheus", None), web.metrics, now
    yield "backup old", newest_backup(made_at=ago), web.backups, now
    yield "backup of yesterday", newest_backup(made_at=now - timedelta(hours=30)), web.backups, now
    yield "backup gone", moved(settings.BACKUP_DIR), web.backups, now
    file = settings.BACKUP_DIR / Backup.objects.get().name
    yield "backup cut off", bytes_of(file, lambda before: before[:-100]), web.backups, now
    yield "backup not tried", newest_backup(verified_at=None), web.backups, now
    yield from of_sqlite(now) if IS_SQLITE else of_postgresql(now)


def of_sqlite(now):
    yield "database", bytes_of(FILE, lambda _: b"garbage" * 1000), examine, now
    yield "damaged file", bytes_of(FILE, overwritten), database.sqlite, now
    unsafe = statement("PRAGMA synchronous=NORMAL", "PRAGMA synchronous=EXTRA")
    yield "journal", unsafe, database.sqlite, now
    yield "writers' lock", held(), database.sqlite, now
    yield "writing", statement("PRAGMA query_only=ON", "PRAGMA query_only=OFF"), database.writes, now


def of_postgresql(now):
    yield "database", away(), examine, now
    yield "durability", sql_settings(synchronous_commit="off"), database.postgresql, now
    yield "writing", sql_settings(default_transaction_read_only="on"), database.writes, now


def seen(check, now):
    """Return what a check finds that is not well, without what the trial server of a test has by its nature."""
    usual = {("SQLite", Severity.ADVICE)}
    return [
        f"{finding.severity} {finding.about}: {finding.says} | {finding.remedy}"
        for finding in check(now)
        if finding.severity is not Severity.WELL and (finding.about, finding.severity) not in usual
    ]


def main():
    """Make the installation, look at it empty, make it well, and then ill in every way."""
    now = timezone.now()
    report = {"empty": [*web.contents(now), *web.backups(now)]}
    report["empty"] = [f"{finding.severity} {finding.about}" for finding in report["empty"]]
    call_command("load_content", stdout=sys.stderr)
    call_command("collectstatic", interactive=False, verbosity=0)
    (DATA / "demo-sign-ins.json").touch(mode=0o600)
    (DATA / "secret_key").touch(mode=0o600)
    User.objects.create_superuser("admin", name="A", email="", password=None)
    note_verified(name=make_backup(folder=settings.BACKUP_DIR, now=now).file.name, now=now)
    note_backup(name=Backup.objects.get().name, host=Backup.objects.get().host, n_bytes=1, now=now)
    with override_settings(METRICS_TOKEN="x" * 32):
        findings = examine(timezone.now())
        report["well"] = [finding.says for finding in findings if finding.severity is Severity.WRONG]
        report["is well"] = is_well(findings)
        report["ills"] = {}
        for name, ill, check, at in ills():
            with ill:
                report["ills"][name] = seen(check, at)
    report["well again"] = [finding.says for finding in examine(timezone.now()) if finding.severity is Severity.WRONG]
    print(json.dumps(report))


main()
