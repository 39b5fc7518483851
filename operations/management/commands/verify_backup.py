"""Restore a backup for a trial, count its rows, and score all its attempts again."""

from argparse import SUPPRESS
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from config.data_folder import DataFolderInUseError
from operations.actions import note_verified
from operations.backups.archive import BadBackupError, backups_in
from operations.backups.restoring import NotRestoredError
from operations.backups.stores import StoreError
from operations.backups.verifying import NotTemporaryError, verify_aside, verify_inside

PROBLEMS = (BadBackupError, DataFolderInUseError, NotRestoredError, NotTemporaryError, OSError, StoreError)


class Command(BaseCommand):
    help = (
        "Restore a backup beside this installation, compare its rows with what was saved, and score all its attempts "
        "again. Yours is not touched. Exit code 1 when something is not as it was."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="the newest backup, if none is named")
        parser.add_argument("--inside", action="store_true", help=SUPPRESS)

    def handle(self, *, file: Path | None, inside: bool, **_options: Any) -> None:
        now = timezone.now()
        try:
            file = file or _newest()
            is_well = verify_inside(file, now, self.say) if inside else verify_aside(file, self.say)
        except PROBLEMS as problem:
            raise CommandError(str(problem)) from None
        if not is_well:
            raise CommandError(f"{file.name} is NOT as it should be. Make another backup, and keep this one.")
        if not inside:
            self.say(f"{file.name} restores: nothing is missing, nothing has changed.")
            self._note(file)

    def _note(self, file: Path) -> None:
        try:
            note_verified(name=file.name, now=timezone.now())
        except DatabaseError as problem:  # perhaps the very reason for looking at backups
            self.stderr.write(f"This could not be noted, for the database of this installation fails: {problem}")

    def say(self, text: str) -> None:
        """Write a line that is seen at once."""
        self.stdout.write(text)
        self.stdout.flush()


def _newest() -> Path:
    found = backups_in(settings.BACKUP_DIR)
    if not found:
        raise BadBackupError(f"There is no backup in {settings.BACKUP_DIR}. Make one: manage.py backup")
    return found[0]
