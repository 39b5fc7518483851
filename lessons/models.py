"""Lessons as they were loaded from their files. Rows that left a file are retired, not deleted."""

from typing import Any, Self

from django.conf import settings
from django.db import models

from courses.models import Course, Module

MINUTES: dict[str, Any] = {"max_digits": 5, "decimal_places": 2}


class Lesson(models.Model):
    """One lesson of a course.

    ``source`` holds title, publisher, edition, part and acknowledgement of the document the lesson was
    made from. ``evaluation`` tells instructors how to use the questions.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="lessons")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="lessons")
    slug = models.CharField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=300)
    language = models.CharField(max_length=20)
    source = models.JSONField()
    aim = models.TextField()
    relevance = models.TextField()
    total_minutes = models.DecimalField(**MINUTES)
    presentation_minutes = models.DecimalField(**MINUTES)
    interactive_minutes = models.DecimalField(**MINUTES)
    opening_minutes = models.DecimalField(**MINUTES)
    opening_notes = models.JSONField(default=list)
    opening_cues = models.JSONField(default=list)
    evaluation = models.TextField(blank=True)
    summary_minutes = models.DecimalField(**MINUTES)
    summary_notes = models.JSONField(default=list)
    summary_cues = models.JSONField(default=list)
    source_notes = models.JSONField(default=list)
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["module__position", "position"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class LearningOutcome(models.Model):
    """What a learner can do after a lesson. ``summary`` is what to remember about it."""

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="outcomes")
    slug = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    short = models.CharField(max_length=120)
    summary = models.TextField(blank=True)
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["lesson", "slug"], name="outcome_slug_once_per_lesson")]

    def __str__(self) -> str:
        return self.text

    @property
    def code(self) -> str:
        """Its short name on screen: O1 for the first."""
        return f"O{self.position + 1}"


class Section(models.Model):
    """A named run of slides."""

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="sections")
    slug = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["lesson", "slug"], name="section_slug_once_per_lesson")]

    def __str__(self) -> str:
        return self.title


class Media(models.Model):
    """A picture of a lesson. It lives in the database, so that every node serves it and a backup holds it."""

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="media")
    path = models.CharField(max_length=300)
    media_type = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["path"]
        constraints = [models.UniqueConstraint(fields=["lesson", "path"], name="media_path_once_per_lesson")]
        verbose_name_plural = "media"

    def __str__(self) -> str:
        return self.path


class SlideQuerySet(models.QuerySet["Slide"]):
    def current(self) -> Self:
        """Slides that are in the lesson's files, in teaching order."""
        return self.filter(is_retired=False).order_by("position")


class Slide(models.Model):
    """One slide.

    ``number`` is null for an unnumbered slide. ``minutes_low`` and ``minutes_high`` are null for a slide
    whose time belongs to an activity. For the instructor only: ``notes`` (objects with priority and text),
    ``cues`` and ``source_notes`` (lists of text). ``pictures`` are objects with path, alt and credit.
    ``activity`` is the slug of the activity that the slide opens.
    """

    class Layout(models.TextChoices):
        BULLETS = "bullets"
        DIAGRAM = "diagram"
        BULLETS_DIAGRAM = "bullets-diagram"
        ACTIVITY = "activity"

    class Priority(models.TextChoices):
        CORE = "core"
        OPTIONAL = "optional"

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="slides")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="slides")
    slug = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(null=True)
    title = models.CharField(max_length=300)
    layout = models.CharField(max_length=20, choices=Layout)
    priority = models.CharField(max_length=10, choices=Priority)
    outcomes = models.ManyToManyField(LearningOutcome, related_name="slides")
    minutes_low = models.DecimalField(**MINUTES, null=True)
    minutes_high = models.DecimalField(**MINUTES, null=True)
    activity = models.CharField(max_length=60, blank=True)
    key_message = models.TextField()
    bullets = models.JSONField(default=list)
    pictures = models.JSONField(default=list)
    reading = models.TextField(blank=True)
    examples = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    cues = models.JSONField(default=list)
    source_notes = models.JSONField(default=list)
    is_retired = models.BooleanField(default=False)

    objects = SlideQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["lesson", "slug"], name="slide_slug_once_per_lesson"),
            models.UniqueConstraint(
                fields=["lesson", "number"],
                condition=models.Q(number__isnull=False, is_retired=False),
                name="slide_number_once_per_lesson",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Term(models.Model):
    """A word or acronym of a lesson with its meaning. ``spellings`` are all the ways it is written."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="terms")
    slug = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    term = models.CharField(max_length=120)
    acronym = models.CharField(max_length=120, blank=True)
    also = models.JSONField(default=list)
    definition = models.TextField()
    is_key = models.BooleanField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["lesson", "slug"], name="term_slug_once_per_lesson")]

    def __str__(self) -> str:
        return self.term

    @property
    def spellings(self) -> list[str]:
        """Every way the term is written: in full, as an acronym, and otherwise."""
        return [self.term, *([self.acronym] if self.acronym else []), *self.also]


class CommonQuestion(models.Model):
    """A question that people in class often ask, with an answer."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="common_questions")
    slug = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    question = models.CharField(max_length=300)
    answer = models.TextField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["lesson", "slug"], name="common_question_once_per_lesson")]

    def __str__(self) -> str:
        return self.question


class Reference(models.Model):
    """A document or site to read further."""

    class Kind(models.TextChoices):
        REQUIRED = "required"
        ADDITIONAL = "additional"

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="references")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, choices=Kind)
    about = models.TextField(blank=True)
    address = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.title


class SlideVisit(models.Model):
    """One person has read one slide to its end, and seen its key message."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="slide_visits")
    slide = models.ForeignKey(Slide, on_delete=models.PROTECT, related_name="visits")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "slide"], name="slide_visit_once_per_person")]

    def __str__(self) -> str:
        return f"{self.user} read {self.slide}"
