"""Plans of classes as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from activities.models import Activity
from assessments.reports.bank import BankEntry, bank_entries
from courses.models import Cohort, Enrolment
from delivery.models import Delivery, PlanItem
from delivery.plan import ItemKey, Sums, item_key, sums_of, warnings_of
from delivery.reports.clocks import clock_of
from delivery.reports.upcoming import Readiness, readiness_of
from lessons.deck import slide_key
from lessons.models import Lesson


@dataclass(frozen=True)
class PlanRow:
    """An item of a plan. ``place`` is where it stands, ``is_past`` when the class has reached it."""

    item: PlanItem
    place: int
    is_past: bool
    minutes: str

    @property
    def is_removable(self) -> bool:
        return not self.is_past and self.item.kind != PlanItem.Kind.FRAME


@dataclass(frozen=True)
class PlanSheet:
    """The plan of a class with its sums and what does not fit."""

    rows: Sequence[PlanRow]
    sums: Sums
    warnings: Sequence[str]

    @property
    def first_place(self) -> int:
        """The first place that the class has not reached."""
        return sum(row.is_past for row in self.rows)


def plan_sheet(delivery: Delivery) -> PlanSheet:
    """Return the plan of ``delivery``, in one query."""
    items = list(delivery.items.select_related("activity").order_by("position", "pk"))
    at = delivery.item.position if delivery.item else -1
    rows = [PlanRow(item, place, item.position <= at, minutes_text(item.seconds)) for place, item in enumerate(items)]
    limits = {
        "class_minutes": delivery.total_minutes,
        "interactive_minutes": delivery.lesson.interactive_minutes,
    }
    return PlanSheet(rows, sums_of(items), warnings_of(items, **limits))


@dataclass(frozen=True)
class PlanPage:
    """Everything on the page of a plan. ``questions`` and ``activities`` are those that the plan does not have yet."""

    sheet: PlanSheet
    readiness: Sequence[Readiness]
    questions: Sequence[BankEntry]
    activities: Sequence[Activity]


def plan_page(delivery: Delivery, now: datetime) -> PlanPage:
    """Return the page of the plan of ``delivery``, with the same number of queries for any plan."""
    sheet = plan_sheet(delivery)
    asked = {row.item.question_id for row in sheet.rows}
    planned = {row.item.activity_id for row in sheet.rows}
    lesson = delivery.lesson
    questions = lesson.questions.current().prefetch_related("versions__key_revisions", "outcome_links__outcome")
    keyed = [question for question in questions if any(each.key_revisions.all() for each in question.versions.all())]
    return PlanPage(
        sheet=sheet,
        readiness=readiness_of(delivery, now),
        questions=bank_entries([question for question in keyed if question.pk not in asked]),
        activities=[each for each in lesson.activities.current() if each.pk not in planned],
    )


def minutes_text(seconds: int) -> str:
    """Return seconds as minutes with at most two decimals: 90 as 1.5."""
    return f"{round(seconds / 60, 2):g}"


def openers_of(lesson: Lesson) -> dict[str, str]:
    """Return the frame that opens each activity, by the activity's slug."""
    slides = lesson.slides.current().exclude(activity="").values_list("activity", "slug")
    return {activity: slide_key(slug) for activity, slug in slides}


def last_class(cohort: Cohort, lesson: Lesson) -> Delivery | None:
    """Return the last real class of ``lesson`` that an instructor of ``cohort`` prepared and that is over, or None."""
    instructors = cohort.enrolments.filter(role=Enrolment.Role.INSTRUCTOR).values("user")
    over = Delivery.objects.real().filter(lesson=lesson, created_by__in=instructors, ended_at__isnull=False)
    return over.order_by("-ended_at").first()


def actual_times(delivery: Delivery, now: datetime) -> dict[ItemKey, int]:
    """Return the seconds that each item of a class took, as targets for the next one."""
    actual = clock_of(delivery, now).actual
    times: dict[ItemKey, int] = {}
    for item in delivery.items.exclude(kind=PlanItem.Kind.BREAK):
        if actual.get(item.pk):
            times[item_key(item)] = times.get(item_key(item), 0) + actual[item.pk]
    return times
