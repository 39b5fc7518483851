"""Say in words what is wrong with this installation, and what to do."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from operations.doctor.visit import as_text, examine, is_well


class Command(BaseCommand):
    help = (
        "Look at everything an installation needs, and say in words what is wrong and what to do. Exit code 1 when "
        "something has to be mended. Safe beside a running server."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, **options: Any) -> None:
        findings = examine(timezone.now())
        if options["json"]:
            answer = {"is_well": is_well(findings), "findings": [asdict(finding) for finding in findings]}
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
        else:
            self.stdout.write(as_text(findings))
        if not is_well(findings):
            sys.exit(1)
