"""Who was in the room."""

from datetime import datetime

from django.db import transaction

from courses.bell import ring
from courses.models import Enrolment
from delivery.models import Attendance, Delivery

# Put together once: when a class begins, everybody says in the same seconds that they are here.
RUNNING = Delivery.objects.running().order_by().values_list("cohort", flat=True)


def note_attendance(*, delivery: Delivery, seat: Enrolment, now: datetime) -> bool:
    """Note that ``seat`` was in the class, once, while it runs. Return whether it is noted, now or before.

    It does not lock the class: three hundred who come in must not hold up its next order.
    """
    if Attendance.objects.filter(delivery=delivery, enrolment=seat).exists():
        return True
    with transaction.atomic():
        cohort = RUNNING.filter(pk=delivery.pk).first()
        if cohort is None:
            return False
        noted = Attendance(delivery_id=delivery.pk, enrolment_id=seat.pk, at=now)
        Attendance.objects.bulk_create([noted], ignore_conflicts=True)  # the first time stands
        ring(cohort)
    return True
