"""Why no form is possible: the smallest clash of conditions, found by leaving conditions out."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from django.utils.translation import gettext, ngettext

from assessments.assembly.conditions import HUNDREDTHS, Condition, total_between
from assessments.assembly.programme import Programme
from assessments.assembly.values import Candidate, Plan


def reason_of(bank: Sequence[Candidate], plan: Plan, conditions: Sequence[Condition]) -> str:
    """Return why no form is possible: what the bank is short of, else a few conditions that clash, else the total.

    Raises TooLongError when that takes too long to find out.
    """
    short = next((condition for condition in conditions if condition.is_short(plan.n_forms)), None)
    if short:
        return _short_supply(short, plan.n_forms)

    def is_impossible(some: Sequence[Condition]) -> bool:
        return Programme(len(bank), plan.n_forms, some).solve() is None

    if plan.points is not None and not is_impossible(conditions):
        return _unreachable_total(bank, plan, conditions, plan.points)
    clauses = "; ".join(condition.clause for condition in smallest_clash([], conditions, is_impossible))
    return gettext("These conditions exclude each other: %(clauses)s.") % {"clauses": clauses}


def smallest_clash[T](kept: list[T], suspects: Sequence[T], is_impossible: Callable[[list[T]], bool]) -> list[T]:
    """Return suspects that are impossible together with ``kept``, and possible without any one of them.

    ``kept`` with all ``suspects`` must be impossible. Earlier suspects are preferred. Halving them takes far fewer
    tries than leaving out one at a time (Junker's QuickXplain).
    """
    if kept and is_impossible(kept):
        return []
    if len(suspects) == 1:
        return list(suspects)
    middle = len(suspects) // 2
    first, second = list(suspects[:middle]), list(suspects[middle:])
    of_second = smallest_clash([*kept, *first], second, is_impossible)
    of_first = smallest_clash([*kept, *of_second], first, is_impossible)
    return [*of_first, *of_second]


def _short_supply(condition: Condition, n_forms: int) -> str:
    sentence = (
        gettext("%(supply)s; a form of %(n)s is impossible.")
        if n_forms == 1
        else gettext("%(supply)s; two disjoint forms of %(n)s are impossible.")
    )
    return sentence % {"supply": condition.supply, "n": condition.least}


def _unreachable_total(bank: Sequence[Candidate], plan: Plan, conditions: Sequence[Condition], points: Decimal) -> str:
    whole = sum((candidate.points for candidate in bank), Decimal(0))
    ranges = [(Decimal(0), points, -1), (points, max(points, whole), 1)]
    nearest = [_extreme_total(bank, plan.n_forms, conditions, *each) for each in ranges]
    totals = [f"{total.normalize():f}" for total in nearest if total is not None]
    if not totals:
        return gettext("No two forms with the same total are possible.")
    sentence = ngettext(
        "A total of %(points)s points cannot be reached; the nearest possible is %(first)s.",
        "A total of %(points)s points cannot be reached; the nearest possible are %(first)s and %(last)s.",
        len(totals),
    )
    return sentence % {"points": f"{points.normalize():f}", "first": totals[0], "last": totals[-1]}


def _extreme_total(
    bank: Sequence[Candidate], n_forms: int, conditions: Sequence[Condition], least: Decimal, most: Decimal, sign: int
) -> Decimal | None:
    """Return the least (``sign`` 1) or the greatest (-1) total within both bounds that each form can have, or None."""
    total = total_between(bank, least, most)
    programme = Programme(len(bank), n_forms, [*conditions, total])
    if n_forms > 1:
        programme.require_same(total.weights)
    for place, weight in total.weights.items():
        programme.costs[place] = float(sign * weight)
    chosen = programme.solve()
    return None if chosen is None else Decimal(sum(total.weights[place] for place in chosen[0])) / HUNDREDTHS
