"""Activities as they were loaded from a lesson's files."""

from typing import Any, Self

from django.db import models

from lessons.models import MINUTES, LearningOutcome, Lesson

GALLERY = "gallery"  # the kind of board that shows those of the groups side by side
SMALL_GROUPS = "small-groups"


class ActivityQuerySet(models.QuerySet["Activity"]):
    def current(self) -> Self:
        """Activities that are in the lesson's files, in their order there."""
        return self.filter(is_retired=False).order_by("position")


class Activity(models.Model):
    """Something a class does together.

    ``plan_of`` is the activity whose phases this one borrows, or null when it has its own. ``board`` and
    ``rating`` are null when there is none; their keys are those of the content format. For the instructor
    only: ``preparation``, ``checklist``, ``debrief``, ``variations`` and ``source_notes``.
    """

    class Use(models.TextChoices):
        LEARNING = "learning"
        EVALUATION = "evaluation"

    class Kind(models.TextChoices):
        BRAINSTORM = "brainstorm"
        DISCUSSION = "discussion"
        DIAGRAM = "diagram"
        BRIEFING = "briefing"
        ASSIGNMENT = "assignment"

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="activities")
    slug = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=300)
    use = models.CharField(max_length=12, choices=Use)
    kind = models.CharField(max_length=12, choices=Kind)
    outcomes = models.ManyToManyField(LearningOutcome, related_name="activities")
    method = models.CharField(max_length=300)
    grouping = models.JSONField(default=list)
    purpose = models.TextField()
    minutes_low = models.DecimalField(**MINUTES)
    minutes_high = models.DecimalField(**MINUTES)
    preparation = models.JSONField(default=list)
    materials = models.JSONField(default=list)
    plan_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="borrowers")
    board = models.JSONField(null=True)
    rating = models.JSONField(null=True)
    checklist = models.JSONField(default=list)
    debrief = models.JSONField(default=list)
    variations = models.JSONField(default=list)
    source_notes = models.JSONField(default=list)
    is_retired = models.BooleanField(default=False)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "activities"
        constraints = [models.UniqueConstraint(fields=["lesson", "slug"], name="activity_slug_once_per_lesson")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def board_plan(self) -> dict[str, Any] | None:
        """What the files say of the board: the activity's own, or that of the plan it borrows, or None."""
        return self.board or (self.plan_of.board if self.plan_of else None)

    @property
    def points_to_hear(self) -> list[str]:
        """The checklist: the activity's own, or that of the plan it borrows."""
        return self.checklist or (self.plan_of.checklist if self.plan_of else [])

    @property
    def has_group_boards(self) -> bool:
        """Whether each group has a board of its own."""
        plan = self.board_plan
        return plan is not None and (plan["kind"] == GALLERY or SMALL_GROUPS in self.grouping)


class Phase(models.Model):
    """A timed step of an activity. ``prompts`` keep the room talking. Retired when it left the file."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="phases")
    slug = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    minutes_low = models.DecimalField(**MINUTES)
    minutes_high = models.DecimalField(**MINUTES)
    instructions = models.TextField()
    prompts = models.JSONField(default=list)
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["activity", "slug"], name="phase_slug_once_per_activity")]

    def __str__(self) -> str:
        return self.title
