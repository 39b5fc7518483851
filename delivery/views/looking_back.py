"""Pages about a class as a whole: the report when it is over, and the pack to print before it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from assessments.actions.sittings import open_now
from delivery.access.classes import get_taught_delivery
from delivery.actions.ending import can_reopen, write_notes
from delivery.exports import class_csv
from delivery.forms.preparing import NotesForm
from delivery.reports.after import after_class
from delivery.reports.packs import pack_of


@never_cache
@require_safe
@login_required
def report(request, pk):
    """Times, answers, boards and attendance of a class."""
    return _page(request, get_taught_delivery(request.user, pk))


def _page(request, delivery, *, form=None, status=200):
    now = timezone.now()
    context = {
        "delivery": delivery,
        "lesson": delivery.lesson,
        "report": after_class(delivery, now),
        "form": form or NotesForm(None, initial={"notes": delivery.notes}, label_suffix=""),
        "quiz": delivery.opens_after,
        "is_quiz_open": delivery.opens_after is not None and delivery.opens_after.is_open(now),
        "is_quiz_closed": delivery.opens_after is not None and delivery.opens_after.is_closed(now),
        "can_reopen": can_reopen(delivery, now),
    }
    return render(request, "delivery/report.html", context, status=status)


@never_cache
@require_safe
@login_required
def report_file(request, pk):
    """The same as a table."""
    delivery = get_taught_delivery(request.user, pk)
    text = class_csv(delivery, after_class(delivery, timezone.now()))
    headers = {"Content-Disposition": f'attachment; filename="class-{delivery.pk}.csv"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


@require_POST
@login_required
def notes(request, pk):
    """What to do otherwise next time."""
    delivery = get_taught_delivery(request.user, pk)
    form = NotesForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _page(request, delivery, form=form, status=422)
    write_notes(delivery=delivery, notes=form.cleaned_data["notes"])
    messages.success(request, _("The notes are saved."))
    return redirect("delivery:report", pk)


@require_POST
@login_required
def open_quiz(request, pk):
    """Open the quiz that was chosen for the end of the class. Pressed twice, it is done once."""
    delivery = get_taught_delivery(request.user, pk)
    if delivery.opens_after is not None:
        open_now(sitting=delivery.opens_after, by=request.user, now=timezone.now())
    return redirect("delivery:report", pk)


@never_cache
@require_safe
@login_required
def pack(request, pk):
    """Everything that an instructor takes to class on paper."""
    delivery = get_taught_delivery(request.user, pk)
    context = {"delivery": delivery, "lesson": delivery.lesson, "pack": pack_of(delivery)}
    return render(request, "delivery/pack.html", context)
