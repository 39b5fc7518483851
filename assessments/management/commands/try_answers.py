"""Try answers on the keys of a lesson."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.reports.tryout import TryoutError, as_csv, try_table, tryout_of
from lessons.models import Lesson


class Command(BaseCommand):
    help = (
        "Print what each answer of a table would earn with the newest key: the columns of FILE (question, answer_1 and "
        "further answers) with verdict, score, rule, matched, feedback and misconception beside them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("lesson", help="the id of a lesson that is loaded, such as mission-partners")
        parser.add_argument("file", type=Path, metavar="FILE.csv", help="UTF-8; cells may hold line breaks")
        parser.add_argument("--output", type=Path, metavar="FILE", help="write there instead of printing")

    def handle(self, *, lesson: str, file: Path, output: Path | None, **_options: Any) -> None:
        found = Lesson.objects.filter(slug=lesson).first()
        if found is None:
            raise CommandError(f'There is no lesson "{lesson}". Load it first: manage.py load_content')
        try:
            with file.open(encoding="utf-8-sig", newline="") as table:
                text = as_csv(try_table(tryout_of(found), table))
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"Cannot read {file}: {error}") from None
        except TryoutError as error:
            raise CommandError(f"{file}, {error}") from None
        if output is None:
            self.stdout.write(text, ending="")
        else:
            output.write_text(text, encoding="utf-8", newline="")
