"""Put a backup into this installation."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.data_folder import DataFolderInUseError
from operations.backups.archive import BadBackupError
from operations.backups.restoring import NotRestoredError, Restored, restore_backup
from operations.backups.stores import StoreError


class Command(BaseCommand):
    help = (
        "Put a backup into this installation, whose server must be stopped. What is there is kept aside. Exit code 1 "
        "when nothing was restored."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a file that backup made")
        parser.add_argument("--replace", action="store_true", help="also when the database holds data")
        parser.add_argument("--with-secret-key", action="store_true", help="bring back the secret key in it, too")

    def handle(self, *, file: Path, replace: bool, with_secret_key: bool, **_options: Any) -> None:
        try:
            restored = restore_backup(
                file=file, now=timezone.now(), is_replacing=replace, with_secret_key=with_secret_key
            )
        except (BadBackupError, DataFolderInUseError, NotRestoredError, OSError, StoreError) as problem:
            raise CommandError(str(problem)) from None
        for line in _sentences(file, restored):
            self.stdout.write(line)


def _sentences(file: Path, restored: Restored) -> list[str]:
    manifest = restored.manifest
    lines = [
        f"{file.name} is restored: {manifest.n_rows} rows in {len(manifest.rows)} tables, as they were on "
        f"{manifest.made_at:%Y-%m-%d at %H:%M} UTC."
    ]
    if restored.aside:
        lines.append(f"What was there before is kept: {restored.aside}. Delete it when you are sure.")
    if restored.n_migrations_to_apply:
        n = restored.n_migrations_to_apply
        lines.append(f"The backup is older than this program: {n} migrations to apply. Now run: manage.py migrate")
    return [*lines, restored.key] if restored.key else lines
