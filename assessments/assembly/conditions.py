"""The conditions that every form of a plan must keep, each with words for a refusal."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext, ngettext

from assessments.assembly.values import Candidate, Need, Plan, TypeCount

HUNDREDTHS = 100  # points are counted in hundredths, so that totals are whole numbers


@dataclass(frozen=True)
class Condition:
    """The sum of ``weights``, by place in the bank, over the questions of a form lies within both bounds.

    ``clause`` names it beside others. ``supply`` says what the bank has of it; empty for enemies and for the total.
    """

    weights: Mapping[int, int]
    least: int
    most: int
    clause: str
    supply: str = ""

    def is_short(self, n_forms: int) -> bool:
        """Return whether the whole bank has too little of it for so many forms."""
        return sum(self.weights.values()) < self.least * n_forms


def conditions_of(bank: Sequence[Candidate], enemies: Iterable[tuple[int, int]], plan: Plan) -> list[Condition]:
    """Return the conditions, except for the total: those that explain best come first."""
    conditions = [_type_count(bank, count) for count in plan.counts]
    for need in plan.needs:
        conditions += _need(bank, need)
    return conditions + _enemies(bank, enemies)


def total_between(bank: Sequence[Candidate], least: Decimal, most: Decimal) -> Condition:
    """Return the condition that the points of a form add up to something within both bounds."""
    weights = {place: _hundredths(candidate.points) for place, candidate in enumerate(bank)}
    return Condition(weights, _hundredths(least), _hundredths(most), clause="")


def places_of(bank: Sequence[Candidate], belongs: Callable[[Candidate], bool]) -> dict[int, int]:
    """Return the places of some candidates, each with the weight 1."""
    return {place: 1 for place, candidate in enumerate(bank) if belongs(candidate)}


def _hundredths(points: Decimal) -> int:
    return int(points * HUNDREDTHS)


def _type_count(bank: Sequence[Candidate], count: TypeCount) -> Condition:
    found = places_of(bank, lambda each: each.type == count.type)
    supply = ngettext("“%(name)s” has %(n)s question", "“%(name)s” has %(n)s questions", len(found))
    return Condition(
        found,
        count.n,
        count.n,
        clause=gettext("“%(name)s”: exactly %(n)s") % {"name": count.name, "n": count.n},
        supply=supply % {"name": count.name, "n": len(found)},
    )


def _need(bank: Sequence[Candidate], need: Need) -> list[Condition]:
    found = places_of(bank, lambda each: each.outcome == need.outcome)
    scored = places_of(bank, lambda each: each.outcome == need.outcome and each.is_machine_scored)
    of_all = ngettext("%(name)s has %(n)s question", "%(name)s has %(n)s questions", len(found))
    of_scored = ngettext(
        "%(name)s has %(n)s machine-scored question", "%(name)s has %(n)s machine-scored questions", len(scored)
    )
    return [
        Condition(
            found,
            need.n_questions,
            len(bank),
            clause=gettext("%(name)s: at least %(n)s") % {"name": need.outcome, "n": need.n_questions},
            supply=of_all % {"name": need.outcome, "n": len(found)},
        ),
        Condition(
            scored,
            need.n_machine_scored,
            len(bank),
            clause=gettext("%(name)s: at least %(n)s machine-scored")
            % {"name": need.outcome, "n": need.n_machine_scored},
            supply=of_scored % {"name": need.outcome, "n": len(scored)},
        ),
    ]


def _enemies(bank: Sequence[Candidate], enemies: Iterable[tuple[int, int]]) -> list[Condition]:
    places = {candidate.id: place for place, candidate in enumerate(bank)}
    pairs = [(places[first], places[second]) for first, second in enemies if first in places and second in places]
    clause = gettext("%(first)s and %(second)s give each other away, so they do not meet")
    return [
        Condition({a: 1, b: 1}, 0, 1, clause=clause % {"first": bank[a].name, "second": bank[b].name}) for a, b in pairs
    ]
