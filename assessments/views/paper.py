"""Assessments on paper: printing a form and its key, and typing in what learners wrote."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessments.access.sittings import get_taught_sitting
from assessments.actions.paper import CannotEnterError, Sheet, check_room, enter_paper, next_number
from assessments.forms.numbers import whole_number
from assessments.forms.paper import EntryForm, LearnerForm
from assessments.models import Attempt
from assessments.reports.paper import answer_key, paper_forms


@never_cache
@require_safe
@login_required
def paper(request, pk):
    """The forms of a sitting for A4, with lines to write on."""
    sitting = get_taught_sitting(request.user, pk)
    context = {"sitting": sitting, "lesson": sitting.form_a.lesson, "papers": paper_forms(sitting)}
    return render(request, "assessments/paper.html", context)


@never_cache
@require_safe
@login_required
def paper_key(request, pk):
    """The answer key of a sitting for the marker's desk."""
    sitting = get_taught_sitting(request.user, pk)
    context = {"sitting": sitting, "lesson": sitting.form_a.lesson, "papers": answer_key(sitting)}
    return render(request, "assessments/paper_key.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def paper_entry(request, pk):
    """Choose whose paper it is, then type in all answers on one page."""
    sitting = get_taught_sitting(request.user, pk)
    learner = LearnerForm(sitting, request.GET if "learner" in request.GET else None)
    if not learner.is_valid():
        return _show(request, sitting, learner)
    seat, chosen = learner.cleaned_data["learner"], learner.paper
    earlier = list(sitting.attempts.filter(enrolment=seat))
    entry = EntryForm(chosen, next_number(earlier), request.POST or None)
    if request.method == "POST" and entry.is_valid() and entry.is_to_store:
        return _enter(request, Sheet(sitting, seat, chosen.form, entry.cleaned_data["number"]), learner, entry)
    try:
        check_room(sitting, earlier)
    except CannotEnterError as refused:
        learner.add_error(None, str(refused))
        return _show(request, sitting, learner)
    return _show(request, sitting, learner, entry)


def _show(request, sitting, learner, entry=None):
    done = whole_number(request.GET.get("entered", ""))
    context = {
        "sitting": sitting,
        "lesson": sitting.form_a.lesson,
        "learner": learner,
        "entry": entry,
        "entered": done and _entered(sitting, done),
    }
    is_wrong = learner.errors or (entry and (entry.errors or (entry.is_bound and entry.wants_storing)))
    return render(request, "assessments/paper_entry.html", context, status=422 if is_wrong else 200)


def _entered(sitting, pk):
    return Attempt.objects.filter(pk=pk, sitting=sitting).select_related("enrolment__user").first()


def _enter(request, sheet, learner, entry):
    try:
        attempt = enter_paper(sheet=sheet, answers=entry.answers, by=request.user, now=timezone.now())
    except CannotEnterError as refused:
        entry.add_error(None, str(refused))
        return _show(request, sheet.sitting, learner, entry)
    address = reverse("assessments:paper-entry", args=[sheet.sitting.pk])
    return redirect(f"{address}?{urlencode({'entered': attempt.pk})}")
