"""Scores, marks, overrides and regrades. Rows are only ever added: the newest of each kind counts."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import connections, models
from django.db.models import Exists, Func, OuterRef, Q
from django.db.models.lookups import IsNull
from django.utils.translation import gettext_lazy as _

from assessments.models.attempts import Attempt
from assessments.models.bank import KeyRevision, Question, QuestionVersion
from assessments.models.sittings import Sitting

POINTS: dict[str, Any] = {"max_digits": 6, "decimal_places": 3}


class RegradeRun(models.Model):
    """A correction of a key, applied to every submitted attempt. ``undone_at`` is null while it is in force.

    ``revision`` is the key that it brought, null when the key stayed as it was.
    """

    class Policy(models.TextChoices):
        NEW_KEY = "new-key", _("score everybody with the new key")
        NEVER_LOWER = "never-lower", _("score with the new key, but nobody loses points")
        FULL_CREDIT = "full-credit", _("give everybody full points")
        DROP = "drop", _("take the question out of the total")

    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="regrades")
    revision = models.ForeignKey(KeyRevision, on_delete=models.PROTECT, null=True, related_name="regrades")
    policy = models.CharField(max_length=11, choices=Policy)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="regrades")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="undone_regrades"
    )

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_policy_display()}"


class FirstWrongIdea(Func):
    """The first misconception that a score suggests, or null.

    Without parameters, unlike ``detail__misconceptions__0``: SQLite uses an index with a condition only for a query
    that has the same condition, letter by letter.
    """

    template = "(%(expressions)s #> '{misconceptions,0}')"
    output_field = models.TextField()

    def __init__(self) -> None:
        super().__init__("detail")

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="JSON_TYPE(%(expressions)s, '$.misconceptions[0]')", **more)


SHOWS_A_WRONG_IDEA = Q(IsNull(FirstWrongIdea(), rhs=False))


class ScoreQuerySet(models.QuerySet["Score"]):
    def showing_a_wrong_idea(self) -> Self:
        """Scores of answers that suggest a misconception."""
        return self.filter(SHOWS_A_WRONG_IDEA)

    def in_force(self) -> Self:
        """The newest score of each item, leaving out those of regrades that were undone."""
        same_item = Score.objects.filter(attempt=OuterRef("attempt"), position=OuterRef("position"))
        newer = same_item.filter(pk__gt=OuterRef("pk"), regrade__undone_at=None)
        return self.filter(~Exists(newer), regrade__undone_at=None)

    def insert(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add new ``rows``, which have the same names of attributes, in one statement.

        ``bulk_create`` takes four times as long, and everybody who submits waits for it.
        """
        if not rows:
            return
        fields = [field for field in self.model._meta.concrete_fields if field.attname in rows[0]]
        connection = connections[self.db]
        table = connection.ops.quote_name(self.model._meta.db_table)
        columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
        values: list[Any]
        if connection.vendor == "postgresql":
            # All rows as one value: hundreds of them, each written into the statement, took a sixth of a submission.
            source = f"SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s)"  # noqa: S608  # names of the model
            by_column = [{field.column: row[field.attname] for field in fields} for row in rows]
            values = [json.dumps(by_column, default=str)]
        else:
            source = "VALUES " + ", ".join([f"({', '.join(['%s'] * len(fields))})"] * len(rows))
            values = [field.get_db_prep_save(row[field.attname], connection) for row in rows for field in fields]
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {table} ({columns}) {source}", values)


class Score(models.Model):
    """How the machine scored one item of an attempt.

    ``share`` is a fraction in [0, 1] as "n/d". ``points`` is null when the item is out of the total.
    ``detail`` keeps what was matched, feedback and misconceptions, so that the result can be explained.
    ``regrade`` is null for the first scoring.
    """

    class Verdict(models.TextChoices):
        CORRECT = "correct", _("right")
        PARTIAL = "partial", _("partly right")
        WRONG = "wrong", _("not right")
        REVIEW = "review", _("waiting for a person")
        UNANSWERED = "unanswered", _("not answered")

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="scores")
    position = models.PositiveSmallIntegerField()
    revision = models.ForeignKey(KeyRevision, on_delete=models.PROTECT, related_name="scores")
    engine_version = models.CharField(max_length=20)
    verdict = models.CharField(max_length=10, choices=Verdict)
    rule = models.CharField(max_length=40)
    share = models.CharField(max_length=40)
    points = models.DecimalField(**POINTS, null=True)
    detail = models.JSONField()
    regrade = models.ForeignKey(RegradeRun, on_delete=models.PROTECT, null=True, related_name="scores")
    at = models.DateTimeField()

    objects = ScoreQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        # With the points, so that results read them without the rows, which are large.
        indexes = [
            models.Index(
                fields=["attempt", "position", "verdict", "points", "regrade"], name="score_by_item_with_points"
            ),
            # One in eight shows a wrong idea. Without this, results would read every row to find them.
            models.Index(
                fields=["attempt", "position"], condition=SHOWS_A_WRONG_IDEA, name="score_that_shows_a_wrong_idea"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(points__isnull=True) | Q(points__gte=0), name="score_not_below_zero")
        ]

    def __str__(self) -> str:
        return f"{self.attempt}, item {self.position + 1}: {self.verdict}"


class MarkQuerySet(models.QuerySet["Mark"]):
    def in_force(self) -> Self:
        """Marks that nobody took back, oldest first."""
        return self.filter(undone_at=None).order_by("at", "pk")


class Mark(models.Model):
    """What one marker gave for one item. ``part`` is empty unless the question has parts marked apart.

    ``number`` counts this marker's marks of the item, so that two devices of one marker never overwrite
    each other. ``is_final`` marks enter the result; the others are second opinions. ``undone_at`` is null
    unless the marker took it back.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="marks")
    position = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=60, blank=True)
    marker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="marks")
    number = models.PositiveSmallIntegerField()
    points = models.DecimalField(**POINTS)
    key_points = models.JSONField(default=list)
    suggested = models.JSONField(default=list)
    misconceptions = models.JSONField(default=list)
    comment = models.TextField(blank=True)
    is_final = models.BooleanField(default=True)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    objects = MarkQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "position", "part", "marker", "number"], name="mark_number_once_per_marker"
            ),
            models.CheckConstraint(condition=Q(points__gte=0), name="mark_not_below_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt}, item {self.position + 1}: {self.points}"


class MarkingPlan(models.Model):
    """How the written answers of a sitting are marked: ``second_percent`` of them again, by somebody else."""

    sitting = models.OneToOneField(Sitting, on_delete=models.PROTECT, related_name="marking_plan")
    second_percent = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(second_percent__lte=100), name="second_percent_is_a_share")]

    def __str__(self) -> str:
        return f"{self.sitting}: {self.second_percent} % marked twice"


# A page renews its claim every minute, so this survives a few lost requests.
CLAIM_LASTS = timedelta(minutes=5)


class MarkingClaimQuerySet(models.QuerySet["MarkingClaim"]):
    def fresh(self, now: datetime) -> Self:
        """Claims that were renewed lately."""
        return self.filter(seen_at__gt=now - CLAIM_LASTS)

    def lapsed(self, now: datetime) -> Self:
        """Claims of people who have left."""
        return self.filter(seen_at__lte=now - CLAIM_LASTS)


class MarkingClaim(models.Model):
    """Who has an answer on screen to mark it. A hint for colleagues, never a lock.

    It counts until ``seen_at``, which the marker's page renews, is some minutes old.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="claims")
    position = models.PositiveSmallIntegerField()
    marker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="claims")
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    objects = MarkingClaimQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "position"], name="marking_claim_once_per_item")]

    def __str__(self) -> str:
        return f"{self.attempt}, item {self.position + 1}: {self.marker}"


class Override(models.Model):
    """Points that a person set for one item, over score and mark, with the reason the learner reads.

    ``regrade`` is null unless a regrade was asked to change what a person had decided.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="overrides")
    position = models.PositiveSmallIntegerField()
    points = models.DecimalField(**POINTS)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="overrides")
    regrade = models.ForeignKey(RegradeRun, on_delete=models.PROTECT, null=True, related_name="overrides")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(points__gte=0), name="override_not_below_zero")]

    def __str__(self) -> str:
        return f"{self.attempt}, item {self.position + 1}: {self.points} by hand"


class Ruling(models.Model):
    """What one person decided about an answer that was not yet recognised, for everybody who gave it.

    ``revision`` is the key revision that the decision made.
    """

    class Verdict(models.TextChoices):
        ACCEPT = "accept", _("right")
        PARTIAL = "partial", _("partly right")
        WRONG = "wrong", _("not right")

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="rulings")
    revision = models.ForeignKey(KeyRevision, on_delete=models.PROTECT, related_name="rulings")
    answer = models.CharField(max_length=500)
    verdict = models.CharField(max_length=10, choices=Verdict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="rulings")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.answer}: {self.verdict}"
