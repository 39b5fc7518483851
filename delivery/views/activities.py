"""The end of an activity from its own page: a class that goes on hears of it."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from activities.access.runs import get_taught_run
from activities.models import ActivityRun
from delivery.actions.activities import end_activity, resume_activity


@require_POST
@login_required
def end(request, pk):
    """End an activity with its boards. Pressed twice, it is done once."""
    run = get_taught_run(request.user, pk)
    end_activity(run=run, now=timezone.now())
    return redirect("activities:run", run.pk)


@require_POST
@login_required
def resume(request, pk):
    """Go on with an activity that has ended; where it was begun anew, lead to the run that goes on."""
    run = get_taught_run(request.user, pk)
    resume_activity(run=run)
    same = {"activity": run.activity_id, "cohort": run.cohort_id, "is_rehearsal": run.is_rehearsal}
    going_on = ActivityRun.objects.filter(**same, ended_at=None).first() or run
    return redirect("activities:run", going_on.pk)
