"""Measure the pages of results while the number of attempts grows."""

from argparse import SUPPRESS, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.benchmark.installation import MARK, run_aside
from assessments.benchmark.reading import measure, reading_report
from assessments.benchmark.run import prepare_installation
from assessments.benchmark.world import NoQuestionsError


def sizes(text: str) -> list[int]:
    """Return whole numbers above 0 in rising order, as ``1000,10000``."""
    parts = text.split(",")
    if not all(part.isdecimal() and int(part) > 1 for part in parts):
        raise ArgumentTypeError("should be whole numbers above 1 with commas between them")
    return sorted({int(part) for part in parts})


class Command(BaseCommand):
    help = (
        "Measure the pages of results while one cohort grows to so many attempts. Uses a temporary installation with "
        "data of its own; yours is not touched. Exit code 1 when a page needs more statements for more attempts."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--attempts", type=sizes, default=[1_000, 10_000, 100_000], help="such as 1000,10000")
        parser.add_argument("--database-url", default="", help="PostgreSQL server for a temporary database")
        parser.add_argument("--inside", action="store_true", help=SUPPRESS)

    def handle(self, *, attempts: list[int], database_url: str, inside: bool, **_options: Any) -> None:
        if not inside:
            arguments = ["bench_results", "--inside", "--attempts", ",".join(map(str, attempts))]
            if run_aside(arguments, database_url, say=self.stdout.write):
                raise CommandError("The benchmark has failed.")
            return
        if not (settings.DATA_DIR / MARK).exists():
            raise CommandError("--inside is for the temporary installation of the benchmark.")
        prepare_installation()
        try:
            reading = measure(attempts, say=self.say)
        except NoQuestionsError as problem:
            raise CommandError(str(problem)) from None
        self.say(reading_report(reading))
        if reading.problems:
            raise CommandError("Some pages need more statements for more attempts.")

    def say(self, text: str) -> None:
        """Write a line that is seen at once."""
        self.stdout.write(text)
        self.stdout.flush()
