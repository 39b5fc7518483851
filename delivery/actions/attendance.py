"""Who was in the room."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from courses.bell import ring
from courses.models import Enrolment
from delivery.models import CONNECTED_FOR, SCREEN_ANSWERS_WITHIN, Attendance, Delivery

NOTED_AGAIN_AFTER = timedelta(seconds=8)
# Put together once: when a class begins, everybody says in the same seconds that they are here.
RUNNING = Delivery.objects.running().order_by().values_list("cohort", flat=True)


def note_attendance(*, delivery: Delivery, seat: Enrolment, now: datetime) -> bool:
    """Note that ``seat`` was in the class, once, while it runs, and that its device follows it now.

    Return whether it is noted, now or before.

    It does not lock the class: three hundred who come in must not hold up its next order.
    """
    own = Attendance.objects.filter(delivery=delivery, enrolment=seat)
    noted = list(own.values_list("seen_at", flat=True))
    if noted:
        if noted[0] is None or abs(now - noted[0]) >= NOTED_AGAIN_AFTER:
            own.update(seen_at=now)
        return True
    with transaction.atomic():
        cohort = RUNNING.filter(pk=delivery.pk).first()
        if cohort is None:
            return False
        first = Attendance(delivery_id=delivery.pk, enrolment_id=seat.pk, at=now, seen_at=now)
        Attendance.objects.bulk_create([first], ignore_conflicts=True)  # the first time stands
        ring(cohort)
    return True


@transaction.atomic
def note_followers(
    *, learners: Mapping[int, Mapping[int, datetime]], screens: Mapping[int, datetime], now: datetime
) -> None:
    """Note who follows classes: when users were last heard, by the key of the class, and when its class screen was.

    Who was not yet in the room is not put there by it. Safe to repeat; each process tells of what it heard, and what
    another has heard since stays. A time further ahead of ``now`` than somebody counts as there was written before the
    clock was set back: it does not.
    """
    for delivery, heard in sorted(learners.items()):
        for at, users in _together(heard, now).items():
            seats = Attendance.objects.filter(delivery=delivery, enrolment__user__in=users)
            seats.exclude(seen_at__range=(at, now + CONNECTED_FOR)).update(seen_at=at)
    for delivery, at in sorted(screens.items()):
        screen = Delivery.objects.filter(pk=delivery)
        screen.exclude(screen_seen_at__range=(at, now + SCREEN_ANSWERS_WITHIN)).update(screen_seen_at=at)


def _together(heard: Mapping[int, datetime], now: datetime) -> dict[datetime, set[int]]:
    """Return the users of ``heard`` by when, rounded up by seconds: those of one class are noted with one change.

    There are more only where they could not be noted for a while.
    """
    together: dict[datetime, set[int]] = defaultdict(set)
    for user, at in heard.items():
        age = max(now - at, timedelta(0)) // NOTED_AGAIN_AFTER
        together[now - age * NOTED_AGAIN_AFTER].add(user)
    return together
