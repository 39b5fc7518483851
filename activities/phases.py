"""The phases of an activity as a class goes through them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Self

from activities.models import Activity, Phase
from lessons.deck import middle


@dataclass(frozen=True)
class PhasePlan:
    """One phase. ``instructions`` and ``prompts`` are for the instructor.

    ``seconds`` is how long it takes in the plan of a class, None where that says nothing.
    """

    slug: str
    title: str
    minutes_low: Decimal
    minutes_high: Decimal
    instructions: str
    prompts: Sequence[str]
    seconds: int | None = None

    @classmethod
    def of_row(cls, phase: Phase) -> Self:
        """Return a phase of the activity's own plan."""
        return cls(
            phase.slug, phase.title, phase.minutes_low, phase.minutes_high, phase.instructions, tuple(phase.prompts)
        )

    @classmethod
    def of_variation(cls, phase: Mapping[str, Any]) -> Self:
        """Return a phase as a variation writes it."""
        low, high = (Decimal(str(minutes)) for minutes in phase["minutes"])
        return cls(phase["id"], phase["title"], low, high, phase["instructions"], tuple(phase["prompts"]))


def variation_of(activity: Activity, title: str) -> Mapping[str, Any] | None:
    """Return the variation of this title, or None."""
    return next((each for each in activity.variations if each["title"] == title), None)


def phases_of(activity: Activity, variation: str = "") -> list[PhasePlan]:
    """Return the phases of the variation where it has any, else those of the activity, which may be borrowed."""
    chosen = variation_of(activity, variation)
    if chosen and chosen.get("phases"):
        return [PhasePlan.of_variation(phase) for phase in chosen["phases"]]
    owner = activity.plan_of or activity
    return [PhasePlan.of_row(phase) for phase in owner.phases.filter(is_retired=False)]


def middle_seconds(low: Decimal, high: Decimal) -> int:
    """Return the middle of two numbers of minutes, in seconds."""
    return int((middle(low, high) * 60).quantize(Decimal(1), ROUND_HALF_UP))
