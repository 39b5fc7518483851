"""Pages of runs of activities, for staff."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activities.access.runs import get_joined_run, get_offered_activity, get_taught_run
from activities.actions.runs import (
    make_boards,
    mark_heard,
    set_phase,
    set_tasks,
    settle_run,
    start_run,
)
from activities.forms.runs import PointForm, SettleForm, TasksForm
from activities.models import ActivityRun
from activities.phases import phases_of
from activities.reports.runs import offered_activities, run_page
from courses.access import get_taught_cohort


@never_cache
@require_safe
@login_required
def offered(request, cohort_pk):
    """What a cohort may do and has done."""
    cohort = get_taught_cohort(request.user, cohort_pk)
    context = {"cohort": cohort, "offered": offered_activities(cohort)}
    return render(request, "activities/offered.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def start(request, cohort_pk, pk):
    """Choose the plan and what is open in it, and start. What goes on already is shown."""
    cohort, activity = get_offered_activity(request.user, cohort_pk, pk)
    running = ActivityRun.objects.filter(activity=activity, cohort=cohort, is_rehearsal=False, ended_at=None).first()
    if running:
        return redirect("activities:run", running.pk)
    form = SettleForm(request.POST if request.method == "POST" else None, activity=activity)
    if form.is_valid():
        run = start_run(activity=activity, cohort=cohort, by=request.user, now=timezone.now(), **form.cleaned_data)
        return redirect("activities:run", run.pk)
    context = {"cohort": cohort, "activity": activity, "form": form}
    return render(request, "activities/start.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_safe
@login_required
def run(request, pk):
    """An activity that goes on, or is over: plan, points to listen for, boards, groups, ratings."""
    return _show(request, get_taught_run(request.user, pk))


@never_cache
@require_safe
@login_required
def own_board(request, pk):
    """Lead a learner to the board of the own group; the link is the same for the whole class."""
    run, seat = get_joined_run(request.user, pk)
    board = run.boards.filter(group=seat.group_id).first() if seat.group_id else None
    if board:
        return redirect("activities:board", board.pk)
    return render(request, "activities/no_board.html", {"run": run, "group": seat.group})


def _show(request, run, *, settle=None, tasks=None, status=200):
    page = run_page(run)
    settled = {"variation": run.variation, "choice": run.choice}
    context = {
        "run": run,
        "page": page,
        "settle": settle or SettleForm(activity=run.activity, initial=settled),
        "tasks": tasks or (TasksForm(run=run) if page.has_tasks and page.groups else None),
    }
    return render(request, "activities/run.html", context, status=status)


@require_POST
@login_required
def run_do(request, pk, verb):
    """Go to a phase, tick a point, settle, give tasks, make boards. Pressed twice, it is done once.

    A class has to hear of the end, so that is ``delivery:run-end``.
    """
    run = get_taught_run(request.user, pk)
    if verb not in VERBS:
        raise Http404("There is no such change.")
    return VERBS[verb](request, run) or redirect("activities:run", run.pk)


def _phase(request, run):
    slug = request.POST.get("phase", "")
    if slug not in {phase.slug for phase in phases_of(run.activity, run.variation)} or run.ended_at:
        raise Http404("The plan has no such phase.")
    set_phase(run=run, phase=slug, now=timezone.now())


def _heard(request, run):
    form = PointForm(request.POST)
    if not form.is_valid():
        raise Http404("There is no such point.")
    mark_heard(run=run, point=form.cleaned_data["point"], is_heard=form.cleaned_data["heard"])


def _settle(request, run):
    form = SettleForm(request.POST, activity=run.activity)
    if not form.is_valid():
        return _show(request, run, settle=form, status=422)
    settle_run(run=run, **form.cleaned_data)
    return None


def _tasks(request, run):
    form = TasksForm(request.POST, run=run)
    if not form.is_valid():
        return _show(request, run, tasks=form, status=422)
    set_tasks(run=run, tasks=form.tasks)
    return None


def _boards(_request, run):
    make_boards(run=run)


VERBS = {"phase": _phase, "heard": _heard, "settle": _settle, "tasks": _tasks, "boards": _boards}
