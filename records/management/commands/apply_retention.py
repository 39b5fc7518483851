"""Remove the personal data of archived cohorts whose time is over."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from courses.models import Cohort
from records.actions.erasing import clear_cohort, is_over


class Command(BaseCommand):
    """Run it once a day. It can be run as often as one likes."""

    help = "Remove names, addresses and texts of archived cohorts whose courses keep them no longer. Scores stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would go, and change nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        now = timezone.now()
        archived = Cohort.objects.archived().filter(cleared_at=None, course__keep_months__isnull=False)
        for cohort in archived.select_related("course").order_by("archived_at", "pk"):
            if not is_over(cohort, now):
                self.stdout.write(f"{cohort}: kept until {timezone.localdate(cohort.erases_at)}")
            elif options["dry_run"]:
                n_learners = cohort.enrolments.learners().filter(erased_at=None).count()
                self.stdout.write(f"{cohort}: time is over, {n_learners} learners would be erased")
            else:
                n_erased, n_kept = clear_cohort(cohort=cohort, now=now)
                said = f"{cohort}: {n_erased} learners erased"
                self.stdout.write(said + (f", {n_kept} take part elsewhere or are staff and stay" if n_kept else ""))
