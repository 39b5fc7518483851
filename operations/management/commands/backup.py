"""Save the database into one file, beside a running server."""

from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from operations.backups.making import make_backup
from operations.backups.stores import StoreError


def positive(text: str) -> int:
    """Return a whole number above 0."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError("should be a whole number above 0")
    return int(text)


class Command(BaseCommand):
    help = (
        "Save the database into one file, which restore and verify_backup read. The server may go on. The file appears "
        "only when it is complete. Exit code 1 when there is none."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, help="where it goes (FIELDSCHOOL_BACKUP_DIR)")
        parser.add_argument("--keep", type=positive, help="delete all but the newest so many")
        parser.add_argument("--with-secret-key", action="store_true", help="put the secret key in: guard the file well")

    def handle(self, *, folder: Path | None, keep: int | None, with_secret_key: bool, **_options: Any) -> None:
        try:
            made = make_backup(
                folder=folder or settings.BACKUP_DIR, now=timezone.now(), n_kept=keep, with_secret_key=with_secret_key
            )
        except (OSError, StoreError) as problem:
            raise CommandError(f"No backup was made. {problem}") from None
        manifest = made.manifest
        size = made.file.stat().st_size / 1_000_000
        self.stdout.write(f"{made.file}: {manifest.n_rows} rows in {len(manifest.rows)} tables, {size:.1f} MB.")
        for gone in made.removed:
            self.stdout.write(f"Deleted {gone.name}.")
        if not with_secret_key:
            self.stdout.write("The secret key is not in it. Keep a copy of it elsewhere: without it PINs stop working.")
