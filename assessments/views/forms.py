"""Pages of assessment forms: the forms of a lesson, editing a draft, freezing it, seeing it as learners do."""

from decimal import Decimal

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Sum
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from assessments.access.forms import get_question_of, get_taught_form
from assessments.actions.forms import (
    FormRefusedError,
    add_item,
    copy_form,
    create_form,
    discard_form,
    freeze_form,
    move_item,
    remove_item,
    set_blueprint,
)
from assessments.coverage import bank_lines, form_sheet
from assessments.forms.editing import LabelForm, NeedsForm, SearchForm, free_label
from assessments.forms.numbers import whole_number
from assessments.reports.quiz import preview_of, rules_of
from assessments.sheets import sheet_of
from lessons.access import get_taught_lesson

SAID = {"add": _("%s is on the form"), "remove": _("%s is off the form"), "move": _("%s was moved")}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def forms(request, slug):
    """The forms of a lesson, and a new draft."""
    lesson = get_taught_lesson(request.user, slug)
    naming = LabelForm(request.POST or None, label_suffix="")
    if request.method == "POST" and naming.is_valid():
        label = naming.cleaned_data["label"]
        try:
            new = create_form(lesson=lesson, label=label, by=request.user, now=timezone.now())
        except FormRefusedError as refused:
            naming.add_error("label", refused.reasons[0])
        else:
            return redirect("assessments:form", new.pk)
    rows = lesson.forms.annotate(n_questions=Count("items"), points=Sum("items__points", default=Decimal(0)))
    context = {"lesson": lesson, "forms": rows, "form": naming}
    return render(request, "assessments/forms.html", context, status=422 if naming.errors else 200)


@never_cache
@vary_on_headers("HX-Request")
@require_safe
@login_required
def form(request, pk):
    """A draft to be edited beside the bank, or a frozen form to be read."""
    form = get_taught_form(request.user, pk)
    return _page(request, form, part="#bank" if request.htmx else "")


def _page(request, form, *, part="", status=200, focus=None, **more):
    """Answer with the editor of a draft, or one part of it; ``more`` says what has just happened."""
    sheet = form_sheet(form)
    search = SearchForm(request.POST or request.GET, [row.outcome for row in sheet.coverage])
    bank = [] if form.is_frozen else search.found(bank_lines(form.lesson, sheet))
    needs = {row.outcome: (row.least_questions, row.least_machine_scored) for row in sheet.coverage}
    context = {
        "sheet": sheet,
        "lesson": form.lesson,
        "search": search,
        "bank": bank,
        "needs_form": NeedsForm(None, needs, needs),
        "copy_label": free_label(form.label, set(form.lesson.forms.values_list("label", flat=True))),
        "focus": focus and focus(bank),
    }
    return render(request, f"assessments/form.html{part}", context | more, status=status)


@require_POST
@login_required
def form_edit(request, pk):
    """Add, remove or move one question: the button that was pressed says which."""
    form = get_taught_form(request.user, pk)
    verb = next((each for each in SAID if each in request.POST), "add")
    question_pk, _colon, place = request.POST.get(verb, "").partition(":")
    question = get_question_of(form.lesson, whole_number(question_pk))
    part = "#editor" if request.htmx else ""
    try:
        _edit(verb, form, question, place, request.user)
    except FormRefusedError as refused:
        return _page(request, form, part=part, reasons=refused.reasons, status=422)
    if part:
        return _page(request, form, part=part, said=SAID[verb] % question.name, focus=_focus_after(verb, question))
    query = {name: request.POST.get(name, "") for name in SearchForm.base_fields}
    address = reverse("assessments:form", args=[pk], query=query, fragment="bank" if verb == "add" else "items")
    return redirect(address)


def _edit(verb, form, question, place, by):
    change = {"form": form, "question": question, "by": by, "now": timezone.now()}
    if verb == "move":
        return move_item(to=whole_number(place) or 0, **change)
    return {"add": add_item, "remove": remove_item}[verb](**change)


def _focus_after(verb, question):
    """Return what finds the question that a keyboard goes on from; after adding it is the next one in the bank."""

    def next_in(bank):
        return next((line.question.pk for line in bank if line.question.position > question.position), None)

    return {"add": next_in, "move": lambda _bank: question.pk, "remove": None}[verb]


@require_POST
@login_required
def form_blueprint(request, pk):
    """What the form must hold for each outcome."""
    form = get_taught_form(request.user, pk)
    needs = NeedsForm(request.POST, [row.outcome for row in form_sheet(form).coverage], {})
    part = "#editor" if request.htmx else ""
    if not needs.is_valid():
        return _page(request, form, part=part, needs_form=needs, status=422)
    try:
        set_blueprint(form=form, needs=needs.needs, by=request.user, now=timezone.now())
    except FormRefusedError as refused:
        return _page(request, form, part=part, reasons=refused.reasons, status=422)
    if part:
        return _page(request, form, part=part, said=_("Saved"))
    return redirect("assessments:form", pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def form_freeze(request, pk):
    """Say what freezing means and what is in its way, then freeze."""
    form = get_taught_form(request.user, pk)
    status = 200
    if request.method == "POST":
        try:
            freeze_form(form=form, by=request.user, now=timezone.now())
        except FormRefusedError:
            status = 422
        else:
            return redirect("assessments:form", pk)
    context = {"sheet": form_sheet(form), "lesson": form.lesson, "is_refused": status == 422}
    return render(request, "assessments/form_freeze.html", context, status=status)


@require_POST
@login_required
def form_copy(request, pk):
    """Make a draft of a form, to be changed."""
    form = get_taught_form(request.user, pk)
    naming = LabelForm(request.POST)
    if not naming.is_valid():
        return _page(request, form, reasons=naming.errors["label"], status=422)
    try:
        copy = copy_form(form=form, label=naming.cleaned_data["label"], by=request.user, now=timezone.now())
    except FormRefusedError as refused:
        return _page(request, form, reasons=refused.reasons, status=422)
    return redirect("assessments:form", copy.pk)


@require_POST
@login_required
def form_discard(request, slug, pk):
    """Delete a draft. One that is gone already is as good."""
    lesson = get_taught_lesson(request.user, slug)
    form = lesson.forms.filter(pk=pk).first()
    try:
        if form:
            discard_form(form=form, by=request.user, now=timezone.now())
    except FormRefusedError as refused:
        return _page(request, form, reasons=refused.reasons, status=422)
    return redirect("assessments:forms", slug)


@never_cache
@require_safe
@login_required
def form_preview(request, pk):
    """The questions as learners see them."""
    form = get_taught_form(request.user, pk)
    sheet = sheet_of(form)
    context = {"sheet_form": form, "lesson": form.lesson, "items": preview_of(sheet), "rules": rules_of(sheet)}
    return render(request, "assessments/form_preview.html", context)
