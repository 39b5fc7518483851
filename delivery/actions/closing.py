"""Closing questions, by whatever order: no more answers, and nameless ones no longer lie in the order they came in."""

import random
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import QuerySet

from delivery.models import Privacy, QuestionRun, Vote


@transaction.atomic
def close_runs(runs: QuerySet[QuestionRun], *, now: datetime) -> None:
    """Take no more answers to those of ``runs`` that take any, and mix their nameless ones. Safe to repeat."""
    # Closing locks each row: a vote under way is either in before, or finds it closed.
    still_open = runs.filter(closed_at=None).order_by("pk").select_for_update(of=("self",), no_key=True)
    privacies = dict(still_open.values_list("pk", "privacy"))
    QuestionRun.objects.filter(pk__in=privacies).update(closed_at=now)
    for run, privacy in privacies.items():
        if privacy == Privacy.ANONYMOUS:
            _mix(run)


def _mix(run: int) -> None:
    """Store the nameless answers of a run anew, in an order by chance."""
    votes = list(Vote.objects.filter(run=run).exclude(device_digest=""))
    random.SystemRandom().shuffle(votes)
    Vote.objects.filter(pk__in=[vote.pk for vote in votes]).delete()
    for vote in votes:
        vote.pk = uuid4()
    Vote.objects.bulk_create(votes)
