"""What people say of a group's briefing."""

from django.db import models
from django.db.models import Q

from activities.models.runs import ActivityRun
from courses.models import Enrolment, Group


class GuestPass(models.Model):
    """A code for one guest who rates. Only its keyed hash is kept. ``used_at`` is null until it opened the form."""

    run = models.ForeignKey(ActivityRun, on_delete=models.PROTECT, related_name="guest_passes")
    label = models.CharField(max_length=60)
    code_digest = models.CharField(max_length=64, unique=True)
    device_digest = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "guest passes"
        constraints = [models.UniqueConstraint(fields=["run", "label"], name="guest_pass_label_once_per_run")]

    def __str__(self) -> str:
        return self.label


class Rating(models.Model):
    """What one person gave one group in one run: exactly one of ``seat`` and ``guest`` is set.

    ``values`` are one whole number per scale of the run's form, or null where it was left out; ``comments``
    one text per question.
    """

    run = models.ForeignKey(ActivityRun, on_delete=models.PROTECT, related_name="ratings")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="ratings")
    seat = models.ForeignKey(Enrolment, on_delete=models.PROTECT, null=True, related_name="ratings")
    guest = models.ForeignKey(GuestPass, on_delete=models.PROTECT, null=True, related_name="ratings")
    values = models.JSONField()
    comments = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(seat__isnull=True, guest__isnull=False) | Q(seat__isnull=False, guest__isnull=True),
                name="rating_by_a_seat_or_a_guest",
            ),
            models.UniqueConstraint(
                fields=["run", "group", "seat"], condition=Q(seat__isnull=False), name="rating_once_per_seat"
            ),
            models.UniqueConstraint(
                fields=["run", "group", "guest"], condition=Q(guest__isnull=False), name="rating_once_per_guest"
            ),
        ]

    def __str__(self) -> str:
        return f"rating {self.pk} of {self.group}"
