"""What staff sees of a run. The same number of queries for any run."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from activities.models import Activity, ActivityRun, Board
from activities.phases import PhasePlan, phases_of, variation_of
from courses.models import Cohort, Enrolment, Group


@dataclass(frozen=True)
class CheckPoint:
    """A point to listen for. ``place`` counts from 0."""

    place: int
    text: str
    is_heard: bool


@dataclass(frozen=True)
class RunPage:
    """A run with its plan as it is followed, for those who teach.

    ``phase`` is the slug of the phase that new points belong to, empty before the first. ``variation`` is null for
    the plan itself. ``groups`` have ``n_members``.
    """

    run: ActivityRun
    phases: Sequence[PhasePlan]
    phase: str
    variation: dict[str, Any] | None
    checklist: Sequence[CheckPoint]
    debrief: Sequence[str]
    boards: Sequence[Board]
    groups: Sequence[Group]
    lacks_boards: bool

    @property
    def n_heard(self) -> int:
        return sum(point.is_heard for point in self.checklist)

    @property
    def has_tasks(self) -> bool:
        """Whether the groups take turns with tasks of their own: briefings and assignments."""
        return self.run.activity.kind in {Activity.Kind.BRIEFING, Activity.Kind.ASSIGNMENT}


def checklist_of(run: ActivityRun) -> list[CheckPoint]:
    """Return the points to listen for in ``run``."""
    return [CheckPoint(place, text, place in run.heard) for place, text in enumerate(run.checklist)]


def run_page(run: ActivityRun) -> RunPage:
    """Return what staff sees of ``run``."""
    activity = run.activity
    plan = activity.plan_of or activity
    boards = list(run.boards.select_related("group"))
    members = Count("members", filter=Q(members__role=Enrolment.Role.LEARNER))
    groups = list(run.cohort.groups.annotate(n_members=members))
    has_group_boards = any(board.group_id for board in boards)
    variation = variation_of(activity, run.variation)
    return RunPage(
        run=run,
        phases=phases_of(activity, run.variation),
        phase=boards[0].phase if boards else "",
        variation=dict(variation) if variation else None,
        checklist=checklist_of(run),
        debrief=activity.debrief or plan.debrief,
        boards=boards,
        groups=groups,
        lacks_boards=has_group_boards and len(boards) < len(groups) + 1,
    )


@dataclass(frozen=True)
class OfferedActivity:
    """An activity that a cohort may do, with the run that goes on, if any, and how many are over."""

    activity: Activity
    running: ActivityRun | None
    ended: Sequence[ActivityRun]


def offered_activities(cohort: Cohort) -> list[OfferedActivity]:
    """Return the activities of the cohort's course in their order, with what the cohort has done of them."""
    runs: dict[int, list[ActivityRun]] = {}
    for run in cohort.activity_runs.filter(is_rehearsal=False):
        runs.setdefault(run.activity_id, []).append(run)
    offered = Activity.objects.filter(is_retired=False, lesson__is_retired=False, lesson__course=cohort.course_id)
    return [
        OfferedActivity(
            activity=activity,
            running=next((run for run in runs.get(activity.pk, []) if run.ended_at is None), None),
            ended=[run for run in runs.get(activity.pk, []) if run.ended_at is not None],
        )
        for activity in offered.select_related("lesson", "plan_of").order_by("lesson__position", "position")
    ]
