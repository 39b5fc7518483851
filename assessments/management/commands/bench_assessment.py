"""Let simulated learners take a quiz on a real server, and check that no acknowledged answer is lost."""

from argparse import SUPPRESS, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.benchmark.addresses import Address, BadAddressError, read_address
from assessments.benchmark.installation import MARK, run_aside
from assessments.benchmark.report import report
from assessments.benchmark.run import prepare_installation, run
from assessments.benchmark.world import NoQuestionsError

NOT_OURS = (
    f"This installation was not made for the benchmark, which fills it with learners. If it was, make an empty file "
    f"{MARK} in its data folder."
)


def address(text: str) -> Address:
    """Return the address of a server."""
    try:
        return read_address(text)
    except BadAddressError as problem:
        raise ArgumentTypeError(str(problem)) from None


def positive(text: str) -> int:
    """Return a whole number above 0."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError("should be a whole number above 0")
    return int(text)


class Command(BaseCommand):
    help = (
        "Measure taking a quiz with simulated learners, over HTTP on this machine, and check that every "
        "acknowledged answer is stored once. Uses a temporary installation; yours is not touched. "
        "Exit code 1 when something was lost or an error happened."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--learners", type=positive, default=200)
        parser.add_argument("--answers", type=positive, default=37, help="questions on the form")
        parser.add_argument("--kill", action="store_true", help="kill the server in the middle, twice")
        parser.add_argument("--database-url", default="", help="PostgreSQL server for a temporary database")
        parser.add_argument("--nodes", type=positive, default=1, help="servers that share the database")
        parser.add_argument(
            "--address",
            type=address,
            action="append",
            default=[],
            help="of a node that runs already, such as http://10.0.0.11:8001; may be repeated. The database of this "
            "process must be theirs, and its data folder must hold an empty file " + MARK,
        )
        parser.add_argument("--inside", action="store_true", help=SUPPRESS)

    def handle(self, *, learners: int, answers: int, kill: bool, database_url: str, **options: Any) -> None:
        addresses, nodes = options["address"], options["nodes"]
        if addresses and kill:
            raise CommandError("Servers that were started elsewhere are not killed from here: leave out --kill.")
        if not (options["inside"] or addresses):
            arguments = ["--learners", str(learners), "--answers", str(answers), *(["--kill"] if kill else [])]
            arguments += ["--nodes", str(nodes)]
            if run_aside(["bench_assessment", "--inside", *arguments], database_url, say=self.stdout.write):
                raise CommandError("The benchmark has failed.")
            return
        if not (settings.DATA_DIR / MARK).exists():
            raise CommandError(NOT_OURS)
        if not addresses:
            prepare_installation()
        try:
            outcome = run(
                n_learners=learners,
                n_answers=answers,
                is_killing=kill,
                say=self.say,
                n_nodes=nodes,
                addresses=addresses,
            )
        except NoQuestionsError as problem:
            raise CommandError(str(problem)) from None
        self.say(report(outcome))
        if outcome.problems:
            raise CommandError("Something was lost, or an error happened.")

    def say(self, text: str) -> None:
        """Write a line that is seen at once."""
        self.stdout.write(text)
        self.stdout.flush()
