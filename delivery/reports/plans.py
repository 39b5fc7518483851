"""Plans of classes as pages show them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from activities.models import Activity
from assessments.reports.bank import BankEntry, bank_entries
from courses.models import Cohort, Enrolment
from delivery.models import Delivery, DeliveryEvent, PlanItem
from delivery.plan import ItemKey, Sums, TypedTime, item_key, names_of, sums_of, warnings_of
from delivery.reports.clocks import clock_of
from delivery.reports.scenes import steps_by_key
from delivery.reports.upcoming import Readiness, readiness_of
from lessons.deck import Frame, Step, deck_of
from lessons.models import Lesson

# The share of the planned time within which nothing can have been taught.
PASSED_THROUGH = 0.1


@dataclass(frozen=True)
class PlanRow:
    """An item of a plan, what to call it, and its frame if it has one.

    ``place`` is where it stands, ``is_past`` when the class has reached it, ``was_shown`` when it was there before.
    ``typed`` is a time that somebody typed and that is not set; None where nobody did.
    """

    item: PlanItem
    name: str
    frame: Frame | None
    place: int
    is_past: bool
    was_shown: bool
    typed: TypedTime | None = None

    @property
    def is_wrong(self) -> bool:
        """Whether what was typed cannot be read."""
        return self.typed is not None and self.typed.seconds is None

    @property
    def is_overtaken(self) -> bool:
        """Whether somebody else has given it another time than the page showed where this one was typed."""
        return self.typed is not None and self.typed.is_overtaken(self.item.seconds)

    @property
    def is_gone(self) -> bool:
        """Whether it has left the files of the lesson since it was planned."""
        content = self.item.activity or self.item.question
        return content.is_retired if content else self.item.kind == PlanItem.Kind.FRAME and not self._is_in_lesson

    @property
    def _is_in_lesson(self) -> bool:
        return self.frame is not None and self.frame.part != "left"

    @property
    def is_removable(self) -> bool:
        return not self.is_past and not self.was_shown and (self.item.kind != PlanItem.Kind.FRAME or self.is_gone)


@dataclass(frozen=True)
class PlanSheet:
    """The plan of a class with its sums and what does not fit. ``n_new`` slides came into the lesson since."""

    rows: Sequence[PlanRow]
    sums: Sums
    warnings: Sequence[str]
    n_new: int

    @property
    def gone(self) -> Sequence[PlanRow]:
        """What left the lesson since and the class has not seen."""
        return [row for row in self.rows if row.is_gone and not row.is_past and not row.was_shown]

    @property
    def n_bare(self) -> int:
        """Of how many of them nothing is left but the title."""
        return sum(row.item.kind == PlanItem.Kind.FRAME and row.frame is None for row in self.gone)

    @property
    def has_old_slides(self) -> bool:
        """Whether slides left the lesson or came into it since."""
        return self.n_new > 0 or any(row.item.kind == PlanItem.Kind.FRAME for row in self.gone)

    @property
    def first_place(self) -> int:
        """The first place that the class has not reached."""
        return sum(row.is_past for row in self.rows)

    @property
    def refused(self) -> Sequence[PlanRow]:
        """The items for which somebody typed a time that cannot be set as it is."""
        return [row for row in self.rows if row.is_wrong or row.is_overtaken]

    @property
    def wrong(self) -> Sequence[PlanRow]:
        """The items whose minutes cannot be read."""
        return [row for row in self.rows if row.is_wrong]

    @property
    def overtaken(self) -> Sequence[PlanRow]:
        """The items that somebody else has given another time meanwhile."""
        return [row for row in self.rows if row.is_overtaken]

    def with_times(self, times: Mapping[int, TypedTime]) -> "PlanSheet":
        """Return the same plan with what was typed and is not set, by the key of the item."""
        unset = {
            row.item.pk: time
            for row in self.rows
            if (time := times.get(row.item.pk)) and time.seconds != row.item.seconds and not row.is_past
        }
        return replace(self, rows=[replace(row, typed=unset.get(row.item.pk)) for row in self.rows])


def plan_sheet(delivery: Delivery, deck: Sequence[Step]) -> PlanSheet:
    """Return the plan of ``delivery``, in few queries. ``deck`` is that of its lesson."""
    content = ("activity__lesson", "activity__plan_of", "question")
    events = DeliveryEvent.objects.filter(item=OuterRef("pk"))
    rows_of = delivery.items.select_related(*content).annotate(was_shown=Exists(events))
    items = list(rows_of.order_by("position", "pk"))
    at = delivery.item.position if delivery.item else -1
    frames = {key: step.frame for key, step in steps_by_key(delivery, items, deck).items()}
    names = names_of(items, frames)
    rows = [
        PlanRow(item, names[item.pk], frames.get(item.frame), place, item.position <= at, item.was_shown)
        for place, item in enumerate(items)
    ]
    limits = {
        "class_minutes": delivery.total_minutes,
        "interactive_minutes": delivery.lesson.interactive_minutes,
    }
    planned = {item.frame for item in items}
    n_new = sum(step.frame.key not in planned for step in deck)
    return PlanSheet(rows, sums_of(items), warnings_of(items, **limits), n_new)


@dataclass(frozen=True)
class PlanPage:
    """Everything on the page of a plan. ``questions`` are those that the plan does not have yet.

    ``has_more_activities`` when there are activities that it does not have.
    """

    sheet: PlanSheet
    readiness: Sequence[Readiness]
    questions: Sequence[BankEntry]
    has_more_activities: bool


def plan_page(delivery: Delivery, now: datetime) -> PlanPage:
    """Return the page of the plan of ``delivery``, with the same number of queries for any plan."""
    sheet = plan_sheet(delivery, deck_of(delivery.lesson))
    asked = {row.item.question_id for row in sheet.rows}
    lesson = delivery.lesson
    questions = lesson.questions.current().prefetch_related("versions__key_revisions", "outcome_links__outcome")
    keyed = [question for question in questions if any(each.key_revisions.all() for each in question.versions.all())]
    return PlanPage(
        sheet=sheet,
        readiness=readiness_of(delivery, now),
        questions=bank_entries([question for question in keyed if question.pk not in asked]),
        has_more_activities=more_activities(sheet, lesson).exists(),
    )


def more_activities(sheet: PlanSheet, lesson: Lesson) -> QuerySet[Activity]:
    """Return the activities of ``lesson`` that its plan does not have yet."""
    planned = [row.item.activity_id for row in sheet.rows if row.item.activity_id]
    return lesson.activities.current().exclude(pk__in=planned).select_related("lesson", "plan_of")


def last_class(cohort: Cohort, lesson: Lesson) -> Delivery | None:
    """Return the last real class of ``lesson`` that an instructor of ``cohort`` prepared and that is over, or None."""
    instructors = cohort.enrolments.filter(role=Enrolment.Role.INSTRUCTOR).values("user")
    over = Delivery.objects.real().filter(lesson=lesson, created_by__in=instructors, ended_at__isnull=False)
    return over.order_by("-ended_at").first()


def actual_times(delivery: Delivery, now: datetime) -> dict[ItemKey, int]:
    """Return the seconds that each item of a class took, as targets for the next one.

    What the class only passed through is no measure of how long it takes: it keeps its planned time.
    """
    actual = clock_of(delivery, now).actual
    times, planned = Counter[ItemKey](), Counter[ItemKey]()
    for item in delivery.items.exclude(kind=PlanItem.Kind.BREAK):
        times[item_key(item)] += actual.get(item.pk, 0)
        planned[item_key(item)] += item.seconds
    return {key: seconds for key, seconds in times.items() if seconds > planned[key] * PASSED_THROUGH}
