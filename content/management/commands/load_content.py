"""Load course folders into the database."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from content.actions import Loaded, NotBundledError, load_at_start, load_folders, undirected_courses
from content.loader import Change, PackError, preview_packs, summary_lines
from content.management.arguments import add_paths
from content.pack import Pack, read_packs
from courses.models import Course


class Command(BaseCommand):
    help = "Load course folders: everything in one transaction, or nothing when there is a problem."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_paths(parser)
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--dry-run", action="store_true", help="print what would change, and write nothing")
        how.add_argument(
            "--unless-replaced",
            action="store_true",
            help="as every start does, with the courses of the program alone: leave alone what is loaded already, and "
            "courses that were replaced since",
        )

        parser.add_argument(
            "--or-stay",
            action="store_true",
            help="as the start of a laptop does: problems are said, and stop nothing when courses are loaded already",
        )

    def handle(self, *, paths: list[Path], verbosity: int, or_stay: bool, **options: Any) -> None:
        try:
            loaded = _load(read_packs(paths), **options)
        except PackError as error:
            for problem in error.problems:
                self.stdout.write(str(problem))
            if not or_stay or not Course.objects.exists():
                raise CommandError(str(error)) from None
            self.stdout.write(f"{error} The courses stay as they were loaded last.")
            return
        except NotBundledError as error:
            raise CommandError(
                f"{error.folder} does not come with Fieldschool, so the next start would overwrite it. "
                "Nothing was written. Load it without --unless-replaced."
            ) from None
        for course, folder in loaded.kept:
            self.stdout.write(_kept(course, folder))
        if verbosity:
            lines = [line for difference in loaded.differences for line in summary_lines(difference)]
            self.stdout.writelines(f"{line}\n" for line in lines)
            end = "Nothing was written." if options["dry_run"] else "Loaded."
            self.stdout.write(end if lines else "Nothing has changed.")
            if not options["dry_run"]:
                new = {each.owner for each in loaded.differences if any(map(_is_new_course, each.changes))}
                self.stdout.writelines(_undirected(course) for course in undirected_courses() if course.slug in new)


def _load(packs: Sequence[Pack], *, dry_run: bool, unless_replaced: bool, **_options: Any) -> Loaded:
    now = timezone.now()
    if dry_run:
        return Loaded(preview_packs(packs=packs, now=now))
    return load_at_start(packs=packs, now=now) if unless_replaced else load_folders(packs=packs, now=now)


def _kept(course: Course, folder: Path) -> str:
    return (
        f"{course.slug}: kept as it was brought in on {timezone.localtime(course.replaced_at):%Y-%m-%d}. "
        f"To load the one that comes with Fieldschool instead: manage.py load_content {folder}"
    )


def _is_new_course(change: Change) -> bool:
    return (change.table, change.kind) == ("course", "added")


def _undirected(course: Course) -> str:
    return (
        f"{course.slug}: nobody directs it yet, so nobody can make a cohort of it. "
        "Administrators appoint directors under “Staff and their sign-in”.\n"
    )
