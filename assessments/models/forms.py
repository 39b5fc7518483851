"""Assessment forms: which questions are put together, and what a form must cover."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from assessments.models.bank import Question, QuestionVersion
from lessons.models import LearningOutcome, Lesson


class FormQuerySet(models.QuerySet["AssessmentForm"]):
    def frozen(self) -> Self:
        """Forms that can be offered to a cohort and no longer change."""
        return self.filter(frozen_at__isnull=False)

    def in_use(self, now: datetime) -> Self:
        """Forms of sittings that have not closed at ``now``, open or not."""
        as_a = Q(sittings_as_a__isnull=False, sittings_as_a__closes_at=None) | Q(sittings_as_a__closes_at__gt=now)
        as_b = Q(sittings_as_b__isnull=False, sittings_as_b__closes_at=None) | Q(sittings_as_b__closes_at__gt=now)
        return self.filter(as_a | as_b).distinct()


class AssessmentForm(models.Model):
    """A list of questions to be answered together. ``frozen_at`` is null while it can be changed."""

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="forms")
    label = models.CharField(max_length=120)
    frozen_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    objects = FormQuerySet.as_manager()

    class Meta:
        ordering = ["label", "pk"]
        constraints = [models.UniqueConstraint(fields=["lesson", "label"], name="form_label_once_per_lesson")]

    def __str__(self) -> str:
        return self.label

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None


class FormItem(models.Model):
    """One question on a form, in the version that everybody who takes the form sees."""

    form = models.ForeignKey(AssessmentForm, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="form_items")
    points = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["form", "position"], name="form_position_once"),
            models.UniqueConstraint(fields=["form", "version"], name="form_question_version_once"),
            models.CheckConstraint(condition=Q(points__gt=0), name="form_item_has_points"),
        ]

    def __str__(self) -> str:
        return f"{self.position + 1}. {self.version}"


class BlueprintRow(models.Model):
    """What a form must hold for one learning outcome: at least so many questions, so many of them scored by machine."""

    form = models.ForeignKey(AssessmentForm, on_delete=models.CASCADE, related_name="blueprint")
    outcome = models.ForeignKey(LearningOutcome, on_delete=models.PROTECT, related_name="blueprint_rows")
    least_questions = models.PositiveSmallIntegerField(default=1)
    least_machine_scored = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "outcome"], name="blueprint_row_once_per_outcome")]

    def __str__(self) -> str:
        return f"{self.form}: {self.outcome}"


class DerivedQuestion(models.Model):
    """A true/false question made from one option of a multiple-choice question, and therefore its enemy."""

    question = models.OneToOneField(Question, on_delete=models.PROTECT, related_name="derivation")
    parent = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="derived")
    option = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["parent", "option"], name="option_derived_once")]

    def __str__(self) -> str:
        return f"{self.question} from {self.parent} ({self.option})"
