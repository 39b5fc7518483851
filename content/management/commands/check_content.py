"""Check course folders without touching the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from content.management.arguments import add_paths
from content.pack import contents, read_packs
from content.problems import count_sentence


class Command(BaseCommand):
    help = "Check course folders and list every problem. Nothing is written."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_paths(parser)

    def handle(self, *, paths: list[Path], **_options: Any) -> None:
        packs = read_packs(paths)
        problems = [problem for pack in packs for problem in pack.problems]
        for problem in problems:
            self.stdout.write(str(problem))
        if problems:
            raise CommandError(count_sentence(problems))
        self.stdout.write(f"ok: {contents(packs)}")
