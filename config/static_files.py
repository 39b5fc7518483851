"""Collecting static files, only when one of them has changed."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

MANIFEST = "staticfiles.json"


def collect_when_changed() -> bool:
    """Bring the served static files up to date; return whether there was anything to do."""
    collected = Path(settings.STATIC_ROOT)
    note = collected.with_name(collected.name + ".digest")
    current = digest()
    if (collected / MANIFEST).exists() and note.exists() and note.read_text(encoding="ascii") == current:
        return False
    note.unlink(missing_ok=True)  # so that a start that breaks off here is taken up again by the next one
    call_command("collectstatic", interactive=False, verbosity=0)
    note.write_text(current, encoding="ascii")
    return True


def digest() -> str:
    """Return what changes whenever a static file is added, removed or edited, or is to be stored otherwise."""
    files = [
        (path, storage.get_modified_time(path).isoformat(), storage.size(path))
        for finder in get_finders()
        for path, storage in finder.list(ignore_patterns=None)
    ]
    stored_as = (settings.STORAGES["staticfiles"], settings.STATIC_URL)
    return hashlib.sha256(repr((stored_as, files)).encode()).hexdigest()
