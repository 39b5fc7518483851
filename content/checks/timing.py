"""Minutes that must add up. Ranges such as ``4-5`` add up when some choice within them does."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from content.nodes import Finding, Node
from content.schema.values import Minutes, parse_minutes


def lesson_minutes(lesson: Node) -> Iterator[Finding]:
    """Hold the three figures of the lesson's plan against each other."""
    plan = lesson.get("minutes")
    total, presentation, interactive = (plan.get(key).number for key in ("total", "presentation", "interactive"))
    if total is None or presentation is None or interactive is None:
        return
    if presentation + interactive != total:
        yield plan.get("total").finding(
            f"presentation and interactive make {presentation + interactive:f} minutes, not {total:f}"
        )


def presentation_minutes(lesson: Node) -> Iterator[Finding]:
    """Hold opening, slides and summary against the minutes of presentation."""
    planned = lesson.get("minutes").get("presentation")
    slides = [slide.get("minutes") for section in lesson.rows("sections") for slide in section.rows("slides")]
    ends = [lesson.get("opening").get("minutes"), lesson.get("summary").get("minutes")]
    parts = _sum_of([*ends, *(minutes for minutes in slides if minutes.value)])
    minutes = planned.number
    if parts and minutes is not None and not parts.low <= minutes <= parts.high:
        yield planned.finding(f"opening, slides and summary make {parts} minutes, not {minutes:f}")


def activity_minutes(lesson: Node) -> Iterator[Finding]:
    """Hold the phases of each activity, its own or borrowed ones, against its minutes."""
    owners = {activity.text("id"): activity for activity in lesson.rows("activities")}
    for activity in lesson.rows("activities"):
        owner = owners.get(activity.text("same_plan_as"), activity)
        phases = _sum_of([phase.get("minutes") for phase in owner.rows("phases")])
        minutes = _minutes(activity.get("minutes"))
        if phases and minutes and (phases.high < minutes.low or minutes.high < phases.low):
            yield activity.get("minutes").finding(f"the phases make {phases} minutes, not {minutes}")


def interactive_minutes(lesson: Node) -> Iterator[Finding]:
    """Find out whether at least one learning activity fits in the interactive minutes."""
    interactive = lesson.get("minutes").get("interactive")
    minutes = interactive.number
    learning = [row for row in lesson.rows("activities") if row.text("use") == "learning"]
    lows = [planned.low for planned in (_minutes(row.get("minutes")) for row in learning) if planned]
    if minutes is not None and lows and min(lows) > minutes:
        yield interactive.finding(
            f"no learning activity fits in {minutes:f} minutes", f"the shortest takes {min(lows).normalize():f}"
        )


def _sum_of(nodes: Sequence[Node]) -> Minutes | None:
    """Return the sum of all minutes, or None when one cannot be read or there are none."""
    parts = [part for part in map(_minutes, nodes) if part]
    if not parts or len(parts) < len(nodes):
        return None
    return Minutes(sum((part.low for part in parts), Decimal(0)), sum((part.high for part in parts), Decimal(0)))


def _minutes(node: Node) -> Minutes | None:
    try:
        return parse_minutes(node.says)
    except ValueError:
        return None
