"""A list of learners comes in as a file: upload, look at the difference, mend, confirm, undo."""

import re
from collections import defaultdict

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.access import directs, get_taught_cohort, get_taught_import
from courses.exports import DICTIONARY, file_answer, roster_sheet
from courses.forms import RosterFileForm
from courses.rosters.actions import (
    OutdatedPreviewError,
    apply_roster,
    choose_encoding,
    discard_roster,
    mend_roster,
    undo_roster,
    upload_roster,
)
from courses.rosters.columns import Part
from courses.rosters.difference import Change
from courses.rosters.previews import preview_of
from courses.spreadsheets.limits import MAX_BYTES, TOO_LARGE, RefusedFileError
from courses.spreadsheets.reading import GUESSES
from courses.spreadsheets.writing import KINDS

SHOWN = 50  # faulty rows, or rows of each kind of change, on one page
CELL = re.compile(r"cell-([0-9]{1,5})-([a-z]{1,10})")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def roster(request, pk):
    """The list of a cohort, and the way to upload another one."""
    cohort = get_taught_cohort(request.user, pk)
    form = RosterFileForm(request.POST or None, request.FILES or None, label_suffix="")
    if request.method == "POST":
        form = RosterFileForm(request.POST, request.FILES, label_suffix="")
        if form.is_valid():
            try:
                return _upload(request, cohort, form.cleaned_data["file"])
            except RefusedFileError as error:
                form.add_error("file", str(error.reason))
    context = {
        "cohort": cohort,
        "form": form,
        "learners": cohort.enrolments.learners().select_related("user", "group"),
        "last": _last_import(cohort),
        "is_director": cohort.is_archived and directs(request.user, cohort.course),
    }
    return render(request, "courses/roster.html", context, status=422 if form.errors else 200)


def _upload(request, cohort, file):
    if file.size > MAX_BYTES:
        raise RefusedFileError(TOO_LARGE)
    draft = upload_roster(cohort=cohort, by=request.user, file_name=file.name, content=file.read(), now=timezone.now())
    try:
        preview_of(draft)
    except RefusedFileError:
        discard_roster(roster=draft)
        raise
    return redirect("courses:roster-import", cohort.pk, draft.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def roster_import(request, pk, import_pk):
    """What an uploaded list would change. Faulty cells are mended here."""
    draft = get_taught_import(request.user, pk, import_pk)
    if request.method == "POST":
        encoding = request.POST.get("encoding")
        if encoding in GUESSES:
            choose_encoding(roster=draft, encoding=encoding)
        fixes, left_out = _typed(request.POST)
        mend_roster(roster=draft, fixes=fixes, left_out=left_out, removing=_ticked(request.POST))
        return redirect("courses:roster-import", pk, import_pk)
    return _show_import(request, draft)


def _typed(data):
    """Return what was typed over cells, by row, and the rows to leave out."""
    fixes: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for name in data:
        if (said := CELL.fullmatch(name)) and said.group(2) in set(Part):
            fixes[said.group(1)][said.group(2)] = data[name][:1000]
    return fixes, [row for row in data.getlist("leave") if row.isascii() and row.isdigit() and len(row) < 6]


def _show_import(request, draft, *, removing=None, is_outdated=False):
    if draft.applied_at is not None:
        return _show_done(request, draft)
    try:
        preview = preview_of(draft)
    except RefusedFileError as error:
        discard_roster(roster=draft)
        messages.warning(request, str(error.reason))
        return redirect("courses:roster", draft.cohort_id)
    difference = preview.difference
    context = {
        "cohort": draft.cohort,
        "draft": draft,
        "preview": preview,
        "difference": difference,
        "faulty": [_cells_of(row) for row in difference.faulty[:SHOWN]],
        "n_more_faulty": max(0, len(difference.faulty) - SHOWN),
        "new": difference.new[:SHOWN],
        "n_more_new": max(0, len(difference.new) - SHOWN),
        "changed": difference.changed[:SHOWN],
        "n_more_changed": max(0, len(difference.changed) - SHOWN),
        "missing": difference.missing[: SHOWN * 10] if preview.columns.has_name else [],
        "removing": preview.removing if removing is None else removing,
        "is_outdated": is_outdated,
    }
    return render(request, "courses/roster_import.html", context, status=409 if is_outdated else 200)


def _show_done(request, done):
    changes = [Change.restored(stored) for stored in done.changes]
    context = {
        "cohort": done.cohort,
        "done": done,
        "changes": changes[:SHOWN],
        "n_changes": len(changes),
        "n_more": max(0, len(changes) - SHOWN),
        "is_last": done == _last_import(done.cohort),
    }
    return render(request, "courses/roster_done.html", context)


def _last_import(cohort):
    """Return the newest import that is in force, or None: the only one that can be undone."""
    return cohort.roster_imports.filter(applied_at__isnull=False, undone_at=None).select_related("by").first()


def _cells_of(row):
    """Return a faulty row with its cells, each with its reasons and the name of its field."""
    reasons = defaultdict(list)
    for fault in row.faults:
        reasons[fault.part].append(fault.reason)
    parts = [part for part in Part if part in row.cells or part in reasons]
    return row, [(part, row.cells.get(part, ""), reasons[part], f"cell-{row.number}-{part}") for part in parts]


@require_POST
@login_required
def roster_confirm(request, pk, import_pk):
    """Bring the cohort to what the list says. Pressed twice, it is done once."""
    draft = get_taught_import(request.user, pk, import_pk)
    removing = _ticked(request.POST)
    try:
        apply_roster(
            roster=draft, seen=request.POST.get("seen", ""), removing=removing, by=request.user, now=timezone.now()
        )
    except OutdatedPreviewError:
        return _show_import(request, draft, removing=removing, is_outdated=True)
    _say_who_stays(request, draft.cohort, removing)
    return redirect("courses:roster-import", pk, import_pk)


def _ticked(data):
    """Return the seats that are ticked to be taken off the list."""
    return {int(seat) for seat in data.getlist("remove") if seat.isascii() and seat.isdigit() and len(seat) < 19}


def _say_who_stays(request, cohort, removing):
    """Name those who were to be taken off, and came in or did something before that."""
    seats = cohort.enrolments.learners().present().filter(pk__in=removing).select_related("user")
    if staying := [seat.user.name for seat in seats]:
        said = _("Still on the list, because they have come in meanwhile: {names}").format(names=", ".join(staying))
        messages.warning(request, said)


@require_POST
@login_required
def roster_discard(request, pk, import_pk):
    """Forget an uploaded list. Pressed twice, it is done once."""
    cohort = get_taught_cohort(request.user, pk)
    for draft in cohort.roster_imports.filter(pk=import_pk, by=request.user):
        discard_roster(roster=draft)
    return redirect("courses:roster", pk)


@require_POST
@login_required
def roster_undo(request, pk, import_pk):
    """Take back the last import, as far as nobody has used it."""
    done = get_taught_import(request.user, pk, import_pk)
    if done == _last_import(done.cohort):
        undone = undo_roster(roster=done, by=request.user, now=timezone.now())
        said = ngettext("{n} change was taken back.", "{n} changes were taken back.", undone.n_done)
        messages.success(request, said.format(n=undone.n_done))
        if undone.n_kept:
            said = ngettext(
                "{n} change stays, because somebody has used it since.",
                "{n} changes stay, because somebody has used them since.",
                undone.n_kept,
            )
            messages.warning(request, said.format(n=undone.n_kept))
    return redirect("courses:roster", pk)


@require_safe
@login_required
def roster_file(request, pk, kind):
    """The list of a cohort as a file."""
    cohort = get_taught_cohort(request.user, pk)
    if kind not in {*KINDS, DICTIONARY}:
        raise Http404("There is no such file.")
    return file_answer(roster_sheet(cohort), cohort.name, _("Roster"), kind=kind)
