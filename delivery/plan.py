"""The plan of a class as its lesson suggests it, and what its times add up to, in words."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import takewhile
from typing import Any

from django.utils.translation import gettext, ngettext

from activities.models import Activity
from activities.phases import middle_seconds, phases_of
from activities.places import frame_before
from delivery.models import PlanItem
from lessons.deck import Frame, Step

QUESTION_SECONDS = 120
BREAK_SECONDS = 300
Kind = PlanItem.Kind

type ItemKey = tuple[str, str | int | None]


def suggested_items(
    deck: Sequence[Step], activities: Sequence[Activity], opened_by: Mapping[str, str]
) -> list[PlanItem]:
    """Return the items of a plan in order, not stored: the deck, with each of ``activities`` where it belongs.

    ``opened_by`` is the frame that opens an activity, by the activity's slug. A frame that opens an activity that was
    not chosen is hidden. ``activities`` come with the activity whose plan they borrow.
    """
    chosen = {activity.slug for activity in activities}
    idle = {frame for slug, frame in opened_by.items() if slug not in chosen}
    items = [frame_item(step, is_hidden=step.frame.key in idle) for step in deck]
    for activity in reversed(activities):
        items.insert(_after(items, frame_before(activity, deck, opened_by)), activity_item(activity))
    for position, item in enumerate(items):
        item.position = position
    return items


def frame_item(step: Step, *, is_hidden: bool) -> PlanItem:
    """Return a frame of the lesson as an item, with its planned time."""
    return PlanItem(
        kind=Kind.FRAME,
        title=step.frame.title,
        frame=step.frame.key,
        seconds=step.planned_seconds,
        is_core=not step.script.is_optional,
        is_hidden=is_hidden,
    )


def activity_item(activity: Activity) -> PlanItem:
    """Return an activity as an item, with the middle of its planned times."""
    phases = _planned_phases(activity)
    seconds = sum(phase["seconds"] for phase in phases) or middle_seconds(activity.minutes_low, activity.minutes_high)
    return PlanItem(kind=Kind.ACTIVITY, title=activity.title, activity=activity, seconds=seconds, phases=phases)


def _planned_phases(activity: Activity, variation: str = "") -> list[dict[str, Any]]:
    return [
        {"slug": phase.slug, "title": phase.title, "seconds": middle_seconds(phase.minutes_low, phase.minutes_high)}
        for phase in phases_of(activity, variation)
    ]


def follow_variation(item: PlanItem) -> bool:
    """Give an activity's item the phases of the variation that its run settled on; return whether they are others."""
    if item.run is None:
        return False
    phases = _planned_phases(item.run.activity, item.run.variation)
    if [phase["slug"] for phase in phases] == [phase["slug"] for phase in item.phases]:
        return False
    item.phases, item.seconds = phases, sum(phase["seconds"] for phase in phases) or item.seconds
    return True


def phase_beside(phases: Sequence[Mapping[str, Any]], current: str, *, is_back: bool = False) -> str:
    """Return the slug of the phase after ``current``, or before it; empty where there is none.

    After no phase comes the first. A phase that the plan has no more is left for the first, too.
    """
    slugs = [phase["slug"] for phase in phases]
    place = slugs.index(current) if current in slugs else -1
    beside = place - 1 if is_back else place + 1
    return slugs[beside] if 0 <= beside < len(slugs) else ""


def _after(items: Sequence[PlanItem], frame: str) -> int:
    return next(index for index, item in enumerate(items) if item.frame == frame) + 1


def place_of(step: Step, deck: Sequence[Step], items: Sequence[PlanItem]) -> int:
    """Return where in a plan a frame goes that it does not have.

    Behind those that come before it in ``deck``, and behind the activities and questions that follow them.
    """
    earlier = {each.frame.key for each in takewhile(lambda other: other is not step, deck)}
    place = max((place for place, item in enumerate(items, start=1) if item.frame in earlier), default=0)
    return place + sum(1 for _ in takewhile(lambda item: not item.frame, items[place:]))


def item_key(item: PlanItem) -> ItemKey:
    """Return what makes an item of one class the same as an item of another."""
    return item.kind, item.frame or item.activity_id or item.question_id


def names_of(items: Iterable[PlanItem], frames: Mapping[str, Frame]) -> dict[int, str]:
    """Return what to call each item, by its key: its title, and where it stands when another has the same title.

    ``frames`` are those of the lesson by their keys. The frame of an outcome's summary may be called as its slide.
    """
    named = list(items)
    titles = Counter(item.title for item in named)
    return {item.pk: _name(item, frames.get(item.frame), has_twin=titles[item.title] > 1) for item in named}


def _name(item: PlanItem, frame: Frame | None, *, has_twin: bool) -> str:
    if frame is None or not has_twin:
        return item.title
    return gettext("%(title)s (%(place)s)") % {"title": item.title, "place": frame.where}


def with_times(items: Iterable[PlanItem], times: Mapping[ItemKey, int]) -> None:
    """Give each item the seconds that ``times`` has for it. The phases of an activity shrink or grow with it."""
    for item in items:
        set_seconds(item, times.get(item_key(item), item.seconds))


@dataclass(frozen=True)
class TypedTime:
    """What somebody typed as the time of an item on a page that showed the item with ``shown`` seconds.

    ``seconds`` is None where it cannot be read.
    """

    text: str
    seconds: int | None
    shown: int

    def is_overtaken(self, seconds: int) -> bool:
        """Return whether an item that takes ``seconds`` now was given another time since, and not this one."""
        return seconds not in {self.shown, self.seconds}


def set_seconds(item: PlanItem, seconds: int) -> None:
    """Give an item so many seconds, and share them among its phases as before."""
    before = sum(phase["seconds"] for phase in item.phases)
    rest = seconds
    phases = []
    for place, phase in enumerate(item.phases, start=1):
        share = rest if place == len(item.phases) else seconds * phase["seconds"] // before if before else 0
        rest -= share
        phases.append({**phase, "seconds": share})
    item.seconds, item.phases = seconds, phases


@dataclass(frozen=True)
class Sums:
    """What the items that are not hidden add up to, in seconds. ``teaching`` leaves out breaks."""

    frames: int
    activities: int
    questions: int
    breaks: int

    @property
    def teaching(self) -> int:
        return self.frames + self.activities + self.questions


def sums_of(items: Iterable[PlanItem]) -> Sums:
    """Return the sums of a plan."""
    totals = dict.fromkeys(Kind, 0)
    for item in items:
        totals[Kind(item.kind)] += 0 if item.is_hidden else item.seconds
    return Sums(totals[Kind.FRAME], totals[Kind.ACTIVITY], totals[Kind.QUESTION], totals[Kind.BREAK])


def warnings_of(items: Sequence[PlanItem], *, class_minutes: Decimal, interactive_minutes: Decimal) -> list[str]:
    """Return in words what does not fit. ``items`` come with their activities."""
    sums = sums_of(items)
    shown = [item.activity for item in items if item.activity is not None and not item.is_hidden]
    warnings = []
    if sums.activities > interactive_minutes * 60:
        sentence = gettext("Activities take %(n)s min, the lesson plans %(planned)s.")
        warnings.append(sentence % {"n": _minutes(sums.activities), "planned": plain(interactive_minutes)})
    for activity in shown:
        if activity.minutes_low != activity.minutes_high:
            sentence = gettext("%(number)s takes %(low)s to %(high)s min.")
            low, high = plain(activity.minutes_low), plain(activity.minutes_high)
            warnings.append(sentence % {"number": activity.number, "low": low, "high": high})
    excess = _minutes(sums.teaching - round(class_minutes * 60))
    if excess > 0:
        sentence = ngettext(
            "The plan is %(n)s min longer than the class.", "The plan is %(n)s min longer than the class.", excess
        )
        warnings.append(sentence % {"n": excess})
    return warnings


def _minutes(seconds: int) -> int:
    """Return seconds as whole minutes; more than half a minute counts as one."""
    return int(Decimal(seconds / 60).quantize(Decimal(1), ROUND_HALF_UP))


def plain(minutes: Decimal) -> str:
    """Return a number of minutes without needless zeros."""
    return f"{minutes.normalize():f}"
