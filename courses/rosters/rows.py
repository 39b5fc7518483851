"""The rows of a list as learners, and what is wrong with them, cell by cell."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.models import NAME_KEY_LENGTH
from courses.names import name_key, tidy_name, tidy_number
from courses.rosters.columns import Columns, Part
from courses.spreadsheets.reading import Rows

LONGEST = {Part.NUMBER: 60, Part.GROUP: 60, Part.EMAIL: 254}
LONGEST_NAME = 150
EXACT = {Part.NUMBER, Part.EMAIL}  # compared as they stand
LEARNER = "learner|student|participant|apprenant|élève|estudiante|alumno|учащийся|متعلم|学员"
LEARNERS = {name_key(word) for word in LEARNER.split("|")}
LEFT_OUT = "left-out"  # stands among the fixes of a row that somebody decided not to take
TAKEN_OFF = "taken-off"  # beside the fixes of rows: the seats ticked to be taken off the list

type Fixes = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Learner:
    """A learner as a row names them. Everything but the name may be empty: then it says nothing."""

    name: str
    number: str = ""
    group: str = ""
    email: str = ""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell. ``value`` is what stands there."""

    part: Part
    value: str
    reason: str | Promise


@dataclass(frozen=True)
class Row:
    """A row of the list: ``number`` as a spreadsheet counts, its cells by part, the learner, and what is wrong."""

    number: int
    cells: Mapping[Part, str]
    learner: Learner
    faults: Sequence[Fault] = field(default=())


def read_rows(rows: Rows, columns: Columns, fixes: Fixes) -> list[Row]:
    """Return every row below the header that holds something, with ``fixes`` in place of its cells."""
    found = []
    for number, cells in enumerate(rows[columns.header + 1 :], start=columns.header + 2):
        parts = {part: cells[at] if at < len(cells) else "" for part, at in columns.at.items()}
        typed = fixes.get(str(number), {})
        if not any(parts.values()) or LEFT_OUT in typed:
            continue
        parts |= {Part(part): text for part, text in typed.items() if part in set(Part)}
        found.append(_row(number, parts))
    return _with_repeats(found)


def _row(number: int, cells: Mapping[Part, str]) -> Row:
    clean = {part: _tidy(part, text) for part, text in cells.items()}
    given_and_family = f"{clean.get(Part.GIVEN, '')} {clean.get(Part.FAMILY, '')}".strip()
    learner = Learner(
        name=clean.get(Part.NAME, "") or given_and_family,
        number=clean.get(Part.NUMBER, ""),
        group=clean.get(Part.GROUP, ""),
        email=clean.get(Part.EMAIL, ""),
    )
    return Row(number, cells, learner, tuple(faults_of(learner, cells)))


def _tidy(part: Part, text: str) -> str:
    return tidy_number(text) if part in EXACT else tidy_name(text)


def faults_of(learner: Learner, cells: Mapping[Part, str]) -> list[Fault]:
    """Return what is wrong with one learner alone."""
    name_part = next((part for part in (Part.NAME, Part.FAMILY, Part.GIVEN) if cells.get(part)), name_part_of(cells))
    faults = [Fault(name_part, learner.name, reason) for reason in name_faults(learner.name)]
    for part, longest in LONGEST.items():
        text = _tidy(part, cells.get(part, ""))
        if text.startswith("="):
            faults.append(Fault(part, text, FORMULA))
        elif len(text) > longest:
            faults.append(Fault(part, text, TOO_LONG))
    if learner.email and not any(fault.part == Part.EMAIL for fault in faults) and not _is_email(learner.email):
        faults.append(Fault(Part.EMAIL, learner.email, _("This is no e-mail address.")))
    role = tidy_name(cells.get(Part.ROLE, ""))
    if role and name_key(role) not in LEARNERS:
        faults.append(Fault(Part.ROLE, role, _("Only learners come in by a list. Leave this empty or write: learner")))
    return faults


FORMULA = _("This is a formula. Put its result here.")
TOO_LONG = _("This is too long.")


def name_part_of(cells: Mapping[Part, str]) -> Part:
    """Return the column in which a name is missing."""
    return Part.NAME if Part.NAME in cells or Part.FAMILY not in cells else Part.FAMILY


def name_faults(name: str) -> list[str | Promise]:
    """Return why nobody can be called ``name``; nothing when they can."""
    key = name_key(name)
    if not name:
        return [_("The name is missing.")]
    if name.startswith("="):
        return [FORMULA]
    if not any(letter.isalpha() for letter in key):
        return [_("A name has letters.")]
    return [TOO_LONG] if len(key) > NAME_KEY_LENGTH or len(name) > LONGEST_NAME else []


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _with_repeats(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with a fault wherever a number stands twice, or a name that no number tells apart."""
    numbers: defaultdict[str, list[Row]] = defaultdict(list)
    names: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.learner.number:
            numbers[row.learner.number].append(row)
        names[name_key(row.learner.name)].append(row)
    return [_repeats(row, numbers[row.learner.number], names[name_key(row.learner.name)]) for row in rows]


def _repeats(row: Row, same_number: Sequence[Row], same_name: Sequence[Row]) -> Row:
    faults = list(row.faults)
    if len(same_number) > 1 and row is not same_number[0]:
        said = _("Row {row} has this number too.").format(row=same_number[0].number)
        faults.append(Fault(Part.NUMBER, row.learner.number, said))
    unclear = len(same_name) > 1 and any(not each.learner.number for each in same_name)
    if unclear and row.learner.name and row is not same_name[0]:
        reason = _("Row {row} has this name too. If these are two people, give each a number.")
        faults.append(Fault(name_part_of(row.cells), row.learner.name, reason.format(row=same_name[0].number)))
    return Row(row.number, row.cells, row.learner, tuple(faults))
