"""Sittings: a form offered to a cohort, who gets which form, and who gets more time."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessments.models.forms import AssessmentForm
from courses.models import Cohort, Enrolment


class SittingQuerySet(models.QuerySet["Sitting"]):
    def open_at(self, now: datetime) -> Self:
        """Sittings that take answers at ``now``."""
        not_closed = Q(closes_at__isnull=True) | Q(closes_at__gt=now)
        return self.filter(not_closed, opens_at__lte=now)


class Sitting(models.Model):
    """A form, or two parallel ones, offered to a cohort as pre-, post- or practice assessment.

    ``opens_at`` is null until somebody opens it or sets a time; ``closes_at`` is null when it stays open.
    ``minutes`` is null when there is no limit. ``crosses`` is the sitting whose allocation this one turns
    around: who had form A there gets form B here. What learners see of their result follows the three
    ``release_…`` rules; "by hand" waits for ``released_at``.
    """

    class Kind(models.TextChoices):
        PRE = "pre", _("before the lesson")
        POST = "post", _("after the lesson")
        PRACTICE = "practice", _("practice")

    class Counts(models.TextChoices):
        FIRST = "first", _("the first attempt")
        BEST = "best", _("the best attempt")
        LAST = "last", _("the last attempt")

    class Release(models.TextChoices):
        NEVER = "never", _("never")
        AT_ONCE = "at-once", _("when answers are sent")
        AFTER_CLOSE = "after-close", _("when the quiz closes")
        BY_HAND = "by-hand", _("when you release it")

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="sittings")
    kind = models.CharField(max_length=10, choices=Kind)
    label = models.CharField(max_length=120)
    form_a = models.ForeignKey(AssessmentForm, on_delete=models.PROTECT, related_name="sittings_as_a")
    form_b = models.ForeignKey(AssessmentForm, on_delete=models.PROTECT, null=True, related_name="sittings_as_b")
    crosses = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="crossed_by")
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    minutes = models.PositiveSmallIntegerField(null=True)
    attempts_allowed = models.PositiveSmallIntegerField(default=1)
    counts = models.CharField(max_length=5, choices=Counts, default=Counts.FIRST)
    is_one_per_page = models.BooleanField(default=True)
    is_shuffled = models.BooleanField(default=True)
    release_score = models.CharField(max_length=11, choices=Release, default=Release.AT_ONCE)
    release_answers = models.CharField(max_length=11, choices=Release, default=Release.BY_HAND)
    release_feedback = models.CharField(max_length=11, choices=Release, default=Release.BY_HAND)
    released_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    objects = SittingQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(attempts_allowed__gte=1), name="sitting_allows_an_attempt"),
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True) | Q(opens_at__isnull=True) | Q(closes_at__gte=F("opens_at")),
                name="sitting_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def form_keys(self) -> list[int]:
        """The primary keys of its one or two forms."""
        return [form for form in (self.form_a_id, self.form_b_id) if form]

    @property
    def counts_first(self) -> bool:
        """Whether what counts is what results compare: the first attempt of everybody."""
        return self.attempts_allowed == 1 or self.counts == self.Counts.FIRST

    def is_open(self, now: datetime) -> bool:
        """Return whether learners can start and answer at ``now``."""
        return self.opens_at is not None and self.opens_at <= now and not self.is_closed(now)

    def is_closed(self, now: datetime) -> bool:
        """Return whether the time for answers is over at ``now``."""
        return self.closes_at is not None and self.closes_at <= now

    def is_released(self, rule: str, now: datetime) -> bool:
        """Return whether what follows ``rule`` may be shown to a learner who has submitted."""
        return {
            self.Release.NEVER: False,
            self.Release.AT_ONCE: True,
            self.Release.AFTER_CLOSE: self.is_closed(now),
            self.Release.BY_HAND: self.released_at is not None and self.released_at <= now,
        }[self.Release(rule)]


class Allocation(models.Model):
    """Which of two parallel forms a learner gets. Written once, never changed."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="allocations")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="allocations")
    form = models.ForeignKey(AssessmentForm, on_delete=models.PROTECT, related_name="allocations")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sitting", "enrolment"], name="allocation_once_per_learner")]

    def __str__(self) -> str:
        return f"{self.enrolment} takes {self.form}"


class Accommodation(models.Model):
    """More time for one learner, in every timed sitting of their cohort."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="accommodation")
    extra_minutes = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.extra_minutes} more minutes"
