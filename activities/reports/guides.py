"""The instructor's guide of a lesson: its frames with the activities between them, and when each is planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from django.utils.translation import gettext as _

from activities.models import Activity
from activities.phases import PhasePlan, middle_seconds
from activities.places import frame_before, openers_of
from lessons.deck import Step, deck_of
from lessons.models import Lesson


@dataclass(frozen=True)
class GuideActivity:
    """An activity with its phases, its own or borrowed ones, and the seconds that a plan gives it."""

    activity: Activity
    phases: Sequence[PhasePlan]

    @property
    def seconds(self) -> int:
        """The middles of the times of its phases; without phases, of its own time."""
        phases = [middle_seconds(phase.minutes_low, phase.minutes_high) for phase in self.phases]
        return sum(phases) or middle_seconds(self.activity.minutes_low, self.activity.minutes_high)


@dataclass(frozen=True)
class GuideEntry:
    """A frame of the lesson or an activity, and when it is planned: seconds from the start of the lesson.

    ``step`` is null for an activity, ``activity`` for a frame. An activity that has no time in the lesson by itself
    ends when it starts.
    """

    section: str
    starts_at: int
    ends_at: int
    step: Step | None = None
    activity: GuideActivity | None = None

    @property
    def title(self) -> str:
        """What it is called."""
        if self.activity:
            return f"{self.activity.activity.number} {self.activity.activity.title}"
        return self.step.frame.title if self.step else ""


@dataclass(frozen=True)
class GuidePart:
    """The entries of one section, one after the other, as the guide is divided. Numbered from 1."""

    number: int
    title: str
    entries: Sequence[GuideEntry]

    @property
    def starts_at(self) -> int:
        """When it is planned to begin, in seconds from the start of the lesson."""
        return self.entries[0].starts_at

    @property
    def ends_at(self) -> int:
        """When it is planned to end, in seconds from the start of the lesson."""
        return self.entries[-1].ends_at


@dataclass(frozen=True)
class Guide:
    """All entries in order, and the further ways to evaluate.

    ``has_room`` when the learning activities fit together into the time that the lesson leaves for them. Then the times
    of the guide include them; otherwise the instructor chooses, and the times are those of the presentation.
    """

    entries: Sequence[GuideEntry]
    evaluation: Sequence[GuideActivity]
    has_room: bool

    @cached_property
    def parts(self) -> list[GuidePart]:
        """The entries in parts: the opening, each section, the summary."""
        runs = [list(entries) for _section, entries in groupby(self.entries, key=lambda entry: entry.section)]
        return [GuidePart(number, each[0].section or _("Opening"), each) for number, each in enumerate(runs, 1)]

    @property
    def learning(self) -> list[GuideActivity]:
        """The activities that are part of the lesson."""
        return [entry.activity for entry in self.entries if entry.activity]

    @property
    def activity_minutes(self) -> Decimal:
        """What the learning activities take together."""
        return round(Decimal(sum(each.seconds for each in self.learning)) / 60, 1)


def guide_of(lesson: Lesson, activities: Sequence[Activity]) -> Guide:
    """Return the guide of ``lesson``. ``activities`` come with outcomes and phases, as ``with_phases`` brings them."""
    plans = [_with_plan(activity) for activity in activities]
    learning = [each for each in plans if each.activity.use == Activity.Use.LEARNING]
    has_room = sum(each.seconds for each in learning) <= lesson.interactive_minutes * 60
    deck, openers = deck_of(lesson), openers_of(lesson)
    after: dict[str, list[GuideActivity]] = {}
    for each in learning:
        after.setdefault(frame_before(each.activity, deck, openers), []).append(each)
    return Guide(
        entries=_entries(deck, after, is_timed=has_room),
        evaluation=[each for each in plans if each.activity.use == Activity.Use.EVALUATION],
        has_room=has_room,
    )


def _with_plan(activity: Activity) -> GuideActivity:
    owner = activity.plan_of or activity
    return GuideActivity(activity, [PhasePlan.of_row(phase) for phase in owner.phases.all()])


def _entries(deck: Sequence[Step], after: dict[str, list[GuideActivity]], *, is_timed: bool) -> list[GuideEntry]:
    """Return frames and activities in order. ``after`` says which activities follow a frame, by its key."""
    entries, behind = [], 0
    for step in deck:
        frame, ends = step.frame, step.ends_at + behind
        entries.append(GuideEntry(frame.section, step.starts_at + behind, ends, step=step))
        for each in after.get(frame.key, []):
            taken = each.seconds if is_timed else 0
            entries.append(GuideEntry(frame.section, ends, ends + taken, activity=each))
            ends, behind = ends + taken, behind + taken
    return entries
