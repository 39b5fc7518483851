"""What a list would change in a cohort, without changing anything."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.names import name_key
from courses.rosters.columns import Part
from courses.rosters.rows import Fault, Learner, Row


@dataclass(frozen=True)
class Seated:
    """A learner of the cohort. ``is_fixed`` when the name belongs to an account that no list may rename.

    Who ``has_joined`` stays on the list whatever it says.
    """

    seat: int
    learner: Learner
    is_fixed: bool = False
    has_joined: bool = False


@dataclass(frozen=True)
class Change:
    """One learner before and after: None before for somebody new, None after for somebody taken off the list."""

    seat: int | None
    before: Learner | None
    after: Learner | None

    @property
    def parts(self) -> list[tuple[Part, str, str]]:
        """What is different: part, before, after."""
        old, new = asdict(self.before or Learner("")), asdict(self.after or Learner(""))
        return [(Part(part), old[part], new[part]) for part in old if old[part] != new[part]]

    def stored(self) -> dict[str, Any]:
        """Return the change as JSON keeps it."""
        return asdict(self)

    @classmethod
    def restored(cls, stored: Mapping[str, Any]) -> "Change":
        """Return what ``stored`` said."""
        before, after = stored["before"], stored["after"]
        return cls(stored["seat"], Learner(**before) if before else None, Learner(**after) if after else None)


@dataclass(frozen=True)
class Difference:
    """A list against a cohort. ``faulty`` rows wait until they are mended; ``missing`` learners are not on the list."""

    new: Sequence[Change]
    changed: Sequence[Change]
    unchanged: int
    missing: Sequence[Seated]
    faulty: Sequence[Row]

    @property
    def has_something(self) -> bool:
        """Whether there is anything to do: somebody comes, is changed, or may be taken off the list."""
        return bool(self.new or self.changed or any(not each.has_joined for each in self.missing))

    @property
    def digest(self) -> str:
        """The same for two lists that would change the same; another one when the cohort has moved on meanwhile."""
        parts = [self.new, self.changed, [seated.seat for seated in self.missing], [row.number for row in self.faulty]]
        return sha256(repr(parts).encode()).hexdigest()[:24]


def difference(rows: Iterable[Row], seated: Sequence[Seated]) -> Difference:
    """Return what ``rows`` would change among those who are ``seated``.

    A number finds its learner; without one, or where nobody has it yet, the name does, if only one learner has it.
    """
    finder = _Finder(seated)
    new, changed, faulty = [], [], []
    unchanged, named = 0, set()
    for row in rows:
        found = finder.find(row.learner)
        if row.learner.number:
            # Of two namesakes with numbers, the first gets the seat that has none yet, the other a new one.
            found = [each for each in found if each.seat not in named or each.learner.number == row.learner.number]
        match = found[0] if len(found) == 1 else None
        faults = [*row.faults, *_faults_of_match(row, found)]
        if match and match.seat in named and not faults:
            faults.append(Fault(Part.NAME, row.learner.name, _("Another row means the same learner of this cohort.")))
        named |= {each.seat for each in found}
        if faults:
            faulty.append(Row(row.number, row.cells, row.learner, tuple(faults)))
        elif match is None:
            new.append(Change(None, None, row.learner))
        elif (after := _merged(match.learner, row.learner)) != match.learner:
            changed.append(Change(match.seat, match.learner, after))
        else:
            unchanged += 1
    missing = [each for each in seated if each.seat not in named]
    return Difference(new, changed, unchanged, missing, faulty)


def _faults_of_match(row: Row, found: Sequence[Seated]) -> list[Fault]:
    if len(found) > 1:
        reason = _("Several learners of this cohort have this name. Add their number.")
        return [Fault(Part.NUMBER, row.learner.number, reason)]
    if found and found[0].is_fixed and found[0].learner.name != row.learner.name:
        reason = _("This account is used elsewhere too. Only an administrator can change its name.")
        return [Fault(Part.NAME, row.learner.name, reason)]
    return []


def _merged(before: Learner, after: Learner) -> Learner:
    """Return what is known after the list was read: an empty cell says nothing."""
    return Learner(
        name=after.name,
        number=after.number or before.number,
        group=after.group or before.group,
        email=after.email or before.email,
    )


class _Finder:
    """Finds whom a row means."""

    def __init__(self, seated: Sequence[Seated]) -> None:
        self._by_number = {each.learner.number: each for each in seated if each.learner.number}
        self._by_name: defaultdict[str, list[Seated]] = defaultdict(list)
        for each in seated:
            self._by_name[name_key(each.learner.name)].append(each)

    def find(self, learner: Learner) -> list[Seated]:
        """Return who it may be: nobody, one learner, or several whom only a number tells apart."""
        if learner.number in self._by_number:
            return [self._by_number[learner.number]]
        named = self._by_name[name_key(learner.name)]
        # With a number that nobody has yet, a namesake who has another number is another person.
        return [each for each in named if not each.learner.number] if learner.number else named
