"""Attempts: what learners answered, exactly as the server acknowledged it."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.forms import AssessmentForm
from assessments.models.sittings import Sitting
from courses.models import Enrolment

# An answer may be on its way when the bell rings.
GRACE = timedelta(seconds=30)
TO_SCORE = ("form__lesson_id", "form__frozen_at")
TO_TAKE_ANSWERS = ("form_id", "deadline", "submitted_at", "voided_at", "receipt", "sitting__closes_at")


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def open(self) -> Self:
        """Attempts that still take answers, or would if their time were not over."""
        return self.filter(submitted_at=None, voided_at=None)

    def submitted(self) -> Self:
        """Attempts that are closed and count."""
        return self.filter(submitted_at__isnull=False, voided_at=None)

    def readable(self) -> Self:
        """Attempts of people who were not erased: what the others wrote is gone, and nobody can judge it."""
        return self.filter(enrolment__erased_at=None)

    def locked(self) -> Self:
        """Attempts that nobody else can change before the transaction ends, with no more than taking answers needs."""
        return self.select_for_update(of=("self",)).select_related("sitting").only(*TO_TAKE_ANSWERS)

    def locked_to_score(self) -> Self:
        """The same, with what scoring needs besides."""
        return self.locked().select_related("sitting", "form").only(*TO_TAKE_ANSWERS, *TO_SCORE)

    def overdue(self, now: datetime) -> Self:
        """Open attempts that no answer can reach any more, because time and grace are over."""
        end = now - GRACE
        return self.open().filter(Q(deadline__lt=end) | Q(sitting__closes_at__lt=end))


class Attempt(models.Model):
    """One learner's single go at one form.

    ``submitted_at`` is null while the attempt is open; ``deadline`` is when the learner's own minutes are over,
    fixed at the start, and null without a limit; ``ends_at`` heeds the close of the sitting besides. The order of
    questions and options follows from the form and ``seed``. ``receipt`` is the code a learner gets for having
    submitted. ``device_key`` names the attempt in the storage of a device, where the attempts of several
    installations may meet. ``entered_by`` is who typed in a paper attempt, or null. ``voided_at`` is null unless
    the attempt was declared void, for ``void_reason``.
    """

    class CloseReason(models.TextChoices):
        SENT = "sent", _("sent by the learner")
        EXPIRED = "expired", _("time was over")
        PAPER = "paper", _("entered from paper")

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="attempts")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    form = models.ForeignKey(AssessmentForm, on_delete=models.PROTECT, related_name="attempts")
    seed = models.PositiveIntegerField()
    device_key = models.UUIDField(default=uuid.uuid4, editable=False)
    started_at = models.DateTimeField()
    deadline = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=8, choices=CloseReason, blank=True)
    receipt = models.CharField(max_length=12, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="paper_attempts"
    )
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=300, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["started_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "enrolment", "number"], name="attempt_number_once"),
            models.UniqueConstraint(
                fields=["sitting", "enrolment"],
                condition=Q(submitted_at=None, voided_at=None),
                name="attempt_one_open_per_learner_and_sitting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}, {self.sitting}, attempt {self.number}"

    @property
    def is_open(self) -> bool:
        return self.submitted_at is None and self.voided_at is None

    @property
    def ends_at(self) -> datetime | None:
        """When the time is over: at the deadline, or when the sitting closes before it; None for never.

        The close is read when it is asked for, so whoever is still answering when it is moved gets the new one.
        """
        ends = [end for end in (self.deadline, self.sitting.closes_at) if end is not None]
        return min(ends, default=None)

    def is_over(self, now: datetime) -> bool:
        """Return whether answers that come in at ``now`` are late."""
        return self.ends_at is not None and now > self.ends_at + GRACE

    @property
    def rang_at(self) -> datetime | None:
        """When the time ended, of an attempt that was sent at the bell or within its grace; None of all others."""
        if self.ends_at is None or self.submitted_at is None or self.close_reason != self.CloseReason.SENT:
            return None
        return self.ends_at if self.ends_at <= self.submitted_at <= self.ends_at + GRACE else None


class Response(models.Model):
    """The newest acknowledged answer to one item of an attempt. The highest ``sequence`` wins.

    ``event`` is the id under which the device sent it.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="responses")
    position = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    sequence = models.PositiveBigIntegerField()
    event = models.UUIDField()
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["attempt", "position"], name="response_once_per_item")]

    def __str__(self) -> str:
        return f"{self.attempt}, item {self.position + 1}"


class LateResponse(models.Model):
    """An answer that arrived after the time was over, or after the attempt was sent. A person decides if it counts.

    Until then the newest answer to an item takes the place of the one before: ``sequence`` tells which one somebody
    has seen. ``typed_at`` is what the device says, or null. ``is_accepted`` is null until somebody decided.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="late_responses")
    position = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    sequence = models.PositiveBigIntegerField()
    event = models.UUIDField()
    typed_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    is_accepted = models.BooleanField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="decisions_on_late_responses"
    )

    class Meta:
        ordering = ["received_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "position"],
                condition=Q(is_accepted=None),
                name="late_response_one_waits_per_item",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt}, item {self.position + 1}, late"

    @property
    def came_after_sending(self) -> bool:
        """Whether there was still time, and the learner had sent the answers, perhaps from another phone."""
        is_sent = self.attempt.close_reason == Attempt.CloseReason.SENT
        return is_sent and not self.attempt.is_over(self.received_at)
