"""Trying out a backup: restored beside the installation, counted, and all its attempts scored again."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from assessments.benchmark.installation import MARK, run_aside
from operations.backups.archive import read_manifest
from operations.backups.regrading import Regraded, regrade_all
from operations.backups.restoring import Restored, restore_backup

type Say = Callable[[str], object]


class NotTemporaryError(Exception):
    """This is a real installation, which no trial may touch."""


def verify_aside(file: Path, say: Say) -> bool:
    """Restore ``file`` into a temporary installation and return whether all is well there. What is found is said.

    The temporary data lie beside those of this installation, or in a database beside its own, and are deleted.
    Raises BadBackupError.
    """
    manifest = read_manifest(file)
    url = settings.ENVIRONMENT.database_url if manifest.engine == "postgresql" else ""
    return run_aside(["verify_backup", "--inside", str(file.absolute())], url, say=say, within=settings.DATA_DIR) == 0


def verify_inside(file: Path, now: datetime, say: Say) -> bool:
    """Restore ``file`` into this temporary installation, and return whether all is well. Raises NotTemporaryError."""
    if not (settings.DATA_DIR / MARK).exists():
        raise NotTemporaryError("--inside is for the temporary installation of a trial.")
    restored = restore_backup(file=file, now=now)
    manifest = restored.manifest
    say(f"Restored: {manifest.n_rows} rows in {len(manifest.rows)} tables, each as many as were saved.")
    _migrate(restored, say)
    regraded = regrade_all(now)
    for line in sentences(regraded):
        say(line)
    return not regraded.differences


def _migrate(restored: Restored, say: Say) -> None:
    """Bring an older database up to this program, which has to read it."""
    if restored.n_migrations_to_apply:
        call_command("migrate", interactive=False, verbosity=0)
        say(f"Brought up to this version of the program: {restored.n_migrations_to_apply} migrations.")


def sentences(regraded: Regraded) -> list[str]:
    """Return what came of scoring everything again."""
    n_differences = len(regraded.differences)
    lines = [
        f"Scored again: {regraded.n_scores} answers of {regraded.n_attempts} attempts, {n_differences} differences."
    ]
    if regraded.n_outdated:
        lines.append(
            f"{regraded.n_outdated} answers were scored by an older program or before a key was corrected, and would "
            "be scored otherwise today. Their stored scores count, and are in the backup."
        )
    return [*lines, *regraded.differences[:20]]
