"""Gains with their intervals drawn side by side on one scale. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor

from assessments.statistics import Estimate

STEP = 10


@dataclass(frozen=True)
class Bar:
    """Where an interval begins and ends and its middle lies, as lengths of a drawing: "12.5%"."""

    low: str
    middle: str
    high: str


@dataclass(frozen=True)
class Scale:
    """A scale in points of 100 that holds every interval and nothing, in whole tens."""

    low: int
    high: int

    def at(self, points: float) -> str:
        """Return where ``points`` lie, in the form that a drawing takes in every language."""
        return f"{100 * (points - self.low) / (self.high - self.low):.1f}%"

    @property
    def zero(self) -> str:
        """Where nothing was gained."""
        return self.at(0)

    @property
    def ends(self) -> tuple[int, int]:
        return self.low, self.high

    def bar(self, estimate: Estimate) -> Bar:
        """Return the drawing of an estimate that the scale was made for."""
        interval = estimate.interval
        low, high = (interval.low, interval.high) if interval else (estimate.value, estimate.value)
        return Bar(self.at(low), self.at(estimate.value), self.at(high))


def scale_of(estimates: Iterable[Estimate | None]) -> Scale:
    """Return a scale for those of ``estimates`` that there are; from nothing to 50 where there are none."""
    ends = [0.0]
    for each in filter(None, estimates):
        ends += [each.interval.low, each.interval.high] if each.interval else [each.value]
    low, high = floor(min(ends) / STEP) * STEP, ceil(max(ends) / STEP) * STEP
    return Scale(low, high if high > low else low + 50)
