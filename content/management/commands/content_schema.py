"""Print or write the content format as JSON Schema, for editors."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from content.schema.export import json_schemas


class Command(BaseCommand):
    help = "Print the content format as JSON Schema, or write one file per kind of content file."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--output", type=Path, metavar="DIR", help="write course.json, lesson.json, questions.json")

    def handle(self, *, output: Path | None, **_options: Any) -> None:
        if output is None:
            self.stdout.write(json.dumps(json_schemas(), indent=2, ensure_ascii=False))
            return
        output.mkdir(parents=True, exist_ok=True)
        for name, schema in json_schemas().items():
            file = output / f"{name}.json"
            file.write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
            self.stdout.write(str(file))
