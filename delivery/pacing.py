"""The clock of a class: every figure follows from its plan and from what happened, so a reboot changes nothing.

All figures are whole seconds. Teaching time leaves out pauses and breaks; time on a break is counted as that break's
own. A phase runs only while the class stands at its activity and is not paused; going back to it goes on with the time
it has used.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

type PhaseKey = tuple[int, str]


class Status(StrEnum):
    """How a class stands."""

    PLANNED = "planned"
    RUNNING = "running"
    PAUSED = "paused"
    BREAK = "break"
    ENDED = "ended"


@dataclass(frozen=True)
class PlannedItem:
    """An item of the plan. ``phases`` are the seconds of each phase by its slug."""

    key: int
    seconds: int
    is_core: bool = True
    is_break: bool = False
    phases: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Mark:
    """Something that happened to the clock. ``kind`` is one of ``DeliveryEvent.Kind``; ``number`` tells the order."""

    number: int
    kind: str
    at: datetime
    item: int | None = None
    phase: str = ""
    seconds: int = 0


@dataclass(frozen=True)
class Clock:
    """Where a class stands at one moment.

    ``item`` is None before the start. ``spent`` is the time on it so far, ``target`` what it should take, extensions
    counted. ``phase`` is empty where none was started. ``ends`` is when the phase or the break is over, also when
    that is past, and None while there is neither or the class is paused; ``left`` is what remains of it at least 0.
    ``projected_end`` leaves out optional items that follow, ``full_end`` counts them too; both are None before the
    start. ``drop`` are the keys of later items that one would leave out to end on time. ``actual`` is the time
    spent on each item that the class has seen.
    """

    status: Status = Status.PLANNED
    elapsed: int = 0
    item: int | None = None
    spent: int = 0
    target: int = 0
    phase: str = ""
    ends: datetime | None = None
    left: int | None = None
    behind: int = 0
    ahead: int = 0
    projected_end: datetime | None = None
    full_end: datetime | None = None
    over: int = 0
    drop: tuple[int, ...] = ()
    actual: Mapping[int, int] = field(default_factory=dict)


@dataclass
class _Reading:
    """What the marks say so far. ``phases`` is the newest phase of each item; the last two go by item and phase."""

    item: int | None = None
    is_started: bool = False
    is_paused: bool = False
    is_ended: bool = False
    actual: dict[int, int] = field(default_factory=dict)
    extra: dict[int, int] = field(default_factory=dict)
    phases: dict[int, str] = field(default_factory=dict)
    phase_spent: dict[PhaseKey, int] = field(default_factory=dict)
    phase_extra: dict[PhaseKey, int] = field(default_factory=dict)

    def see(self, mark: Mark) -> None:
        """Take in what happened."""
        match mark.kind:
            case "started" | "moved":
                self.is_started, self.item = True, mark.item
                self.actual.setdefault(mark.item or 0, 0)
            case "paused" | "resumed":
                self.is_paused = mark.kind == "paused"
            case "ended" | "reopened":
                self.is_ended = mark.kind == "ended"
            case "phase":
                self.phases[mark.item or 0] = mark.phase
            case "extended":
                self._extend(mark)

    def _extend(self, mark: Mark) -> None:
        key = mark.item or 0
        self.extra[key] = self.extra.get(key, 0) + mark.seconds
        phase = key, mark.phase
        self.phase_extra[phase] = self.phase_extra.get(phase, 0) + mark.seconds

    def spend(self, seconds: int) -> None:
        """Count time that has passed since the last mark."""
        if self.is_started and not self.is_paused and not self.is_ended and self.item is not None:
            self.actual[self.item] = self.actual.get(self.item, 0) + max(0, seconds)
            phase = self.item, self.phases.get(self.item, "")
            self.phase_spent[phase] = self.phase_spent.get(phase, 0) + max(0, seconds)

    def phase_left(self, item: PlannedItem, phase: str) -> int:
        """Return what remains of a phase, however often the class went away from it and came back."""
        place = item.key, phase
        return item.phases[phase] + self.phase_extra.get(place, 0) - self.phase_spent.get(place, 0)


def read_clock(
    plan: Sequence[PlannedItem], marks: Iterable[Mark], now: datetime, *, budget: int | None = None
) -> Clock:
    """Return where a class stands at ``now``.

    ``plan`` are the items in teaching order, hidden ones left out; ``marks`` may come in any order. ``budget`` is how
    many seconds of teaching the class has; without it the sum of the plan.
    """
    reading = _read(marks, now)
    if not reading.is_started:
        return Clock()
    breaks = {item.key for item in plan if item.is_break}
    clock = Clock(
        status=_status(reading, breaks),
        elapsed=sum(seconds for key, seconds in reading.actual.items() if key not in breaks),
        item=reading.item,
        spent=reading.actual.get(reading.item or 0, 0),
        actual=dict(reading.actual),
    )
    place = next((index for index, item in enumerate(plan) if item.key == reading.item), None)
    if place is None:
        return clock
    return _against_plan(_timed(clock, plan[place], reading, now), plan, place, now, budget)


def _read(marks: Iterable[Mark], now: datetime) -> _Reading:
    """Return what all marks say at ``now``. What the clock of the machine jumped by has not passed."""
    ordered = sorted(marks, key=lambda mark: mark.number)
    reading = _Reading()
    moments = [mark.at.replace(microsecond=0) for mark in ordered] + [now.replace(microsecond=0)]
    jumps = [mark.seconds if mark.kind == "clock" else 0 for mark in ordered[1:]] + [0]
    for mark, (at, following), jump in zip(ordered, pairwise(moments), jumps, strict=False):
        reading.see(mark)
        reading.spend(int((following - at).total_seconds()) - jump)
    return reading


def _status(reading: _Reading, breaks: set[int]) -> Status:
    if reading.is_ended:
        return Status.ENDED
    if reading.is_paused:
        return Status.PAUSED
    return Status.BREAK if reading.item in breaks else Status.RUNNING


def _timed(clock: Clock, item: PlannedItem, reading: _Reading, now: datetime) -> Clock:
    """Return ``clock`` with the target of its item, and the end of its phase or break."""
    key = item.key
    target = item.seconds + reading.extra.get(key, 0)
    phase = reading.phases.get(key, "")
    clock = replace(clock, target=max(0, target), phase=phase)
    if clock.status is Status.ENDED:
        return clock
    if item.is_break:
        left = target - clock.spent
    elif phase in item.phases:
        left = reading.phase_left(item, phase)
    else:
        return clock
    is_counting = clock.status is not Status.PAUSED
    ends = now.replace(microsecond=0) + timedelta(seconds=left) if is_counting else None
    return replace(clock, ends=ends, left=max(0, left))


def _against_plan(clock: Clock, plan: Sequence[PlannedItem], place: int, now: datetime, budget: int | None) -> Clock:
    """Return ``clock`` with how it stands to the plan, and when the class will end."""
    item, later = plan[place], plan[place + 1 :]
    starts = _teaching(plan[:place])
    ends = starts + _teaching([item])
    rest = max(0, clock.target - clock.spent)
    teaching_rest = 0 if item.is_break else rest
    core = [each for each in later if each.is_core]
    available = _teaching(plan) if budget is None else budget
    clock = replace(
        clock, behind=max(0, clock.elapsed - ends), ahead=0 if item.is_break else max(0, starts - clock.elapsed)
    )
    if clock.status is Status.ENDED:
        return clock
    return replace(
        clock,
        projected_end=_end(now, rest, core),
        full_end=_end(now, rest, later),
        over=max(0, clock.elapsed + teaching_rest + _teaching(core) - available),
        drop=what_to_drop(later, clock.elapsed + teaching_rest + _teaching(later) - available),
    )


def _end(now: datetime, rest: int, later: Iterable[PlannedItem]) -> datetime:
    """Return when ``rest`` seconds and the items after them, breaks too, will be over."""
    return now.replace(microsecond=0) + timedelta(seconds=rest + sum(item.seconds for item in later))


def _teaching(items: Iterable[PlannedItem]) -> int:
    return sum(item.seconds for item in items if not item.is_break)


def what_to_drop(later: Sequence[PlannedItem], excess: int) -> tuple[int, ...]:
    """Return the keys of the items to leave out so that ``excess`` seconds are saved, in teaching order.

    Optional items go first, one after the other. Then the shortest core item that is enough, or else the longest.
    """
    dropped: set[int] = set()
    optional = [item for item in later if not item.is_core and not item.is_break and item.seconds]
    core = sorted((item for item in later if item.is_core and not item.is_break and item.seconds), key=_by_length)
    while excess > 0 and (optional or core):
        chosen = optional.pop(0) if optional else _shortest_enough(core, excess)
        dropped.add(chosen.key)
        excess -= chosen.seconds
        core = [item for item in core if item.key != chosen.key]
    return tuple(item.key for item in later if item.key in dropped)


def _by_length(item: PlannedItem) -> int:
    return item.seconds


def _shortest_enough(core: Sequence[PlannedItem], excess: int) -> PlannedItem:
    return next((item for item in core if item.seconds >= excess), core[-1])
