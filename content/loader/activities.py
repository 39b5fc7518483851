"""The rows of a lesson's activities and their phases."""

from typing import Any

from activities.models import Activity, Phase
from content.loader.ledger import NUMBERED, Ledger, Links, Table
from content.loader.plain import plain
from content.schema import Lesson as LessonPart
from content.schema.activity import Activity as ActivityPart
from lessons.models import Lesson

ACTIVITY_OUTCOMES = Links(Activity.outcomes.through, "activity_id", "learningoutcome_id")


def keep_activities(ledger: Ledger, lesson: Lesson, part: LessonPart, outcomes: dict[str, int]) -> None:
    """Keep activities, their phases and their borrowed plans in step."""
    table = Table("activities", lesson.activities.all(), label=NUMBERED)
    rows = ledger.keep(
        table,
        [
            {"lesson_id": lesson.pk, "position": position, **_activity_fields(activity)}
            for position, activity in enumerate(part.activities)
        ],
    )
    pairs = list(zip(rows, part.activities, strict=True))
    ledger.link(
        table, rows, ACTIVITY_OUTCOMES, {row.pk: [outcomes[name] for name in each.outcomes] for row, each in pairs}
    )
    _keep_borrowed_plans(ledger, table, pairs)
    _keep_phases(ledger, pairs)


def _activity_fields(activity: ActivityPart) -> dict[str, Any]:
    return {
        "slug": activity.id,
        "number": activity.number,
        "title": activity.title,
        "use": activity.use,
        "kind": activity.kind,
        "method": activity.method,
        "grouping": plain(activity.grouping),
        "purpose": activity.purpose,
        "minutes_low": activity.minutes.low,
        "minutes_high": activity.minutes.high,
        "preparation": activity.preparation,
        "materials": activity.materials,
        "board": plain(activity.board),
        "rating": plain(activity.rating),
        "checklist": activity.checklist,
        "debrief": activity.debrief,
        "variations": plain(activity.variations),
        "source_notes": activity.source_notes,
    }


def _keep_borrowed_plans(ledger: Ledger, table: Table[Activity], pairs: list[tuple[Activity, ActivityPart]]) -> None:
    """Point each borrower to the owner of its plan, once all activities have a row."""
    owners = {row.slug: row.pk for row, _ in pairs}
    ledger.change(table, [(row, {"plan_of_id": owners.get(part.same_plan_as or "")}) for row, part in pairs])


def _keep_phases(ledger: Ledger, pairs: list[tuple[Activity, ActivityPart]]) -> None:
    """Keep the phases in step. Those of an activity that leaves stay: a class may have it in its plan."""
    names = {row.pk: row.slug for row, _ in pairs}
    table = Table(
        "phases",
        Phase.objects.filter(activity__in=names),
        key=("activity_id", "slug"),
        label=lambda phase: f"{names[phase.activity_id]} {phase.slug}",
    )
    ledger.keep(
        table,
        [
            {
                "activity_id": row.pk,
                "slug": phase.id,
                "position": position,
                "title": phase.title,
                "minutes_low": phase.minutes.low,
                "minutes_high": phase.minutes.high,
                "instructions": phase.instructions,
                "prompts": phase.prompts,
            }
            for row, part in pairs
            for position, phase in enumerate(part.phases)
        ],
    )
