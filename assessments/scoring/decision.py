"""What is decided of a blank, or of a set of blanks in any order."""

from dataclasses import dataclass
from fractions import Fraction

from assessments.scoring.values import ZERO, Rule, Verdict, verdict_of


@dataclass(frozen=True)
class Decision:
    """A verdict with its credit in [0, 1] and the rule that decided."""

    verdict: Verdict
    credit: Fraction
    rule: Rule


def settled(credit: Fraction, rule: Rule) -> Decision:
    """Return a decision that stands without a person."""
    return Decision(verdict_of(credit), credit, rule)


def to_review(rule: Rule, credit: Fraction = ZERO) -> Decision:
    """Return a decision that waits for a person, worth ``credit`` until then."""
    return Decision(Verdict.REVIEW, credit, rule)
