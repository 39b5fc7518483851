"""What may be compared between a quiz before and one after the lesson. Pure: no database here."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum

type Versions = Set[int]


class Case(StrEnum):
    """How the questions of two quizzes relate, by the versions that learners saw."""

    IDENTICAL = "identical"
    ANCHORS = "anchors"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Common:
    """What two quizzes have in common. ``versions`` were asked on both sides of every learner.

    ``edited`` are questions that were asked on both sides in different versions: an edit breaks the pair.
    """

    case: Case
    versions: frozenset[int]
    edited: frozenset[int]


def common_of(forms: Iterable[tuple[Versions, Versions]], question_of: Mapping[int, int]) -> Common:
    """Return what ``forms``, the versions before and after of each learner or pair of forms, have in common.

    Learners may have had different forms. They are compared on everything when each of them had one form twice,
    otherwise on what all of them were asked twice. ``question_of`` gives the question of each version.
    """
    pairs = {(frozenset(before), frozenset(after)) for before, after in forms}
    changed = [before ^ after for before, after in pairs]
    if pairs and not any(changed):
        return Common(Case.IDENTICAL, frozenset().union(*(before for before, _ in pairs)), frozenset())
    shared = [before & after for before, after in pairs]
    versions = frozenset.intersection(*shared) if shared else frozenset()
    edited = [
        _questions(before - after, question_of) & _questions(after - before, question_of) for before, after in pairs
    ]
    return Common(Case.ANCHORS if versions else Case.NOTHING, versions, frozenset().union(*edited))


def _questions(versions: Versions, question_of: Mapping[int, int]) -> frozenset[int]:
    return frozenset(question_of[version] for version in versions)


@dataclass(frozen=True)
class Paired:
    """Learners, by their seats, in the order of ``seats``: who sat both quizzes, one of them, or none."""

    both: tuple[int, ...]
    only_before: tuple[int, ...]
    only_after: tuple[int, ...]
    neither: tuple[int, ...]


def paired(seats: Iterable[int], before: Set[int], after: Set[int]) -> Paired:
    """Divide ``seats`` by the quizzes that they sat. Nobody is left out and nothing is made up for those missing."""
    sides: dict[tuple[bool, bool], list[int]] = {(a, b): [] for a in (True, False) for b in (True, False)}
    for seat in seats:
        sides[seat in before, seat in after].append(seat)
    return Paired(
        both=tuple(sides[True, True]),
        only_before=tuple(sides[True, False]),
        only_after=tuple(sides[False, True]),
        neither=tuple(sides[False, False]),
    )
