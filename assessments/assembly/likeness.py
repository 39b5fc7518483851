"""How alike two parallel forms are: in points, in points that people will earn, and in outcomes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.assembly.conditions import places_of
from assessments.assembly.values import Assembly, Candidate

COST_OF_POINT, COST_OF_EXPECTED_POINT, COST_OF_QUESTION = 2.0, 4.0, 1.0
LIKE_ENOUGH = 0.05  # expected points; to search for less takes long and means nothing
FACILITY_OF_UNKNOWN = 0.5


@dataclass(frozen=True)
class Measure:
    """A sum that two forms should have alike. Each unit of difference beyond ``free`` costs ``cost``."""

    weights: Mapping[int, float]
    cost: float
    free: float = 0.0

    def charge(self, signs: Sequence[int]) -> float:
        """Return what two forms cost; ``signs`` are 1 or -1 for the questions of each, and 0 for the others."""
        between = abs(sum(signs[place] * weight for place, weight in self.weights.items()))
        return self.cost * max(0.0, between - self.free)


def measures(bank: Sequence[Candidate]) -> list[Measure]:
    """Return what parallel forms should have alike."""
    points = {place: float(candidate.points) for place, candidate in enumerate(bank)}
    facilities = _facilities(bank)
    expected = {place: points[place] * facilities[place] for place in points}
    outcomes = dict.fromkeys(candidate.outcome for candidate in bank)
    return [
        Measure(points, COST_OF_POINT),
        Measure(expected, COST_OF_EXPECTED_POINT, LIKE_ENOUGH),
        *(_measure_of_outcome(bank, outcome) for outcome in outcomes),
    ]


def difference(bank: Sequence[Candidate], assembly: Assembly) -> float:
    """Return how much the two forms of an assembly differ, as it weighs that; 0 when they are alike."""
    first, second = assembly.forms
    sides = dict.fromkeys(first, 1) | dict.fromkeys(second, -1)
    signs = [sides.get(candidate.id, 0) for candidate in bank]
    return sum(measure.charge(signs) for measure in measures(bank))


def _measure_of_outcome(bank: Sequence[Candidate], outcome: str) -> Measure:
    return Measure(places_of(bank, lambda each: each.outcome == outcome), COST_OF_QUESTION)


def _facilities(bank: Sequence[Candidate]) -> list[float]:
    """Return the facility of each candidate; where it is unknown, the mean of its type, else the middle."""
    known: dict[str, list[float]] = {}
    for candidate in bank:
        if candidate.facility is not None:
            known.setdefault(candidate.type, []).append(candidate.facility)
    means = {kind: sum(values) / len(values) for kind, values in known.items()}
    return [means.get(each.type, FACILITY_OF_UNKNOWN) if each.facility is None else each.facility for each in bank]
