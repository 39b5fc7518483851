"""Load course folders into the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from content.loader import PackError, load_packs, preview_packs, summary_lines
from content.management.arguments import add_paths
from content.pack import read_packs


class Command(BaseCommand):
    help = "Load course folders: everything in one transaction, or nothing when there is a problem."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_paths(parser)
        parser.add_argument("--dry-run", action="store_true", help="print what would change, and write nothing")

    def handle(self, *, paths: list[Path], dry_run: bool, **_options: Any) -> None:
        load = preview_packs if dry_run else load_packs
        try:
            differences = load(packs=read_packs(paths), now=timezone.now())
        except PackError as error:
            for problem in error.problems:
                self.stdout.write(str(problem))
            raise CommandError(str(error)) from None
        for difference in differences:
            self.stdout.writelines(f"{line}\n" for line in summary_lines(difference))
        self.stdout.write("Nothing was written." if dry_run else "Loaded.")
