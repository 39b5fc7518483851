"""Pages of those who mark written answers, without seeing whose they are."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import replace_url

from assessments.access.sittings import get_taught_sitting
from assessments.actions.marking import (
    MarkedMeanwhileError,
    claim_answer,
    newest_of,
    plan_second_marks,
    save_marks,
    undo_marks,
)
from assessments.forms.marking import MarkForms, SecondMarksForm
from assessments.forms.numbers import whole_number
from assessments.models import Attempt, LateResponse, Mark, MarkingPlan
from assessments.reports.desk import initials, open_desk
from assessments.reports.mark_card import mark_card
from assessments.reports.marking import Lane, marking_queues
from assessments.reports.tasks import n_unrecognised

# How many of their own marks a marker finds with every answer, and on one page of all.
NEWEST_GIVEN, GIVEN_ON_A_PAGE = 20, 200


@never_cache
@require_safe
@login_required
def marking(request, pk):
    """What waits for a marker in a sitting, question by question."""
    sitting = get_taught_sitting(request.user, pk)
    return _overview(request, sitting)


def _overview(request, sitting, form=None):
    plan = MarkingPlan.objects.filter(sitting=sitting).first()
    queues = marking_queues(sitting)
    context = {
        "sitting": sitting,
        "lesson": sitting.form_a.lesson,
        "rows": [(queue, len(queue.waiting_for(request.user))) for queue in queues],
        "n_unrecognised": n_unrecognised(sitting),
        "n_late": LateResponse.objects.filter(
            attempt__in=Attempt.objects.readable().filter(sitting=sitting), is_accepted=None
        ).count(),
        "form": form or SecondMarksForm(initial={"percent": plan.second_percent if plan else 0}, label_suffix=""),
    }
    return render(request, "assessments/marking.html", context, status=422 if form else 200)


@require_POST
@login_required
def plan(request, pk):
    """Choose how many answers two people mark."""
    sitting = get_taught_sitting(request.user, pk)
    form = SecondMarksForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _overview(request, sitting, form)
    plan_second_marks(sitting=sitting, percent=form.cleaned_data["percent"], by=request.user, now=timezone.now())
    return redirect("assessments:marking", sitting.pk)


@never_cache
@require_safe
@login_required
def agreement(request, pk):
    """How far the two markers of the sample agree, and where they do not."""
    sitting = get_taught_sitting(request.user, pk)
    context = {"sitting": sitting, "lesson": sitting.form_a.lesson, "queues": marking_queues(sitting)}
    return render(request, "assessments/agreement.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def mark(request, pk, version):
    """The next answer to one written question, or the one that ``?answer`` names."""
    desk = _desk(request, pk, version)
    if request.method == "POST":
        return _save(request, desk)
    token, marked = request.GET.get("answer"), request.GET.get("marked", "")
    answer = _answer(desk, token) if token else desk.next_after(request.GET.get("after", marked))
    return _show(request, desk, answer, just_given=desk.given_to(marked))


@never_cache
@require_safe
@login_required
def mark_given(request, pk, version):
    """All marks that one has given to a written question, the newest first."""
    desk = _desk(request, pk, version)
    given = Paginator(desk.given, GIVEN_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"desk": desk, "sitting": desk.sitting, "lesson": desk.sitting.form_a.lesson, "given": given}
    return render(request, "assessments/mark_given.html", context)


def _desk(request, pk, version):
    sitting = get_taught_sitting(request.user, pk)
    desk = open_desk(sitting, version, request.user, timezone.now())
    if desk is None:
        raise Http404("This sitting has no written question of this kind.")
    return desk


def _answer(desk, token):
    answer = desk.queue.find(token)
    if answer is None:
        raise Http404("No such answer.")
    return answer


def _show(request, desk, answer, forms=None, **more):
    """Show an answer with its form, or that all is done when there is none."""
    card = answer and mark_card(answer, desk.sitting.form_a.lesson)
    lane = answer and desk.lane_of(answer)
    claim = answer and desk.claim_on(answer)
    context = {
        "desk": desk,
        "sitting": desk.sitting,
        "lesson": desk.sitting.form_a.lesson,
        "card": card,
        "forms": forms or (card and MarkForms(card, lane=lane, before=desk.marks_before(answer))),
        "is_second": lane is Lane.SECOND,
        "others": desk.marks_of_others(answer) if answer else [],
        "claim": claim,
        "claimed_by": claim and initials(str(claim.marker)),
        "given": Paginator(desk.given, NEWEST_GIVEN).page(1),
        **more,
    }
    template = "assessments/mark.html#card" if request.htmx else "assessments/mark.html"
    return render(request, template, context, status=422 if forms or "since" in more else 200)


def _save(request, desk):
    answer = _answer(desk, request.POST.get("answer", ""))
    forms = MarkForms(mark_card(answer, desk.sitting.form_a.lesson), request.POST)
    if not forms.is_valid():
        return _show(request, desk, answer, forms)
    lane = forms.whole.cleaned_data["lane"]
    if lane == Lane.SECOND and answer.is_marked_by(request.user):
        raise Http404("Nobody gives a second opinion on their own mark.")
    try:
        save_marks(
            attempt=Attempt(pk=answer.attempt_id),
            position=answer.item.position,
            parts=forms.marks(),
            marker=request.user,
            seen=forms.whole.cleaned_data["seen"],
            is_final=lane == Lane.FIRST,
            now=timezone.now(),
        )
    except MarkedMeanwhileError as conflict:
        return _show_conflict(request, desk, answer, conflict.marks)
    return _go_on(request, desk, answer)


def _show_conflict(request, desk, answer, theirs):
    """Show both marks. Saving again replaces the other one, knowingly."""
    posted = request.POST.copy()
    posted["seen"] = str(newest_of(theirs))
    forms = MarkForms(mark_card(answer, desk.sitting.form_a.lesson), posted)
    is_own = {mark.marker_id for mark in theirs} == {request.user.pk}  # who went back and marked again
    return _show(request, desk, answer, forms, theirs=theirs, is_own=is_own)


def _go_on(request, desk, answer):
    """Show the next answer, and what was given for this one: only who has just marked is told so."""
    address = reverse("assessments:mark", args=[desk.sitting.pk, desk.queue.version.pk])
    address = f"{address}?{urlencode({'marked': answer.token})}"
    if not request.htmx:
        return redirect(address)
    fresh = _desk(request, desk.sitting.pk, desk.queue.version.pk)
    response = _show(request, fresh, fresh.next_after(answer.token), just_given=fresh.given_to(answer.token))
    return replace_url(response, address)  # whoever loads the page again stays here


@require_POST
@login_required
def claim(request, pk, version):
    """Tell colleagues that this answer is being marked; the page says so every minute."""
    desk = _desk(request, pk, version)
    answer = _answer(desk, request.POST.get("answer", ""))
    held = claim_answer(
        attempt=Attempt(pk=answer.attempt_id),
        position=answer.item.position,
        marker=request.user,
        now=timezone.now(),
    )
    if held.marker_id == request.user.pk:
        return HttpResponse(status=204)
    context = {"claim": held, "claimed_by": initials(str(held.marker))}
    return render(request, "assessments/mark.html#claimed", context)


@require_POST
@login_required
def undo(request, pk, version):
    """Take back one's own mark and show its answer again. A later mark stays, and whose it is is said."""
    desk = _desk(request, pk, version)
    answer = _answer(desk, request.POST.get("answer", ""))
    given = get_object_or_404(
        Mark.objects.select_related("attempt"),
        pk=whole_number(request.POST.get("mark", "")),
        attempt=answer.attempt_id,
        position=answer.item.position,
        marker=request.user,
    )
    try:
        undo_marks(mark=given, marker=request.user, now=timezone.now())
    except MarkedMeanwhileError as refused:
        fresh = _desk(request, pk, version)
        return _show(request, fresh, _answer(fresh, answer.token), since=refused.marks[0].marker)
    address = reverse("assessments:mark", args=[desk.sitting.pk, desk.queue.version.pk])
    return redirect(f"{address}?{urlencode({'answer': answer.token})}")
