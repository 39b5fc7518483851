"""Pages about single attempts, by name: why the points are what they are, and decisions about them."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from assessments.access.marking import get_late_response, get_taught_attempt
from assessments.access.sittings import get_taught_sitting
from assessments.actions.deciding import override_points, void_attempt
from assessments.actions.late import decide_late
from assessments.forms.deciding import OverrideForm, VoidForm
from assessments.forms.numbers import whole_number
from assessments.points import points_of
from assessments.reports.attempts import attempt_lines, reviewed_attempt
from assessments.reports.late import late_rows

LATE_ON_A_PAGE = 20


@never_cache
@require_safe
@login_required
def attempts(request, pk):
    """Every attempt of a sitting, by name."""
    sitting = get_taught_sitting(request.user, pk)
    return render(request, "assessments/attempts.html", {"sitting": sitting, "lines": attempt_lines(sitting)})


@never_cache
@require_safe
@login_required
def attempt_review(request, pk):
    """One attempt: every answer, how it was scored, and who decided what."""
    return _show(request, get_taught_attempt(request.user, pk))


def _show(request, attempt, override=None, void=None):
    reviewed = reviewed_attempt(attempt)
    forms = {
        each.points.position: OverrideForm(position=each.points.position, max_points=each.points.max_points)
        for each in reviewed.items
    }
    if override:
        forms[override.initial["position"]] = override
    context = {
        "attempt": attempt,
        "sitting": attempt.sitting,
        "lesson": attempt.form.lesson,
        "reviewed": reviewed,
        "rows": [(each, forms[each.points.position]) for each in reviewed.items],
        "problems": override or void,
        "void_form": void or VoidForm(label_suffix=""),
    }
    return render(request, "assessments/attempt_review.html", context, status=422 if override or void else 200)


@require_POST
@login_required
def attempt_override(request, pk):
    """Set the points of one item, with a reason."""
    attempt = get_taught_attempt(request.user, pk)
    position = whole_number(request.POST.get("position", ""))
    items = points_of([attempt])[attempt.pk].items if attempt.submitted_at else ()
    item = next((item for item in items if item.position == position and not item.is_dropped), None)
    if item is None:
        raise Http404("There is no such item, it is out of the total, or the attempt is under way.")
    form = OverrideForm(position=item.position, max_points=item.max_points, posted=request.POST)
    if not form.is_valid():
        return _show(request, attempt, override=form)
    override_points(attempt=attempt, by=request.user, now=timezone.now(), **form.given)
    return redirect(f"{reverse('assessments:attempt-review', args=[attempt.pk])}#item-{item.position}")


@require_POST
@login_required
def attempt_void(request, pk):
    """Declare an attempt void, with a reason."""
    attempt = get_taught_attempt(request.user, pk)
    form = VoidForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _show(request, attempt, void=form)
    void_attempt(attempt=attempt, reason=form.cleaned_data["void_reason"], by=request.user, now=timezone.now())
    return redirect("assessments:attempt-review", attempt.pk)


@never_cache
@require_safe
@login_required
def late(request, pk):
    """Answers that came after the time was over."""
    return _late_page(request, get_taught_sitting(request.user, pk))


def _late_page(request, sitting, *, replaced=None):
    page = Paginator(late_rows(sitting), LATE_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"sitting": sitting, "lesson": sitting.form_a.lesson, "page": page, "replaced": replaced}
    return render(request, "assessments/late.html", context, status=409 if replaced else 200)


@require_POST
@login_required
def late_decide(request, pk, late_pk):
    """Accept or refuse a late answer. One that the page has not shown yet is shown first."""
    row = get_late_response(request.user, pk, late_pk)
    decision = request.POST.get("decision")
    if decision not in {"accept", "refuse"}:
        raise Http404("A late answer is accepted or refused.")
    if row.is_accepted is None and request.POST.get("sequence") != str(row.sequence):
        return _late_page(request, get_taught_sitting(request.user, pk), replaced=row)
    decide_late(late=row, is_accepted=decision == "accept", by=request.user, now=timezone.now())
    return redirect("assessments:late", pk)
