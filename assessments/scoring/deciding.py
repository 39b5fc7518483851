"""From what was found in the boxes to a decision."""

from collections.abc import Sequence
from fractions import Fraction

from assessments.scoring.assignment import best_credit
from assessments.scoring.decision import Decision, settled, to_review
from assessments.scoring.keys import Entry, Kind, Place
from assessments.scoring.matching import Found
from assessments.scoring.quota import fill, waits
from assessments.scoring.reading import Reading
from assessments.scoring.values import ONE, ZERO, Rule, Verdict

EARNING = {Kind.ACCEPT, Kind.PART, Kind.PARTIAL}


def decide(readings: Sequence[Reading], places: Sequence[Place]) -> Decision:
    """Return the decision on boxes that share one key. A blank with a key of its own is one box.

    A box that a person must judge takes nothing from what the others earn.
    """
    found = [each for reading in readings for each in reading.found]
    if not found:
        return Decision(Verdict.UNANSWERED, ZERO, Rule.UNANSWERED)
    if any(reading.is_negated for reading in readings):
        return to_review(Rule.NEGATION, _of_plain_boxes(readings))
    if any(reading.is_overlong for reading in readings):
        return to_review(Rule.SHOTGUN, _of_plain_boxes(readings))
    if places:
        return fill(found, places)
    kinds = {each.kind for each in found}
    if len(readings) == 1 and Kind.PART in kinds and Kind.ACCEPT not in kinds:
        return _add_up(found, is_choice=readings[0].is_choice)
    return _assign(found, readings)


def _assign(found: Sequence[Found], readings: Sequence[Reading]) -> Decision:
    """Return the decision on answers of which each box holds one, in any order."""
    earning, n_boxes = _earning(found), len(readings)
    doubts = [reason for each in found if (reason := waits(each))]
    n_wrong = sum(map(_n_wrong, readings))
    if not earning:
        return to_review(doubts[0]) if doubts else settled(ZERO, found[0].rule)
    if (doubts or n_wrong) and len(earning) + len(doubts) + n_wrong > n_boxes:
        return to_review(Rule.SHOTGUN, _of_plain_boxes(readings))
    credit = best_credit(earning, n_boxes) / n_boxes
    is_explained = any(reading.is_explained for reading in readings)
    rule = _rule(found, len(earning), n_boxes, is_explained=is_explained)
    return to_review(doubts[0], credit) if doubts else settled(credit, rule)


def _of_plain_boxes(readings: Sequence[Reading]) -> Fraction:
    """Return the share that the boxes with a single answer earn, whatever becomes of those with doubtful ones."""
    plain = [each for each in readings if len(each.found) == 1 and not (each.is_negated or each.is_overlong)]
    return best_credit(_earning([each.found[0] for each in plain]), len(readings)) / len(readings)


def _n_wrong(reading: Reading) -> int:
    """Return how many wrong answers do harm. After "or" one worth nothing does, which beside a right one does not."""
    wrong = [each for each in reading.found if each.entry and each.entry.verdict is Verdict.WRONG]
    return sum(reading.is_choice or each.kind is Kind.WRONG for each in wrong)


def _add_up(found: Sequence[Found], *, is_choice: bool) -> Decision:
    """Return the decision on parts that add up. A wrong answer takes the room of a part, but leaves no choice."""
    earning = _earning(found)
    parts = [entry.credit for entry in earning if entry.kind is Kind.PART]
    n_wrong = sum(each.kind is Kind.WRONG for each in found)
    credit = min(sum(parts, ZERO), ONE - n_wrong * min(parts))
    if credit <= 0 or (n_wrong and is_choice):
        return to_review(Rule.SHOTGUN)
    if not n_wrong:
        credit = max(credit, best_credit(earning, 1))
    doubts = [reason for each in found if (reason := waits(each))]
    return to_review(doubts[0], credit) if doubts else settled(credit, Rule.PARTS)


def _earning(found: Sequence[Found]) -> set[Entry]:
    return {each.entry for each in found if each.entry and _earns(each)}


def _earns(found: Found) -> bool:
    return found.entry is not None and found.kind in EARNING and found.entry.credit > 0


def _rule(found: Sequence[Found], n_earning: int, n_boxes: int, *, is_explained: bool) -> Rule:
    """Return the rule that says most about how the answers were recognised."""
    if n_earning < min(sum(map(_earns, found)), n_boxes):
        return Rule.TWICE
    if any(each.rule is Rule.TYPO for each in found):
        return Rule.TYPO
    if n_earning > n_boxes:
        return Rule.SEVERAL
    return Rule.EXPLAINED if is_explained else found[0].rule
