"""One time that a cohort does an activity."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from activities.models.content import Activity
from courses.models import Cohort


class ActivityRun(models.Model):
    """One time that a cohort does an activity.

    ``variation`` is the title of the variation that was chosen, empty for the plan itself. ``choice`` is what the
    class settled on where the activity leaves it open, such as the sport. ``tasks`` are objects with group (its key)
    and task, in the order in which the groups take their turn. ``ended_at`` is null while it goes on.

    ``rating`` is the form for ratings, null when nobody is rated, and ``checklist`` the points to listen for: both as
    the activity had them when the run began, since what was given and heard is kept by place. ``heard`` are the places
    in ``checklist`` of the points that the class has named.
    """

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="runs")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="activity_runs")
    variation = models.CharField(max_length=300, blank=True)
    choice = models.CharField(max_length=120, blank=True)
    tasks = models.JSONField(default=list)
    rating = models.JSONField(null=True)
    checklist = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    heard = models.JSONField(default=list)
    is_rehearsal = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="activity_runs")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "cohort", "is_rehearsal"],
                condition=Q(ended_at__isnull=True),
                name="activity_run_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity} with {self.cohort}"
