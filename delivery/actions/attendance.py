"""Who was in the room."""

from datetime import datetime

from django.db import transaction

from courses.bell import ring
from courses.models import Enrolment
from delivery.models import Attendance, Delivery


def note_attendance(*, delivery: Delivery, seat: Enrolment, now: datetime) -> bool:
    """Note that ``seat`` was in the class, once, while it runs. Return whether it is noted, now or before.

    It does not lock the class: three hundred who come in must not hold up its next order.
    """
    if Attendance.objects.filter(delivery=delivery, enrolment=seat).exists():
        return True
    with transaction.atomic():
        row = Delivery.objects.get(pk=delivery.pk)
        if not row.is_running:
            return False
        Attendance.objects.get_or_create(delivery=row, enrolment=seat, defaults={"at": now})
        ring(row.cohort_id)
    return True
