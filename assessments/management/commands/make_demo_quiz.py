"""Open a quiz in the demo cohort."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from assessments.demo.quiz import make_demo_quiz


class Command(BaseCommand):
    help = "Make and open a quiz before the lesson in the demo cohort, where it has none. Safe to repeat."

    def handle(self, *_args: Any, **_options: Any) -> None:
        sitting = make_demo_quiz(now=timezone.now())
        self.stdout.write(f"The demo cohort has: {sitting}" if sitting else "There is no demo cohort with a lesson.")
