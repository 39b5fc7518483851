"""The door of the assembly: chosen questions, or the reason why no choice is possible."""

import random
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext

from assessments.assembly.conditions import Condition, conditions_of, total_between
from assessments.assembly.likeness import measures
from assessments.assembly.programme import Programme, TooLongError
from assessments.assembly.reasons import reason_of
from assessments.assembly.values import Assembly, Candidate, Plan, Refusal


def assemble(
    *, bank: Sequence[Candidate], enemies: Iterable[tuple[int, int]], plan: Plan, seed: int
) -> Assembly | Refusal:
    """Return forms that keep every condition of ``plan`` and hold no enemy pair, or the reason why there are none.

    Two forms share no question and differ as little as possible. Another ``seed`` chooses otherwise among forms
    that are equally good.
    """
    if not bank:
        return Refusal(gettext("The bank has no questions."))
    chance = random.Random(seed)  # noqa: S311 - for variety, not for secrets
    shuffled = chance.sample(bank, len(bank))
    conditions = conditions_of(shuffled, enemies, plan)
    try:
        chosen = _choice(shuffled, plan, conditions, chance)
        if chosen is None:
            return Refusal(reason_of(shuffled, plan, conditions))
    except TooLongError:
        return Refusal(gettext("No form was found in time. Ask for less, or leave the total open."))
    if not all(chosen):
        return Refusal(gettext("Ask for at least one question."))
    ids = [{shuffled[place].id for place in form} for form in chosen]
    return Assembly(tuple(tuple(each.id for each in bank if each.id in form) for form in ids))


def _choice(
    bank: Sequence[Candidate], plan: Plan, conditions: Sequence[Condition], chance: random.Random
) -> list[list[int]] | None:
    """Return the places of the best forms: two as alike as possible, or one drawn among all that are possible."""
    programme = Programme(len(bank), plan.n_forms, conditions)
    if plan.points is not None:
        programme.require(total_between(bank, plan.points, plan.points))
    if plan.n_forms == 1:
        programme.costs = [chance.random() for _ in bank]
    else:
        for measure in measures(bank):
            programme.charge(measure)
    return programme.solve()
