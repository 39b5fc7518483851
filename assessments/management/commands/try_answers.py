"""Try answers on the keys of a lesson."""

import io
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.db.models import Q

from assessments.reports.tryout import TryoutError, as_csv, try_table, tryout_of
from lessons.models import Lesson

NO_TABLES = "The database cannot be read. Start the platform once with make run, which also loads the lessons."


class Command(BaseCommand):
    help = (
        "Print what each answer of a table would earn with the newest key: the columns of FILE (question, answer_1 and "
        "further answers) with verdict, score, rule, matched, feedback and misconception beside them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "lesson", help="the id or number of a lesson that is loaded, such as mission-partners or 1.8"
        )
        parser.add_argument("file", type=Path, metavar="FILE.csv", help="UTF-8; cells may hold line breaks")
        parser.add_argument("--output", type=Path, metavar="FILE", help="write there instead of printing")

    def handle(self, *, lesson: str, file: Path, output: Path | None, **_options: Any) -> None:
        found = _lesson(lesson)
        try:
            text = as_csv(try_table(tryout_of(found), io.StringIO(_text_of(file), newline="")))
        except TryoutError as error:
            raise CommandError(f"{file}, {error}") from None
        if output is None:
            self.stdout.write(text, ending="")
        else:
            output.write_text(text, encoding="utf-8", newline="")


def _text_of(file: Path) -> str:
    """Return the text of a table. Raises CommandError that says what to do when it cannot be read."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise CommandError(f"Cannot read {file}: {error.strerror}") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CommandError(
            f"{file}, line {line}: not UTF-8 text. Save the table as UTF-8: in Excel as “CSV UTF-8”, in LibreOffice "
            "with the character set Unicode (UTF-8)."
        ) from None


def _lesson(name: str) -> Lesson:
    """Return the lesson with this id or number."""
    try:
        found = list(Lesson.objects.filter(Q(slug=name) | Q(number=name)))
    except DatabaseError as error:
        raise CommandError(f"{NO_TABLES} ({str(error).strip()})") from None
    if not found:
        raise CommandError(f'There is no lesson "{name}". Load it first: manage.py load_content')
    if len(found) > 1:
        slugs = ", ".join(sorted(lesson.slug for lesson in found))
        raise CommandError(f'Several lessons have the number "{name}". Give the id of one: {slugs}.')
    return found[0]
