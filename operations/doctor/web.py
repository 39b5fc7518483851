"""What visitors meet: the secret key behind their cookies, names, https, static files; and what is kept of it all."""

import socket
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.db import DatabaseError

from accounts.models import User
from assessments.models import QuestionVersion
from config.laptop import served
from courses.models import Course
from lessons.models import Lesson
from operations.backups.archive import BadBackupError, backups_in, read_manifest
from operations.doctor.findings import Finding, advice, well, wrong
from operations.metrics import is_installed
from operations.models import Backup

LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}
N_DIFFERENT = 10  # characters of a key that was not typed by hand
FRESH, OLD = timedelta(hours=26), timedelta(days=7)
MANIFEST = "staticfiles.json"


def secret_key(_now: datetime) -> Iterable[Finding]:
    """Look whether the key could be guessed."""
    key = settings.SECRET_KEY
    if len(set(key)) < N_DIFFERENT:
        remedy = (
            'Make another: python3 -c "import secrets; print(secrets.token_urlsafe(60))". All PINs end with the old.'
        )
        yield wrong("secret key", "The secret key can be guessed: it has few different characters.", remedy)
    else:
        yield well("secret key", "The secret key is long and mixed.")


def names(_now: datetime) -> Iterable[Finding]:
    """Look whether anybody can reach this installation under a name it answers to."""
    environment, is_laptop = served(settings.ENVIRONMENT)
    hosts = set(environment.hosts)
    if environment.https and hosts <= LOOPBACK:
        says = "This installation answers to this machine's own name only, so nobody else gets in."
        yield wrong("hosts", says, "Set FIELDSCHOOL_HOSTS to the name people type, such as school.example.org.")
    else:
        when = " when make run serves it" if is_laptop else ""
        yield well("hosts", f"This installation answers to {', '.join(sorted(hosts))}{when}.")
    if environment.https and not environment.address:
        remedy = "Set FIELDSCHOOL_ADDRESS, such as https://school.example.org."
        yield advice("address", "Posters and QR codes show the address in the browser's bar.", remedy)


def https(_now: datetime) -> Iterable[Finding]:
    """Look whether cookies travel safely, and whether https ends where it should."""
    environment, _is_laptop = served(settings.ENVIRONMENT)
    is_public = urlsplit(environment.address).scheme == "https"
    if settings.DEBUG:
        yield wrong("debug", "Error pages show code and settings to everybody.", "Take FIELDSCHOOL_DEBUG out.")
    if not environment.https and (is_public or environment.behind_proxy):
        remedy = "Take FIELDSCHOOL_HTTPS=off out: it is for a laptop in class."
        yield wrong("https", "Cookies may travel over plain http, although there is https in front.", remedy)
    elif environment.https and not environment.behind_proxy:
        remedy = (
            "Set FIELDSCHOOL_BEHIND_PROXY=on when a proxy ends https, or FIELDSCHOOL_HTTPS=off on a laptop in class."
        )
        yield wrong("https", "Every page would send the browser to https for ever.", remedy)
    else:
        yield well("https", "https is on." if environment.https else "https is off, as on a laptop in class.")


def static_files(_now: datetime) -> Iterable[Finding]:
    """Look whether styles and scripts were collected, all of them and as they are now."""
    root = Path(settings.STATIC_ROOT)
    remedy = "Collect them: manage.py collectstatic --no-input. Then restart the server."
    if not (root / MANIFEST).exists():
        yield wrong("static files", "Styles and scripts were not collected: every page fails.", remedy)
        return
    stale = [path for finder in get_finders() for path, storage in finder.list([]) if _is_stale(root, path, storage)]
    if stale:
        yield wrong("static files", f"{len(stale)} files are older than the program's, such as {stale[0]}.", remedy)
    else:
        yield well("static files", "Styles and scripts are those of this program.")


def _is_stale(root: Path, path: str, storage: object) -> bool:
    collected, own = root / path, Path(storage.path(path))  # type: ignore[attr-defined]
    return not collected.exists() or collected.stat().st_size != own.stat().st_size


def contents(_now: datetime) -> Iterable[Finding]:
    """Look whether there is something to teach, and somebody who can set it up."""
    try:
        n_lessons, has_questions = Lesson.objects.count(), QuestionVersion.objects.exists()
        admins = list(User.objects.filter(is_superuser=True, is_active=True).values_list("username", flat=True))
        has_course = Course.objects.exists()
    except DatabaseError:  # told by the check of the database
        return
    if not (has_course and n_lessons and has_questions):
        yield wrong("content", "There is no lesson with questions.", "Load them: manage.py load_content content/packs")
    else:
        yield well("content", f"Lessons to teach: {n_lessons}.")
    if not admins:
        yield wrong("administrator", "Nobody can open the administration pages.", "manage.py createsuperuser")
    else:
        yield well("administrator", f"Administrators: {len(admins)}.")
    environment, _is_laptop = served(settings.ENVIRONMENT)
    if environment.https and (settings.DATA_DIR / "demo-sign-ins.json").exists():
        remedy = "Delete the demo's accounts in the administration pages, and the file demo-sign-ins.json."
        yield wrong("demo", "This installation has the demo, whose password lies in a file.", remedy)


def metrics(_now: datetime) -> Iterable[Finding]:
    """Look whether figures that were asked for can be kept."""
    if settings.METRICS_TOKEN and not is_installed():
        remedy = "pip install --require-hashes -r requirements/metrics.txt, and restart."
        yield wrong("metrics", "FIELDSCHOOL_METRICS_TOKEN is set, but prometheus-client is not installed.", remedy)


def backups(now: datetime) -> Iterable[Finding]:
    """Look how old the newest backup is, whether its file is there, and whether it was ever tried."""
    try:
        newest = Backup.objects.first()
    except DatabaseError:  # told by the check of the database
        return
    remedy = "Make one: manage.py backup. A timer does it every night: docs/operations.md."
    if newest is None:
        # A laptop that was just set up has nothing to lose, a server has no excuse.
        is_laptop = served(settings.ENVIRONMENT)[1]
        yield (advice if is_laptop else wrong)("backup", "There is no backup.", remedy)
        return
    age = now - newest.made_at
    says = f"The newest backup, {newest.name}, is {_age(age)} old"
    if age > OLD:
        yield wrong("backup", f"{says}.", remedy)
    elif age > FRESH:
        yield advice("backup", f"{says}.", remedy)
    elif lost := _lost(newest):
        yield wrong("backup", f"{says}, but {lost}", remedy)
    else:
        yield well("backup", f"{says}.")
    if not Backup.objects.filter(verified_at__isnull=False).exists():
        says = "No backup was ever tried: it may not restore."
        yield advice("backup trial", says, "Try the newest: manage.py verify_backup")


def _age(age: timedelta) -> str:
    hours = age.total_seconds() / 3600
    return f"{hours:.0f} hours" if hours < 72 else f"{age.days} days"


def _lost(newest: Backup) -> str:
    """Return what is wrong with the file of a backup, where this machine should have it."""
    if newest.host != socket.gethostname():
        return ""
    file = next((each for each in backups_in(settings.BACKUP_DIR) if each.name == newest.name), None)
    if file is None:
        return f"it is not in {settings.BACKUP_DIR}."
    try:
        read_manifest(file)
    except BadBackupError as problem:
        return str(problem)
    return ""
