"""Minutes that must add up. Of a range such as ``4-5`` its middle counts, as in the plan of a class."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from content.nodes import Finding, Node
from content.schema.values import Minutes, parse_minutes
from lessons.deck import middle


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
    presentation = lesson.get("minutes").get("presentation")
    slides = [slide.get("minutes") for section in lesson.rows("sections") for slide in section.rows("slides")]
    ends = [lesson.get("opening").get("minutes"), lesson.get("summary").get("minutes")]
    parts = [*ends, *(minutes for minutes in slides if minutes.value)]
    planned, minutes = _planned(parts), presentation.number
    if planned is not None and minutes is not None and planned != minutes:
        yield presentation.finding(
            f"opening, slides and summary make {_shown(planned)} minutes, not {minutes:f}", _ranges(parts)
        )


def activity_minutes(lesson: Node) -> Iterator[Finding]:
    """Hold the phases of each activity, its own or borrowed ones, against its minutes."""
    owners = _owners(lesson)
    for activity in lesson.rows("activities"):
        phases = _phases(activity, owners)
        planned, minutes = _planned(phases), _minutes(activity.get("minutes"))
        if planned is not None and minutes and not minutes.low <= planned <= minutes.high:
            yield activity.get("minutes").finding(
                f"the phases make {_shown(planned)} minutes, not {minutes}", _ranges(phases)
            )


def interactive_minutes(lesson: Node) -> Iterator[Finding]:
    """Find out whether at least one learning activity fits in the interactive minutes."""
    interactive, owners = lesson.get("minutes").get("interactive"), _owners(lesson)
    minutes = interactive.number
    learning = [row for row in lesson.rows("activities") if row.text("use") == "learning"]
    planned = [each for each in (_planned(_phases(row, owners) or [row.get("minutes")]) for row in learning) if each]
    if minutes is not None and planned and min(planned) > minutes:
        yield interactive.finding(
            f"no learning activity fits in {minutes:f} minutes", f"the shortest takes {_shown(min(planned))}"
        )


def _owners(lesson: Node) -> dict[str, Node]:
    """Return the activities by id, to find the one whose plan another borrows."""
    return {activity.text("id"): activity for activity in lesson.rows("activities")}


def _phases(activity: Node, owners: Mapping[str, Node]) -> list[Node]:
    """Return the minutes of the phases that an activity has or borrows."""
    owner = owners.get(activity.text("same_plan_as"), activity)
    return [phase.get("minutes") for phase in owner.rows("phases")]


def _planned(nodes: Sequence[Node]) -> Decimal | None:
    """Return what is planned for all minutes together, or None when one cannot be read or there are none."""
    parts = [part for part in map(_minutes, nodes) if part]
    if not parts or len(parts) < len(nodes):
        return None
    return sum((middle(*part) for part in parts), Decimal(0))


def _ranges(nodes: Sequence[Node]) -> str:
    """Return how ranges are counted, by the example of the first one; nothing when there is none."""
    ranges = (part for part in map(_minutes, nodes) if part and part.low != part.high)
    return next((f"of a range its middle counts, {_shown(middle(*part))} of {part}" for part in ranges), "")


def _shown(minutes: Decimal) -> str:
    return f"{minutes.normalize():f}"


def _minutes(node: Node) -> Minutes | None:
    try:
        return parse_minutes(node.says)
    except ValueError:
        return None
