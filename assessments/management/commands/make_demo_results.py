"""Make classes of the demo that have finished."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from assessments.demo.finished import make_finished_classes


class Command(BaseCommand):
    help = "Make classes in the demo's course that took both quizzes, once. Does nothing without the demo cohort."

    def handle(self, *_args: Any, **_options: Any) -> None:
        made = make_finished_classes(now=timezone.now())
        self.stdout.write("\n".join(f"Made: {cohort}" for cohort in made) or "There is nothing to make.")
