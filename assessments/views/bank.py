"""Pages about questions."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.access.bank import get_taught_bank
from assessments.reports import bank_entries


@require_safe
@login_required
def bank(request, slug):
    """Every question of a lesson with its key, for the instructor."""
    lesson, questions = get_taught_bank(request.user, slug)
    return render(request, "assessments/bank.html", {"lesson": lesson, "entries": bank_entries(questions)})
