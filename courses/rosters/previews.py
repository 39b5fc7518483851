"""The list of a cohort as it stands, and an uploaded one beside it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from courses.models import Cohort, Enrolment, RosterImport
from courses.rosters.columns import Columns, find_columns
from courses.rosters.difference import Difference, Seated, difference
from courses.rosters.rows import TAKEN_OFF, Learner, read_rows
from courses.spreadsheets.reading import Table, read_table, readings


@dataclass(frozen=True)
class Preview:
    """A draft of an import as it reads now, and what it would change. ``readings`` are for a person to choose from
    when the letters of the file can be read in several ways; else empty. ``removing`` are the seats that were ticked
    to be taken off the list when it was last checked.
    """

    table: Table
    columns: Columns
    difference: Difference
    readings: Sequence[tuple[str, str]]
    removing: Collection[int]


def learner_of(seat: Enrolment) -> Learner:
    """Return what is known of whoever has this seat."""
    return Learner(seat.user.name, seat.external_id, seat.group.name if seat.group else "", seat.email)


def seated_learners(cohort: Cohort) -> list[Seated]:
    """Return the learners of ``cohort`` but those who were erased, in two queries."""
    seats = cohort.enrolments.learners().present().select_related("user", "group")
    elsewhere = Enrolment.objects.filter(user__enrolments__cohort=cohort).exclude(cohort=cohort)
    used_elsewhere = set(elsewhere.values_list("user", flat=True))
    return [
        Seated(seat.pk, learner_of(seat), _is_fixed(seat, used_elsewhere), has_joined=seat.joined_at is not None)
        for seat in seats
    ]


def _is_fixed(seat: Enrolment, used_elsewhere: set[int]) -> bool:
    user = seat.user
    return user.is_staff or user.is_superuser or user.has_usable_password() or user.pk in used_elsewhere


def preview_of(roster: RosterImport) -> Preview:
    """Return what a draft would change. Raises RefusedFileError when its file cannot be read."""
    content = bytes(roster.content)
    table = read_table(content, roster.encoding)
    columns = find_columns(table.rows)
    rows = read_rows(table.rows, columns, roster.fixes) if columns.has_name else []
    is_unsure = table.is_guessed or bool(roster.encoding)
    return Preview(
        table=table,
        columns=columns,
        difference=difference(rows, seated_learners(roster.cohort)),
        readings=list(readings(content).items()) if is_unsure else [],
        removing={int(seat) for seat in roster.fixes.get(TAKEN_OFF, {})},
    )
