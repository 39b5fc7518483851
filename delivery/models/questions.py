"""Questions to the room: asked in a class, never scored."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models import QuestionVersion
from courses.models import Enrolment, Group
from delivery.models.classes import Delivery, PlanItem, Privacy


class QuestionRun(models.Model):
    """One time that a question is put to a class.

    It takes answers until ``closed_at`` is set. The class sees the votes while ``is_shown``, and which answer is right
    while ``is_solved``. ``repeats`` is the earlier run that it is compared with. ``hands`` are counts of a show of
    hands by option, null when nobody counted. ``hidden_texts`` are free texts that the instructor keeps off the
    screen, in their compared form. ``discarded_at`` is set when it was asked by mistake.
    """

    class Audience(models.TextChoices):
        ROOM = "room", _("everyone")
        GROUPS = "groups", _("one answer per group")

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="question_runs")
    item = models.ForeignKey(PlanItem, on_delete=models.SET_NULL, null=True, related_name="question_runs")
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveSmallIntegerField()
    audience = models.CharField(max_length=6, choices=Audience, default=Audience.ROOM)
    privacy = models.CharField(max_length=9, choices=Privacy, default=Privacy.NAMED)
    repeats = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="repeated_by")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    is_shown = models.BooleanField(default=False)
    is_solved = models.BooleanField(default=False)
    discarded_at = models.DateTimeField(null=True)
    hands = models.JSONField(null=True)
    hidden_texts = models.JSONField(default=list)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["delivery", "number"], name="question_run_number_once")]

    def __str__(self) -> str:
        return f"question {self.number} of {self.delivery}"

    @property
    def is_open(self) -> bool:
        """Whether it takes answers."""
        return self.closed_at is None


class Vote(models.Model):
    """The newest answer of one person, one group or one nameless device to one run.

    Exactly one of ``seat``, ``group`` and ``device_digest`` is set. An anonymous vote has neither seat nor time nor
    a key that tells its order: nothing leads to a person. ``members`` are the seats that a group answered for.
    ``event`` and ``sequence`` are the device's: the same one twice is one, and an older one never wins.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(QuestionRun, on_delete=models.CASCADE, related_name="votes")
    seat = models.ForeignKey(Enrolment, on_delete=models.PROTECT, null=True, related_name="votes")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, related_name="votes")
    members = models.ManyToManyField(Enrolment, related_name="group_votes")
    device_digest = models.CharField(max_length=64, blank=True)
    answer = models.JSONField()
    event = models.UUIDField()
    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seat__isnull=False, group__isnull=True, device_digest="")
                | Q(seat__isnull=True, group__isnull=False, device_digest="")
                | (Q(seat__isnull=True, group__isnull=True, at__isnull=True) & ~Q(device_digest="")),
                name="vote_has_one_owner",
            ),
            models.UniqueConstraint(fields=["run", "seat"], condition=Q(seat__isnull=False), name="vote_once_per_seat"),
            models.UniqueConstraint(
                fields=["run", "group"], condition=Q(group__isnull=False), name="vote_once_per_group"
            ),
            models.UniqueConstraint(
                fields=["run", "device_digest"], condition=~Q(device_digest=""), name="vote_once_per_device"
            ),
        ]

    def __str__(self) -> str:
        return f"vote in {self.run_id}"
