"""What happens to running classes when the clock of the machine was put right."""

from datetime import datetime, timedelta

from django.db import transaction

from delivery.actions.orders import carry_out
from delivery.models import Delivery, DeliveryEvent


@transaction.atomic
def keep_class_time(*, jump: timedelta, now: datetime) -> None:
    """Note in every class that goes on that the clock has jumped: that was no teaching. Once for each jump."""
    # In the order of their keys, and their key stays: as everybody locks them.
    for row in Delivery.objects.running().select_for_update(no_key=True).order_by("pk"):
        carry_out(row)
        row.events.create(
            number=row.rev,
            kind=DeliveryEvent.Kind.CLOCK,
            item=row.item,
            seconds=round(jump.total_seconds()),
            at=now,
        )
