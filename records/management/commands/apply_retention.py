"""Remove the personal data of archived cohorts whose time is over."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError
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
        failed = []
        for cohort in archived.select_related("course").order_by("archived_at", "pk"):
            try:
                self.stdout.write(f"{cohort}: {_apply(cohort, now, is_dry_run=options['dry_run'])}")
            except OperationalError as error:  # the database gave up waiting; the others are due all the same
                failed.append(str(cohort))
                self.stderr.write(f"{cohort}: not erased, the database says: {str(error).strip()}")
        if failed:
            raise CommandError(f"Names were not removed from: {', '.join(failed)}. Run it again.")


def _apply(cohort: Cohort, now: datetime, *, is_dry_run: bool) -> str:
    """Do what is due for ``cohort``, or only look; return what to say of it."""
    if not is_over(cohort, now):
        return f"kept until {timezone.localdate(cohort.erases_at)}"
    if is_dry_run:
        n_learners = cohort.enrolments.learners().filter(erased_at=None).count()
        return f"time is over, {n_learners} learners would be erased"
    cleared = clear_cohort(cohort=cohort, now=now)
    if cleared is None:
        return "was reopened, or its time changed, meanwhile; nothing was erased"
    n_erased, n_kept = cleared
    return f"{n_erased} learners erased" + (f", {n_kept} take part elsewhere or are staff and stay" if n_kept else "")
