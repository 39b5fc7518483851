"""Give a member of staff a one-time link that sets a password, without e-mail."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.actions import give_password_link, unlock_password
from accounts.models import User


class Command(BaseCommand):
    help = "Print a one-time link with which this person sets a password. It works once, for two days."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *, username: str, **_options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"Nobody has the user name '{username}'.")
        unlock_password(user=user, by=None)
        base = settings.PUBLIC_ADDRESS or "https://<this installation>"
        self.stdout.write(base + give_password_link(user=user, by=None))
