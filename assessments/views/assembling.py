"""Pages that put forms together from questions, and make questions from options."""

import secrets

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessments.access.forms import get_question_of
from assessments.actions.assembling import assemble_forms
from assessments.actions.forms import FormRefusedError
from assessments.actions.statements import derive_statement
from assessments.coverage import bank_lines
from assessments.forms.editing import AssembleForm, free_label
from assessments.forms.numbers import whole_number
from assessments.reports.offers import differences
from assessments.statements import statements_of
from lessons.access import get_taught_lesson

SEEDS = 2**31
ANSWERS = {"true": True, "false": False}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def assemble(request, slug):
    """Ask for numbers, find the questions."""
    lesson = get_taught_lesson(request.user, slug)
    outcomes = lesson.outcomes.filter(is_retired=False)
    taken = set(lesson.forms.values_list("label", flat=True))
    taken |= {label.removesuffix(" A").removesuffix(" B") for label in taken}
    initial = {"label": free_label(_("Form"), taken), "seed": secrets.randbelow(SEEDS)}
    form = AssembleForm(request.POST or None, outcomes, bank_lines(lesson), initial=initial)
    if request.method == "POST" and form.is_valid():
        made = _assemble(form, lesson, request.user)
        if len(made) == 1:
            return redirect("assessments:form", made[0].pk)
        if made:
            for told in differences(*made):  # the search keeps them small, and not always none
                messages.warning(request, told)
            return redirect("assessments:forms", slug)
    context = {"lesson": lesson, "form": form}
    return render(request, "assessments/assemble.html", context, status=422 if form.errors else 200)


def _assemble(form, lesson, by):
    """Return the new drafts; none, with the reason on the form, when there are no such forms."""
    given = form.cleaned_data
    try:
        return assemble_forms(
            lesson=lesson,
            labels=form.labels,
            counts=form.counts,
            needs=form.needs,
            points=given["points"],
            seed=given["seed"],
            by=by,
            now=timezone.now(),
        )
    except FormRefusedError as refused:
        for reason in refused.reasons:
            form.add_error(None, reason)
        return []


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def statements(request, slug):
    """Options that can stand as true/false statements; a button makes one a question of the bank."""
    lesson = get_taught_lesson(request.user, slug)
    reasons, made = [], None
    if request.method == "POST":
        question_pk, option, answer = [*request.POST.get("make", "").split(":"), "", ""][:3]
        parent = get_question_of(lesson, whole_number(question_pk))
        try:
            made = derive_statement(
                parent=parent, option=option, answer=ANSWERS.get(answer), by=request.user, now=timezone.now()
            )
        except FormRefusedError as refused:
            reasons = list(refused.reasons)
        if made and not request.htmx:
            return redirect(f"{reverse('assessments:statements', args=[slug])}#statement-{parent.pk}-{option}")
    context = {"lesson": lesson, "statements": statements_of(lesson), "reasons": reasons, "made": made}
    page = "assessments/statements.html" + ("#statements" if request.htmx else "")
    return render(request, page, context, status=422 if reasons else 200)
