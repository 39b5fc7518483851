"""The 0/1 programme: a variable for each question on each form, solved exactly."""

from collections.abc import Iterable, Mapping, Sequence
from math import inf
from typing import Any

# scipy loads each of its parts when it is first used. ``from scipy import optimize`` would load that one here,
# and every start of the platform would take a second longer.
import scipy

from assessments.assembly.conditions import Condition
from assessments.assembly.likeness import Measure

SECONDS = 5  # for one search; a bank of 400 questions takes far less
INFEASIBLE = 2  # scipy knows this status by its number only


class TooLongError(Exception):
    """The search was not decided in time."""


class Programme:
    """Rows over the questions of one form, or of two that share none, out of ``n``.

    Variable ``form * n + place`` is 1 when the question of that place is on that form. After them come the
    excesses: how much two forms differ in something that costs.
    """

    def __init__(self, n: int, n_forms: int, conditions: Iterable[Condition]) -> None:
        self.costs = [0.0] * (n * n_forms)
        self._n, self._forms = n, range(n_forms)
        self._entries: list[tuple[int, int, float]] = []
        self._bounds: list[tuple[float, float]] = []
        if n_forms > 1:
            for place in range(n):
                self._add({form * n + place: 1 for form in self._forms}, 0, 1)
        for condition in conditions:
            self.require(condition)

    def require(self, condition: Condition) -> None:
        """Let each form keep a condition."""
        for form in self._forms:
            self._add(self._on(form, condition.weights), condition.least, condition.most)

    def require_same(self, weights: Mapping[int, float]) -> None:
        """Let two forms have the same sum of weights."""
        self._add(self._difference(weights), 0, 0)

    def charge(self, measure: Measure) -> None:
        """Let it cost what two forms differ by a measure."""
        excess = len(self.costs)
        self.costs.append(measure.cost)
        difference = self._difference(measure.weights)
        self._add({**difference, excess: -1}, -inf, measure.free)
        self._add({**difference, excess: 1}, -measure.free, inf)

    def solve(self) -> list[list[int]] | None:
        """Return the places on each form at the least cost, or None when no choice keeps every condition.

        Raises TooLongError when no choice was found in time, and none was proved impossible.
        """
        n_choices = self._n * len(self._forms)
        n_excesses = len(self.costs) - n_choices
        result = scipy.optimize.milp(
            self.costs,
            integrality=[1] * n_choices + [0] * n_excesses,
            bounds=scipy.optimize.Bounds([0] * len(self.costs), [1] * n_choices + [inf] * n_excesses),
            constraints=self._constraints(),
            options={"time_limit": SECONDS},
        )
        if result.x is not None:
            return [self._places(result.x[form * self._n :]) for form in self._forms]
        if result.status == INFEASIBLE:
            return None
        raise TooLongError

    def _add(self, terms: Mapping[int, float], least: float, most: float) -> None:
        self._entries += [(len(self._bounds), variable, value) for variable, value in terms.items()]
        self._bounds.append((least, most))

    def _places(self, values: Sequence[float]) -> list[int]:
        return [place for place in range(self._n) if values[place] > 0.5]

    def _on(self, form: int, weights: Mapping[int, float]) -> dict[int, float]:
        return {form * self._n + place: weight for place, weight in weights.items()}

    def _difference(self, weights: Mapping[int, float]) -> dict[int, float]:
        return self._on(0, weights) | self._on(1, {place: -weight for place, weight in weights.items()})

    def _constraints(self) -> Any:
        rows, columns, values = ([entry[part] for entry in self._entries] for part in range(3))
        matrix = scipy.sparse.csr_array((values, (rows, columns)), shape=(len(self._bounds), len(self.costs)))
        least, most = ([bound[side] for bound in self._bounds] for side in range(2))
        return scipy.optimize.LinearConstraint(matrix, least, most)
