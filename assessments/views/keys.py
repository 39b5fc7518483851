"""Pages on which a wrong key is corrected: what it would change, then the change, then perhaps back."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessments.access.marking import get_taught_version
from assessments.actions.regrading import (
    ChangedMeanwhileError,
    apply_regrade,
    newest_revision,
    preview_regrade,
    revision_of,
    state_of,
)
from assessments.forms.keys import FORMS, digest_of
from assessments.forms.numbers import whole_number
from assessments.reports.bank import entry_of
from assessments.reports.key_preview import preview_table
from assessments.reports.keys import applied_run, corrections_of, key_lines, undone_run
from assessments.stems import shown_stem
from courses.models import Cohort
from lessons.access import get_taught_lesson


@never_cache
@require_safe
@login_required
def keys(request, slug):
    """The questions of a lesson, to choose the one whose key is wrong."""
    lesson = get_taught_lesson(request.user, slug)
    return render(request, "assessments/keys.html", {"lesson": lesson, "lines": key_lines(lesson)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def key(request, slug, version):
    """The key of one question. It is shown what a correction would change before it is applied."""
    lesson = get_taught_lesson(request.user, slug)
    version = get_taught_version(request.user, slug, version)
    if request.POST.get("do") == "apply" and _was_applied(request, version):
        return _applied(version)  # the button was pressed twice
    state = state_of(version)  # before the key: who decides in between is noticed
    form = FORMS[version.type](version, newest_revision(version).key, state, request.POST or None)
    if not form.is_bound:
        return _show(request, lesson, form)
    if form.is_stale:
        return _changed_meanwhile(request, lesson, form)
    if not form.is_valid():
        refused = _preview if form.lacks_only_reason else _show
        return refused(request, lesson, form, status=422)
    is_shown = form.cleaned_data["shown"] == form.digest
    if request.POST.get("do") == "apply" and is_shown:
        return _apply(request, lesson, form)
    return _preview(request, lesson, form)


def _was_applied(request, version):
    """Return whether the last correction is the one that is sent, by the same person."""
    last = version.regrades.filter(undone_at=None, by=request.user).select_related("revision").order_by("pk").last()
    if last is None or request.POST.get("state") == state_of(version):
        return False
    digest = digest_of(last.revision and last.revision.key, last.policy)
    is_same = request.POST.get("shown", "").startswith(digest)
    return is_same and request.POST.get("reason", "").strip() == last.reason


def _show(request, lesson, form, *, table=None, status=200):
    revision = newest_revision(form.version)
    context = {
        "lesson": lesson,
        "version": form.version,
        "shown_stem": shown_stem(form.version),
        "form": form,
        "revision": revision,
        "entry": entry_of(form.version, revision.key),
        "table": table,
        "left_texts": form.left_texts if table else [],
        "runs": corrections_of(form.version),
        "undone": undone_run(lesson, whole_number(request.GET.get("undone", ""))),
        "applied": applied_run(form.version, whole_number(request.GET.get("applied", ""))),
    }
    return render(request, "assessments/key_edit.html", context, status=status)


def _preview(request, lesson, form, *, status=200):
    """Show what would change. Nothing is written, and only what was shown can be applied."""
    correction, now = form.correction, timezone.now()
    plan = preview_regrade(correction=correction, now=now)
    cohorts = set(Cohort.objects.taught_by(request.user).values_list("pk", flat=True))
    form.data = form.data.copy()
    form.data["shown"] = form.digest
    table = preview_table(correction, plan, form.key, cohorts, now)
    return _show(request, lesson, form, table=table, status=status)


def _apply(request, lesson, form):
    try:
        apply_regrade(
            correction=form.correction,
            reason=form.cleaned_data["reason"],
            noted=f"{form.cleaned_data['reason'][:200]} ({request.user})",
            by=request.user,
            now=timezone.now(),
            seen=form.cleaned_data["state"],
        )
    except ChangedMeanwhileError:
        return _changed_meanwhile(request, lesson, form)
    return _applied(form.version)


def _applied(version):
    """Lead back to the page of the key, which says what the newest correction did."""
    run = version.regrades.filter(undone_at=None).order_by("pk").last()
    here = reverse("assessments:key", args=[version.question.lesson.slug, version.pk])
    return redirect(f"{here}?{urlencode({'applied': run.pk})}")


def _changed_meanwhile(request, lesson, form):
    """Show the key as it stands by now, with what was changed in the form. It may go on from there."""
    version, state = form.version, state_of(form.version)
    seen = revision_of(version, form.data.get("state", ""))
    form = form.caught_up(seen and seen.key, newest_revision(version).key, state)
    told = _(
        "Somebody has decided on this question meanwhile. "
        "What you have changed is kept, and the rest is as it stands now."
    )
    form.add_error(None, told)
    return _show(request, lesson, form, status=422)
