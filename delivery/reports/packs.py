"""What an instructor takes to class on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from activities.access.plans import with_phases
from activities.models import Activity
from assessments.models import Question
from assessments.reports.bank import BankEntry, bank_entries
from assessments.reports.paper import PaperQuestion
from courses.models import Enrolment
from delivery.models import Delivery
from delivery.reports.plans import PlanSheet, plan_sheet
from delivery.reports.rooms import sheet_item
from delivery.reports.scenes import PlannedStep, planned_steps
from lessons.deck import deck_of


@dataclass(frozen=True)
class EmptyBoard:
    """A board to write on by hand."""

    title: str
    regions: Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Pack:
    """The plan, notes of every frame, questions with keys, activities with boards and rating forms, who is expected."""

    sheet: PlanSheet
    steps: Sequence[PlannedStep]
    questions: Sequence[tuple[PaperQuestion, BankEntry]]
    activities: Sequence[Activity]
    boards: Sequence[EmptyBoard]
    seats: Sequence[Enrolment]

    @property
    def rated(self) -> list[tuple[Activity, range]]:
        """Activities with a rating form, and the numbers that one can give."""
        forms = [(activity, activity.rating) for activity in self.activities]
        return [(each, range(form["lowest"], form["highest"] + 1)) for each, form in forms if form]


def pack_of(delivery: Delivery) -> Pack:
    """Return the pack for ``delivery``, hidden items left out. The same number of queries for any plan."""
    deck = deck_of(delivery.lesson)
    steps = planned_steps(delivery, deck)
    chosen = [step.item.activity_id for step in steps if step.item.activity_id]
    activities = sorted(with_phases(Activity.objects.filter(pk__in=chosen)), key=lambda each: chosen.index(each.pk))
    return Pack(
        sheet=plan_sheet(delivery, deck),
        steps=[step for step in steps if step.step is not None],
        questions=_questions([step.item.question_id for step in steps if step.item.question_id]),
        activities=activities,
        boards=[board for activity in activities for board in _boards(activity)],
        seats=list(delivery.cohort.enrolments.learners().present().select_related("user", "group")),
    )


def _questions(chosen: Sequence[int]) -> list[tuple[PaperQuestion, BankEntry]]:
    """Return the questions of the plan in its order, each with its newest key."""
    rows = Question.objects.filter(pk__in=chosen).prefetch_related("versions__key_revisions", "outcome_links__outcome")
    entries = bank_entries(sorted(rows, key=lambda row: chosen.index(row.pk)))
    return [(PaperQuestion(number, sheet_item(entry.version)), entry) for number, entry in enumerate(entries, start=1)]


def _boards(activity: Activity) -> list[EmptyBoard]:
    board = activity.board or (activity.plan_of.board if activity.plan_of else None)
    return (
        [EmptyBoard(f"{activity.number} {activity.title}", [*board["regions"], *board.get("rings", [])])]
        if board
        else []
    )
