"""Pages about questions."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from assessments.access.bank import get_taught_bank, get_taught_question
from assessments.reports import bank_entries

ON_A_PAGE = 40


@require_safe
@login_required
def bank(request, slug):
    """The questions of a lesson, for the instructor. Each leads to its key."""
    lesson, questions = get_taught_bank(request.user, slug)
    page = Paginator(questions, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"lesson": lesson, "page": page, "entries": bank_entries(list(page))}
    return render(request, "assessments/bank.html", context)


@require_safe
@login_required
@vary_on_headers("HX-Request")
def bank_key(request, slug, question_slug):
    """A question with its key; the key alone for the page of the bank."""
    lesson, question = get_taught_question(request.user, slug, question_slug)
    (entry,) = bank_entries([question])
    template = "assessments/bank_question.html"
    return render(request, f"{template}#key" if request.htmx else template, {"lesson": lesson, "entry": entry})
