"""Change the tables as the program needs them. On SQLite only while nobody takes a quiz, and with a backup before."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate
from django.utils import timezone

from operations.readiness import unapplied_migrations
from operations.upgrading import is_in_a_file, n_open_attempts, save_before_upgrade


class Command(migrate.Command):
    """Django's own command, with a guard in front of it."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--despite-open-attempts", action="store_true", help="SQLite: also while somebody takes a quiz"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        is_only_asked = options["check_unapplied"] or options["plan"]
        is_changed = options["migration_name"] or unapplied_migrations()  # by name it may also go back
        if is_in_a_file() and is_changed and not is_only_asked:
            self.guard(is_forced=options["despite_open_attempts"])
        super().handle(*args, **options)

    def guard(self, *, is_forced: bool) -> None:
        """Refuse, or make a backup. Raises CommandError."""
        now = timezone.now()
        n_open = n_open_attempts(now)
        if n_open and not is_forced:
            raise CommandError(
                f"The database was not changed: quizzes are being taken ({n_open}). Go on with the version you had "
                "until they are sent in, or close them on the pages of their sittings. To go ahead at once, with their "
                "answers so far kept:  .venv/bin/python manage.py migrate --despite-open-attempts"
            )
        made = save_before_upgrade(now)
        if made:
            self.stdout.write(f"A backup from before the upgrade is in {made.file}.")
