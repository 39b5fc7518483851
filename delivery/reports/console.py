"""What the instructor's console holds: where the class stands, what to say, what comes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from accounts.models import User
from activities.models import Activity
from activities.phases import PhasePlan, phases_of
from assessments.models import Sitting
from assessments.stems import shown_stem
from courses.models import Enrolment
from delivery.models import Delivery, PlanItem, QuestionRun
from delivery.pacing import Clock
from delivery.reports.clocks import clock_of
from delivery.reports.live import Live, live_of
from delivery.reports.scenes import PlannedStep, planned_steps
from delivery.reports.upcoming import Readiness, readiness_of
from delivery.transport.tickets import Audience

NAMED = 3  # of the items that one could leave out: more would push the buttons out of sight


@dataclass(frozen=True)
class PlanRow:
    """An item in the list of the plan. ``actual`` is None while the class has not seen it."""

    planned: PlannedStep
    actual: int | None
    is_current: bool
    is_past: bool
    is_suggested_to_drop: bool


@dataclass(frozen=True)
class ActivityScript:
    """What the instructor reads during an activity: what it has itself, or the plan that it borrows.

    ``phase`` is None before its first phase.
    """

    activity: Activity
    item: PlanItem
    phases: Sequence[PhasePlan]
    phase: PhasePlan | None
    following: PhasePlan | None
    checklist: Sequence[str]
    debrief: Sequence[str]


@dataclass(frozen=True)
class Console:
    """The page of who gives the class. ``current`` is None before the start, ``readiness`` empty after it.

    ``open_quiz`` is the quiz for the end of the class while learners can take it. ``asked`` is the last time that the
    question of the current item was put to the class, ``taken_back`` what was put to it last and taken back with
    answers. Each is None where there is none.
    """

    delivery: Delivery
    clock: Clock
    live: Live
    rows: Sequence[PlanRow]
    current: PlannedStep | None
    previous: PlannedStep | None
    following: PlannedStep | None
    script: ActivityScript | None
    readiness: Sequence[Readiness]
    open_quiz: Sitting | None
    asked: QuestionRun | None
    taken_back: QuestionRun | None
    n_learners: int
    is_driving: bool
    can_drive: bool

    @property
    def taken_back_stem(self) -> str:
        return shown_stem(self.taken_back.version) if self.taken_back else ""

    @property
    def has_next(self) -> bool:
        """Whether a phase or an item follows."""
        return self.following is not None or (self.script is not None and self.script.following is not None)

    @property
    def position(self) -> int:
        """The place of the current item in the plan, from 1; 0 before the start."""
        return next((place for place, row in enumerate(self.rows, start=1) if row.is_current), 0)

    @property
    def to_drop(self) -> list[PlannedStep]:
        """Items that one would leave out to end on time, optional ones first."""
        suggested = [row.planned for row in self.rows if row.is_suggested_to_drop]
        return sorted(suggested, key=lambda each: each.item.is_core)

    @property
    def n_more_to_drop(self) -> int:
        """How many of them are not named above the slide."""
        return max(0, len(self.to_drop) - NAMED)

    @property
    def budget(self) -> int:
        """Seconds of teaching that the class has."""
        return round(self.delivery.total_minutes * 60)

    @property
    def overtime(self) -> int:
        """Seconds that were taught beyond it."""
        return max(0, self.clock.elapsed - self.budget)

    @property
    def planned_end(self) -> int:
        """Seconds of teaching at which the current item should be over."""
        return sum(_teaching(row.planned.item) for row in self.rows[: self.position])

    @property
    def planned_start(self) -> int:
        """Seconds of teaching at which the current item should begin."""
        return sum(_teaching(row.planned.item) for row in self.rows[: max(0, self.position - 1)])


def _teaching(item: PlanItem) -> int:
    return 0 if item.kind == PlanItem.Kind.BREAK else item.seconds


def console_of(delivery: Delivery, *, user: User, device: str, now: datetime) -> Console:
    """Return the console of ``delivery`` for ``user`` at ``device``. The same number of queries for any plan."""
    steps = planned_steps(delivery)
    clock = clock_of(delivery, now)
    place = next((index for index, step in enumerate(steps) if step.item.pk == delivery.item_id), None)
    current = steps[place] if place is not None else None
    before = place if place is not None else 0
    following = steps[before + 1] if place is not None and before + 1 < len(steps) else None
    is_driving = (delivery.driver_id, delivery.driver_device) == (user.pk, device)
    return Console(
        delivery=delivery,
        clock=clock,
        live=live_of(delivery, user=user, audience=Audience.CONSOLE, now=now),
        rows=[_row(step, index, before, delivery, clock) for index, step in enumerate(steps)],
        current=current,
        previous=steps[before - 1] if before else None,
        following=following,
        script=_activity_script(current.item, clock.phase) if current else None,
        readiness=readiness_of(delivery, now) if delivery.started_at is None else [],
        open_quiz=quiz if (quiz := delivery.opens_after) and quiz.is_open(now) and not delivery.is_rehearsal else None,
        asked=_asked(delivery, current),
        taken_back=_taken_back(delivery),
        n_learners=Enrolment.objects.learners().present().filter(cohort=delivery.cohort_id).count(),
        is_driving=is_driving,
        can_drive=is_driving or delivery.driver_id is None,
    )


def _asked(delivery: Delivery, current: PlannedStep | None) -> QuestionRun | None:
    if current is None or current.item.question_id is None:
        return None
    runs = delivery.question_runs.filter(version__question=current.item.question_id, discarded_at=None)
    return runs.order_by("number").last()


def _taken_back(delivery: Delivery) -> QuestionRun | None:
    """Return the question that was put to the class last, when it was taken back and somebody had answered."""
    last = delivery.question_runs.select_related("version").order_by("number").last()
    return last if last and last.discarded_at and last.votes.exists() else None


def _row(step: PlannedStep, index: int, place: int, delivery: Delivery, clock: Clock) -> PlanRow:
    is_current = step.item.pk == delivery.item_id
    return PlanRow(
        planned=step,
        actual=clock.actual.get(step.item.pk),
        is_current=is_current,
        is_past=index < place,
        is_suggested_to_drop=step.item.pk in clock.drop,
    )


def _activity_script(item: PlanItem, slug: str) -> ActivityScript | None:
    activity = item.activity
    if activity is None:
        return None
    owner = activity.plan_of or activity
    seconds = {phase["slug"]: phase["seconds"] for phase in item.phases}
    phases = [
        replace(phase, seconds=seconds.get(phase.slug))
        for phase in phases_of(activity, item.run.variation if item.run else "")
    ]
    place = next((index for index, phase in enumerate(phases) if phase.slug == slug), None)
    after = 0 if place is None else place + 1
    return ActivityScript(
        activity=activity,
        item=item,
        phases=phases,
        phase=phases[place] if place is not None else None,
        following=phases[after] if after < len(phases) else None,
        checklist=item.run.checklist if item.run else activity.points_to_hear,
        debrief=activity.debrief or owner.debrief,
    )
