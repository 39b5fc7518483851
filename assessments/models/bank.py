"""The question bank in two layers: what a learner saw, and how it is scored.

Attempts will pin a version and scores a key revision, so that a wrong key can be corrected without
pretending that anybody saw something else. Published versions and revisions have no way to change.
"""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from assessments.key_reasons import LOADED, shown_reason
from lessons.models import LearningOutcome, Lesson, Slide


class Misconception(models.Model):
    """A wrong idea worth counting, with what a learner who holds it should read."""

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="misconceptions")
    slug = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    feedback = models.TextField()
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["lesson", "slug"], name="misconception_once_per_lesson")]

    def __str__(self) -> str:
        return self.text


class QuestionQuerySet(models.QuerySet["Question"]):
    def current(self) -> Self:
        """Questions that are in the lesson's files, in their order there."""
        return self.filter(is_retired=False).order_by("position")

    def on_forms(self, forms: Iterable[int]) -> Self:
        """Questions that one of ``forms``, primary keys, asks in whatever wording."""
        return self.filter(pk__in=QuestionVersion.objects.filter(form_items__form__in=forms).values("question"))


class Question(models.Model):
    """One question of a lesson's bank, through all its versions. ``source`` is its number in the source."""

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="questions")
    slug = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=20, blank=True)
    outcomes = models.ManyToManyField(LearningOutcome, through="QuestionOutcome", related_name="questions")
    slide = models.ForeignKey(Slide, on_delete=models.PROTECT, null=True, related_name="questions")
    source_notes = models.JSONField(default=list)
    is_retired = models.BooleanField(default=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["lesson", "slug"], name="question_slug_once_per_lesson")]

    def __str__(self) -> str:
        return self.slug

    @property
    def name(self) -> str:
        """What people call it: its number in the source, else its slug."""
        return self.source or self.slug


class QuestionOutcome(models.Model):
    """A learning outcome that a question tests. The one at position 0 is its primary outcome."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="outcome_links")
    outcome = models.ForeignKey(LearningOutcome, on_delete=models.PROTECT, related_name="question_links")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["question", "outcome"], name="outcome_once_per_question")]

    def __str__(self) -> str:
        return f"{self.question} tests {self.outcome}"


class EnemyPair(models.Model):
    """Two questions that must not meet on one form. ``first`` has the smaller key."""

    first = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="enemies_after")
    second = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="enemies_before")
    why = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="enemy_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="enemy_pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first} and {self.second}"


class QuestionVersionQuerySet(models.QuerySet["QuestionVersion"]):
    def newest(self) -> Self:
        """The newest version of each question."""
        later = QuestionVersion.objects.filter(question=OuterRef("question"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later))

    def keyed(self) -> Self:
        """Versions that can be scored: they have a key."""
        return self.filter(Exists(KeyRevision.objects.filter(version=OuterRef("pk"))))


class QuestionVersion(models.Model):
    """What a learner sees of a question. Never changed once made.

    ``content`` holds the parts of its type: options (id, text, is_last), blanks (ids) and their order, or
    the prompts of a narrative. ``digest`` is that of everything a learner sees.
    """

    class Type(models.TextChoices):
        BLANKS = "blanks"
        TRUE_FALSE = "true-false"
        CHECK_ONE = "check-one"
        CHECK_ALL = "check-all"
        NARRATIVE = "narrative"

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    type = models.CharField(max_length=12, choices=Type)
    stem = models.TextField()
    content = models.JSONField()
    points = models.DecimalField(max_digits=5, decimal_places=2)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    objects = QuestionVersionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="question_version_number_once")]

    def __str__(self) -> str:
        return f"{self.question} v{self.number}"


# In these one only chooses. In all others, a new one too, people write, and what they wrote goes when they are erased.
CHOSEN_TYPES = frozenset(
    {QuestionVersion.Type.TRUE_FALSE, QuestionVersion.Type.CHECK_ONE, QuestionVersion.Type.CHECK_ALL}
)
WRITTEN_TYPES = frozenset(QuestionVersion.Type) - CHOSEN_TYPES


class KeyRevisionQuerySet(models.QuerySet["KeyRevision"]):
    def loaded(self) -> Self:
        """Keys that came from the lesson's files."""
        return self.filter(reason=LOADED)


class KeyRevision(models.Model):
    """How a version is scored. Never changed once made; a correction is a new revision with its ``reason``."""

    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="key_revisions")
    number = models.PositiveSmallIntegerField()
    key = models.JSONField()
    reason = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    objects = KeyRevisionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="key_revision_number_once")]

    def __str__(self) -> str:
        return f"{self.version} key {self.number}"

    @property
    def shown_reason(self) -> str:
        """The reason as people read it."""
        return shown_reason(self.reason)
