"""What a class sees at each item of its plan. Nothing that is for the instructor only is in here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from delivery.models import Delivery, PlanItem
from delivery.plan import names_of
from lessons.deck import Frame, Step, deck_of, steps_left
from lessons.fitting import Words, classes_for


@dataclass(frozen=True)
class PhaseTitle:
    """A phase of an activity as the class sees it: what it is called and how long it takes."""

    slug: str
    title: str
    seconds: int


@dataclass(frozen=True)
class Scene:
    """What the class sees at one item. ``frame`` is None unless it is a frame of the lesson, or was one.

    ``rates`` is the key of the run in which learners rate each other's groups, null where they do not;
    ``groups`` that of the run in which groups have boards of their own.
    """

    item: int
    kind: str
    title: str
    frame: Frame | None = None
    number: str = ""
    phases: tuple[PhaseTitle, ...] = ()
    rates: int | None = None
    groups: int | None = None

    @property
    def density(self) -> str:
        """The classes that set an activity as small as its title and phases need."""
        return classes_for(Words(self.title, self.number, [phase.title for phase in self.phases]))


@dataclass(frozen=True)
class PlannedStep:
    """An item of the plan, what to call it, what the class sees of it, and for a frame the step with its script."""

    item: PlanItem
    name: str
    scene: Scene
    step: Step | None


def planned_steps(delivery: Delivery, deck: Sequence[Step] | None = None) -> list[PlannedStep]:
    """Return the items of the plan in order, hidden ones left out. The same number of queries for any plan.

    ``deck`` is that of the lesson where it was made already.
    """
    items = list(delivery.items.planned().select_related("activity__lesson", "activity__plan_of", "run"))
    steps = steps_by_key(delivery, items, deck_of(delivery.lesson) if deck is None else deck)
    names = names_of(items, {key: step.frame for key, step in steps.items()})
    return [
        PlannedStep(item, names[item.pk], _scene(item, steps.get(item.frame)), steps.get(item.frame)) for item in items
    ]


def steps_by_key(delivery: Delivery, items: Iterable[PlanItem], deck: Sequence[Step]) -> dict[str, Step]:
    """Return the steps of ``deck`` by the keys of their frames, and those of ``items`` that left the lesson since."""
    steps = {step.frame.key: step for step in deck}
    missing = {item.frame for item in items if item.frame} - steps.keys()
    return steps | steps_left(delivery.lesson, missing) if missing else steps


def scenes_of(delivery: Delivery) -> list[Scene]:
    """Return what the class sees at each item of the plan, in order."""
    return [planned.scene for planned in planned_steps(delivery)]


def seen_by(scenes: Sequence[Scene], *, item: int | None) -> list[Scene]:
    """Return the scenes up to ``item``: those that a learner may look back at. None before the start."""
    place = next((index for index, scene in enumerate(scenes) if scene.item == item), None)
    return [] if place is None else list(scenes[: place + 1])


def _scene(item: PlanItem, step: Step | None) -> Scene:
    return Scene(
        item=item.pk,
        kind=item.kind,
        title=item.title,
        frame=step.frame if step else None,
        number=item.activity.number if item.activity else "",
        phases=tuple(PhaseTitle(each["slug"], each["title"], each["seconds"]) for each in item.phases),
        rates=item.run_id if item.run and item.run.rating else None,
        groups=item.run_id if item.activity and item.activity.has_group_boards else None,
    )
