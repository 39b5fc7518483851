"""Changes that somebody makes by studying."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from lessons.models import Slide, SlideVisit


@transaction.atomic
def mark_slide_read(*, user: User, slide: Slide, now: datetime) -> None:
    """Note that ``user`` has read ``slide`` to its end. Safe to repeat: the first time stays."""
    SlideVisit.objects.bulk_create([SlideVisit(user=user, slide=slide, at=now)], ignore_conflicts=True)
