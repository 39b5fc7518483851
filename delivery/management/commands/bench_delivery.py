"""Let simulated devices follow a class on a real server, and check that none is left behind."""

from argparse import SUPPRESS
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.benchmark.installation import MARK, run_aside
from assessments.benchmark.run import prepare_installation
from assessments.management.commands.bench_assessment import NOT_OURS, address, positive
from delivery.benchmark.report import report
from delivery.benchmark.run import run


class Command(BaseCommand):
    help = (
        "Measure a live class with simulated devices, over HTTP on this machine: how fast they hear of an order, and "
        "whether votes or states are lost. Uses a temporary installation; yours is not touched. Exit code 1 when "
        "something was lost or an error happened."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clients", type=positive, default=300, help="devices, each with a learner")
        parser.add_argument("--workers", type=positive, default=1, help="server processes that share the port")
        parser.add_argument("--database-url", default="", help="PostgreSQL server for a temporary database")
        parser.add_argument("--nodes", type=positive, default=1, help="servers on ports of their own")
        parser.add_argument(
            "--address", type=address, action="append", default=[], help="of a node that runs already: bench_assessment"
        )
        parser.add_argument("--inside", action="store_true", help=SUPPRESS)

    def handle(self, *, clients: int, workers: int, database_url: str, **options: Any) -> None:
        addresses, nodes = options["address"], options["nodes"]
        if not (options["inside"] or addresses):
            arguments = ["--clients", str(clients), "--workers", str(workers), "--nodes", str(nodes)]
            if run_aside(["bench_delivery", "--inside", *arguments], database_url, say=self.stdout.write):
                raise CommandError("The benchmark has failed.")
            return
        if not (settings.DATA_DIR / MARK).exists():
            raise CommandError(NOT_OURS)
        if not addresses:
            prepare_installation()
        outcome = run(n_devices=clients, n_workers=workers, say=self.say, n_nodes=nodes, addresses=addresses)
        self.say(report(outcome))
        if outcome.problems:
            raise CommandError("Something was lost, or an error happened.")

    def say(self, text: str) -> None:
        """Write a line that is seen at once."""
        self.stdout.write(text)
        self.stdout.flush()
