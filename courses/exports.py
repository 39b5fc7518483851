"""The list of a cohort as a file, and the answers that carry files."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from courses.models import Cohort, Enrolment
from courses.spreadsheets.writing import (
    CSV,
    KINDS,
    Column,
    Sheet,
    Words,
    csv_file,
    dictionary_file,
    safe_name,
    workbook_file,
)

DICTIONARY = "dictionary"  # a third kind: the data dictionary alone, beside a CSV file


def roster_sheet(cohort: Cohort) -> Sheet:
    """Return the list of a cohort. Uploaded as it is, it changes nothing."""
    columns = [
        Column(_("Number"), _("The number that your centre gives the learner; empty when it gives none.")),
        Column(_("Name"), _("The name by which the learner comes in.")),
        Column(_("Group"), _("The small group within the cohort.")),
        Column(_("Email"), _("For your records; nobody signs in with it.")),
        Column(_("Role"), _("Always: learner. Instructors are not on this list.")),
        Column(_("Joined"), _("The day on which the learner first came in; empty when that has not happened yet.")),
    ]
    seats = cohort.enrolments.learners().present().select_related("user", "group")
    notes = [
        _("Change this file and upload it again: you see the difference before anything changes."),
        _("A cell that begins like a formula has an apostrophe in front. It goes when the file is uploaded."),
    ]
    return Sheet(_("Learners"), columns, _roster_rows(seats), notes)


def _roster_rows(seats: Iterable[Enrolment]) -> Iterable[list[str]]:
    for seat in seats:
        joined = localdate(seat.joined_at).isoformat() if seat.joined_at else ""
        group = seat.group.name if seat.group else ""
        yield [seat.external_id, seat.user.name, group, seat.email, "learner", joined]


def file_answer(sheet: Sheet, *names: str, kind: str) -> HttpResponse:
    """Return ``sheet`` as a download: kind csv, xlsx, or the data dictionary alone."""
    words = Words(_("Data dictionary"), _("Column"), _("Meaning"))
    makers = {
        CSV: lambda: csv_file(sheet),
        DICTIONARY: lambda: dictionary_file(sheet, words),
    }
    content = makers.get(kind, lambda: workbook_file(sheet, words))()
    ending = CSV if kind == DICTIONARY else kind
    if kind == DICTIONARY:
        names = (*names, words.title)
    answer = HttpResponse(content, content_type=KINDS[ending])
    return as_download(answer, safe_name(*names, kind=ending))


def as_download(answer: HttpResponse, name: str) -> HttpResponse:
    """Return ``answer`` to be kept under ``name``, in any script, and nowhere on the way."""
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
