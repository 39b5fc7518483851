"""Make the demo cohort and print how to sign in to it."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from courses.codes import grouped
from courses.demo import SignIns, is_wanted, make_demo, working_pins, working_staff
from courses.models import Cohort, Course

N_SHOWN_LEARNERS = 2


class Command(BaseCommand):
    help = (
        "Make a demo cohort in the first course (an instructor, a director, an administrator, twelve learners) and "
        "print how to sign in. Does nothing where there are other cohorts and no demo. Safe to repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anyway", action="store_true", help="make it even where there are other cohorts")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not (options["anyway"] or is_wanted()):
            return
        course = Course.objects.order_by("pk").first()
        if course is None:
            raise CommandError("There is no course yet. Load one first: manage.py load_content content/packs")
        file = Path(settings.DATA_DIR) / "demo-sign-ins.json"
        known = read_sign_ins(file)
        cohort, sign_ins = make_demo(course=course, known=known, now=timezone.now())
        if sign_ins != known:
            write_sign_ins(file, sign_ins)
        self.stdout.write("\n".join(sign_in_lines(cohort, sign_ins)) + "\n")


def read_sign_ins(file: Path) -> SignIns | None:
    """Return the sign-ins that an earlier run kept, or None when there are none that can be read."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return SignIns(password=kept["password"], pins=dict(kept["pins"]))
    except (FileNotFoundError, KeyError, TypeError, ValueError):
        return None


def write_sign_ins(file: Path, sign_ins: SignIns) -> None:
    """Keep the sign-ins for the next run, readable by their owner only."""
    file.touch(mode=0o600)
    file.write_text(json.dumps(asdict(sign_ins), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def sign_in_lines(cohort: Cohort, sign_ins: SignIns) -> list[str]:
    """Return what a person needs to try each role, without sign-ins that were changed since."""
    rows = [("Demo learners", f"join with the class code {cohort.shown_code}")]
    pins = list(working_pins(cohort, sign_ins).items())[:N_SHOWN_LEARNERS]
    rows += [("", f"or come back as {name}, PIN {grouped(pin)}") for name, pin in pins]
    staff = working_staff(sign_ins)
    if staff:
        rows += [("Demo staff", f"sign in as {', '.join(staff)}"), ("", f"with the password {sign_ins.password}")]
    return [f"  {label:18}{text}" for label, text in rows]
