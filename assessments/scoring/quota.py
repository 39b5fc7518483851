"""Quotas: "at least two types and one organisation by name"."""

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

from assessments.scoring.decision import Decision, settled, to_review
from assessments.scoring.keys import Entry, Kind, Place
from assessments.scoring.matching import Found
from assessments.scoring.values import Rule


def fill(found: Sequence[Found], places: Sequence[Place]) -> Decision:
    """Return the decision on answers that fill the places of a quota.

    Each place filled is a share. Each wrong answer closes a place, so that a pasted list is not free and
    yet one wrong answer beside an empty place costs nothing more.
    """
    entries = {each.entry for each in found if each.entry and each.kind is Kind.PLACE}
    n_places = sum(place.need for place in places)
    n_filled = sum(_n_filled(place, entries) for place in places)
    n_wrong = len({each.typed for each in found if each.kind is Kind.WRONG})
    n_earned = min(n_filled, n_places - n_wrong)
    if n_filled and n_earned <= 0:
        return to_review(Rule.SHOTGUN)
    credit = Fraction(max(n_earned, 0), n_places)
    waits_for = _waits_for(found, places, entries)
    return to_review(waits_for, credit) if waits_for and credit < 1 else settled(credit, Rule.QUOTA)


def _n_filled(place: Place, entries: Iterable[Entry]) -> int:
    return min(place.need, sum(_sure_place(entry) == place.id for entry in entries))


def _sure_place(entry: Entry) -> str:
    """Return the place that ``entry`` fills without a person; empty for none."""
    return entry.sure if entry.is_doubtful else entry.fills


def _waits_for(found: Sequence[Found], places: Sequence[Place], entries: Iterable[Entry]) -> Rule | None:
    """Return why a person should look, or None: unknown answers, or a place that only a doubtful one fills."""
    short = {place.id for place in places if _n_filled(place, entries) < place.need}
    n_answers = Counter(map(_sure_place, entries))
    needed = {place.id for place in places if n_answers[place.id] <= place.need}
    if any(entry.is_doubtful and entry.fills in short and entry.sure not in needed for entry in entries):
        return Rule.LISTED_FOR_REVIEW
    return next((reason for each in found if (reason := waits(each))), None)


def waits(found: Found) -> Rule | None:
    """Return why ``found`` waits for a person, or None."""
    if found.entry is None:
        return found.rule
    return Rule.LISTED_FOR_REVIEW if found.kind is Kind.REVIEW else None
