"""One class: a lesson taught to a cohort."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activities.models import Activity, ActivityRun, Board
from assessments.models import Question, Sitting
from courses.models import Cohort, Enrolment
from lessons.models import MINUTES, Lesson

# After so long without a word, a device or a class screen counts as gone. How often they say one: static/js/live.js.
CONNECTED_FOR = timedelta(seconds=30)
SCREEN_ANSWERS_WITHIN = timedelta(seconds=12)


class Privacy(models.TextChoices):
    """Who learns what somebody answered. The device says so before anybody answers."""

    NAMED = "named", _("Your instructor sees your name with your answer.")
    ANONYMOUS = "anonymous", _("Nobody sees who answered what. It is not stored.")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def running(self) -> Self:
        """Classes that have begun and are not over."""
        return self.filter(started_at__isnull=False, ended_at__isnull=True)

    def real(self) -> Self:
        """Classes that count: no rehearsals."""
        return self.filter(is_rehearsal=False)


class Delivery(models.Model):
    """One class: a lesson taught to a cohort.

    This row is the truth of what everybody sees; ``rev`` grows by one with every command. ``item`` is where the class
    stands, null before the start. ``showing`` is what the class screen has: the frame of the item, the way to join, a
    question to the room or a board. ``question`` was shown last, ``board`` is at hand, that of a group only until the
    frame comes back; both are null until there is one. ``is_black`` hides the screen, whatever it has. ``driver`` moves
    the class, from the one device whose digest ``driver_device`` is; both are empty until somebody drives. The clock is
    in the events. ``token`` names the form that prepared it, so that sending it twice prepares one. ``rehearses`` is
    the class whose plan a rehearsal tries out; a rehearsal's rows go when it ends. ``screen_seen_at`` is when an open
    class screen was heard last, null when none ever was.
    """

    class Showing(models.TextChoices):
        JOIN = "join"
        FRAME = "frame"
        QUESTION = "question"
        BOARD = "board"

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="deliveries")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="deliveries")
    total_minutes = models.DecimalField(**MINUTES)
    privacy = models.CharField(max_length=9, choices=Privacy, default=Privacy.NAMED)
    is_rehearsal = models.BooleanField(default=False)
    rehearses = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="rehearsals")
    token = models.CharField(max_length=64, blank=True)
    opens_after = models.ForeignKey(Sitting, on_delete=models.SET_NULL, null=True, related_name="opened_by_classes")
    rev = models.PositiveIntegerField(default=0)
    item = models.ForeignKey("PlanItem", on_delete=models.SET_NULL, null=True, related_name="+")
    showing = models.CharField(max_length=8, choices=Showing, default=Showing.JOIN)
    question = models.ForeignKey("QuestionRun", on_delete=models.SET_NULL, null=True, related_name="+")
    board = models.ForeignKey(Board, on_delete=models.SET_NULL, null=True, related_name="+")
    is_black = models.BooleanField(default=False)
    driver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    driver_device = models.CharField(max_length=64, blank=True)
    notes = models.TextField(blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deliveries")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    screen_seen_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["cohort"],
                condition=Q(started_at__isnull=False, ended_at__isnull=True, is_rehearsal=False),
                name="delivery_one_running_per_cohort",
            ),
            models.UniqueConstraint(fields=["cohort", "token"], condition=~Q(token=""), name="delivery_once_per_form"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(started_at__isnull=False), name="delivery_ends_after_its_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson} with {self.cohort}"

    @property
    def is_running(self) -> bool:
        """Whether the class has begun and is not over."""
        return self.started_at is not None and self.ended_at is None


class PlanItemQuerySet(models.QuerySet["PlanItem"]):
    def planned(self) -> Self:
        """Items that are not hidden, in teaching order."""
        return self.filter(is_hidden=False).order_by("position")


class PlanItem(models.Model):
    """One item of a class's plan, with the time that it should take.

    ``frame`` is the key of a frame of the lesson's deck, ``activity`` is set for an activity, ``question`` for a
    question to the room; a break has none of them. ``phases`` of an activity are objects with slug, title and
    seconds. ``run`` is null until the activity begins.
    """

    class Kind(models.TextChoices):
        FRAME = "frame"
        ACTIVITY = "activity"
        QUESTION = "question"
        BREAK = "break"

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    title = models.CharField(max_length=300)
    frame = models.CharField(max_length=80, blank=True)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, null=True, related_name="+")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, null=True, related_name="+")
    run = models.ForeignKey(ActivityRun, on_delete=models.SET_NULL, null=True, related_name="plan_items")
    seconds = models.PositiveIntegerField()
    phases = models.JSONField(default=list)
    is_core = models.BooleanField(default=True)
    is_hidden = models.BooleanField(default=False)

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class DeliveryEvent(models.Model):
    """Something that happened to the clock of a class. Only ever added. ``number`` is the class's ``rev`` after it.

    ``item`` and ``phase`` say where; ``seconds`` how much, for an extension, the length of a break, or by
    how much the clock of the machine was put ahead (negative: back) since the event before. ``by`` is null for that.
    """

    class Kind(models.TextChoices):
        STARTED = "started"
        MOVED = "moved"
        PAUSED = "paused"
        RESUMED = "resumed"
        PHASE = "phase"
        EXTENDED = "extended"
        ENDED = "ended"
        REOPENED = "reopened"
        CLOCK = "clock"

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    item = models.ForeignKey(PlanItem, on_delete=models.CASCADE, null=True, related_name="events")
    phase = models.CharField(max_length=60, blank=True)
    seconds = models.IntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["delivery", "number"], name="delivery_event_number_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.item or ''}".strip()


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def connected(self, now: datetime) -> Self:
        """Those whose device follows the class now. One that lost its line for some seconds still counts."""
        return self.filter(seen_at__range=(now - CONNECTED_FOR, now + CONNECTED_FOR))


class Attendance(models.Model):
    """One learner was in one class. ``at`` is when the learner's device first said so.

    ``seen_at`` is when a device of the learner was last noticed following the class; null when that was never noted.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attendances")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attendances")
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["delivery", "enrolment"], name="attendance_once_per_class")]

    def __str__(self) -> str:
        return f"{self.enrolment} in {self.delivery}"
