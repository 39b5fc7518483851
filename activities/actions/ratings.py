"""Ratings of what groups present, and the codes of guests who rate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from activities.guest_codes import code_digests, device_digests, new_guest_code
from activities.models import ActivityRun, GuestPass, Rating
from courses.bell import ring
from courses.models import Enrolment, Group


class RatingRefusedError(Exception):
    """The run takes no rating of this group by this person."""


class OtherDeviceError(RatingRefusedError):
    """The code belongs to another device."""


@dataclass(frozen=True)
class Slip:
    """A new code of a guest, in the clear for the only time."""

    label: str
    code: str


def may_rate(run: ActivityRun, group: Group, seat: Enrolment | None) -> bool:
    """Return whether ``seat``, or a guest (None), may rate ``group`` now: never the own one."""
    is_own = seat is not None and seat.group_id == group.pk
    return run.ended_at is None and run.rating is not None and group.cohort_id == run.cohort_id and not is_own


@transaction.atomic
def rate(
    *,
    run: ActivityRun,
    group: Group,
    rater: Enrolment | GuestPass,
    values: Sequence[int | None],
    comments: Sequence[str],
    now: datetime,
) -> Rating:
    """Keep what ``rater`` gives ``group``, in place of what they gave before. Safe to repeat.

    ``values`` are one per scale. Raises RatingRefusedError for the own group, after the end, and for others' groups.
    """
    held = ActivityRun.objects.select_for_update().get(pk=run.pk)
    seat, guest = (rater, None) if isinstance(rater, Enrolment) else (None, rater)
    if not may_rate(held, group, seat):
        raise RatingRefusedError
    rating, _is_new = Rating.objects.update_or_create(
        run=held,
        group=group,
        seat=seat,
        guest=guest,
        defaults={"values": list(values), "comments": list(comments), "at": now},
    )
    ring(held.cohort_id)
    return rating


@transaction.atomic
def make_passes(*, run: ActivityRun, labels: Sequence[str], now: datetime) -> list[Slip]:
    """Return new codes for guests of these labels.

    Safe to repeat: a guest who has not come yet gets another code for the same pass; one who has is left out.
    """
    used = set(run.guest_passes.filter(used_at__isnull=False).values_list("label", flat=True))
    slips = [Slip(label, new_guest_code()) for label in dict.fromkeys(labels) if label not in used]
    for slip in slips:
        digest = code_digests(slip.code)[0]
        GuestPass.objects.update_or_create(
            run=run, label=slip.label, defaults={"code_digest": digest}, create_defaults={
                "code_digest": digest, "created_at": now
            }
        )  # fmt: skip
    return slips


@transaction.atomic
def open_pass(*, guest: GuestPass, device: str, now: datetime) -> GuestPass:
    """Give the pass to the first device that comes with its code, and return it. Safe to repeat from that device.

    Raises OtherDeviceError for every other one.
    """
    digests = device_digests(device, guest.pk)
    GuestPass.objects.filter(pk=guest.pk, used_at=None).update(used_at=now, device_digest=digests[0])
    held = GuestPass.objects.select_related("run__activity__lesson", "run__cohort").get(pk=guest.pk)
    if held.device_digest not in digests:
        raise OtherDeviceError
    return held
