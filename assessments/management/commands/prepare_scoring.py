"""Make ready in this process what answers are scored with."""

import time
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from assessments.lesson_keys import prepare_scoring
from assessments.models import AssessmentForm


class Command(BaseCommand):
    help = (
        "Prepare what the answers to every quiz that has not closed are scored with. Each process of the server does "
        "so when it starts; from a terminal this only says how long it takes."
    )
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        began = time.perf_counter()
        forms = list(AssessmentForm.objects.in_use(timezone.now()))
        for form in forms:
            prepare_scoring(form)
        self.stdout.write(f"{len(forms)} forms prepared in {time.perf_counter() - began:.1f} seconds.")
