"""What goes into an assembly and what comes out of it."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Candidate:
    """A question that may be chosen.

    ``points`` have at most two decimals. ``outcome`` is the short name of its primary outcome, such as O3.
    ``facility`` is the mean share of its points that people earned, in [0, 1], or None when it is not known.
    """

    id: int
    name: str
    type: str
    points: Decimal
    outcome: str
    is_machine_scored: bool
    facility: float | None = None


@dataclass(frozen=True)
class TypeCount:
    """Exactly ``n`` questions of a type."""

    type: str
    name: str
    n: int


@dataclass(frozen=True)
class Need:
    """At least so many questions of an outcome, at least so many of them scored by machine."""

    outcome: str
    n_questions: int
    n_machine_scored: int


@dataclass(frozen=True)
class Plan:
    """What each form must hold. ``points`` is the total of each form, or None for any. ``n_forms`` is 1 or 2."""

    counts: tuple[TypeCount, ...]
    needs: tuple[Need, ...] = ()
    points: Decimal | None = None
    n_forms: int = 1


@dataclass(frozen=True)
class Assembly:
    """The questions of one form, or of two without a common question: their ids, in the order of the bank."""

    forms: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Refusal:
    """Why there is no such form, in words."""

    reason: str
