"""Pages on which a wrong key is corrected: what it would change, then the change, then perhaps back."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
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
    state_of,
)
from assessments.forms.keys import FORMS, digest_of
from assessments.reports.keys import corrections_of, key_lines, preview_table
from assessments.reports.stems import shown_stem
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
        return redirect("assessments:key", slug, version.pk)  # the button was pressed twice
    form = FORMS[version.type](version, newest_revision(version).key, state_of(version), request.POST or None)
    if request.method != "POST":
        return _show(request, lesson, form)
    if not form.is_valid():
        return _show(request, lesson, form, status=422)
    is_shown = form.cleaned_data["shown"] == form.digest
    if request.POST.get("do") == "apply" and is_shown:
        return _apply(request, lesson, form)
    return _preview(request, lesson, form)


def _was_applied(request, version):
    """Return whether the last correction is the one that is sent, by the same person."""
    last = version.regrades.filter(undone_at=None, by=request.user).select_related("revision").order_by("pk").last()
    if last is None or request.POST.get("state") == state_of(version):
        return False
    digest = digest_of(last.revision and last.revision.key, last.policy, last.reason)
    return request.POST.get("shown", "").startswith(digest)


def _show(request, lesson, form, *, table=None, status=200):
    context = {
        "lesson": lesson,
        "version": form.version,
        "shown_stem": shown_stem(form.version),
        "form": form,
        "table": table,
        "runs": corrections_of(form.version),
    }
    return render(request, "assessments/key_edit.html", context, status=status)


def _preview(request, lesson, form):
    """Show what would change. Nothing is written, and only what was shown can be applied."""
    if form.cleaned_data["state"] != state_of(form.version):
        return _changed_meanwhile(request, lesson, form)
    plan = preview_regrade(correction=form.correction, now=timezone.now())
    cohorts = set(Cohort.objects.taught_by(request.user).values_list("pk", flat=True))
    form.data = form.data.copy()
    form.data["shown"] = form.digest
    return _show(request, lesson, form, table=preview_table(plan, cohorts))


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
    return redirect("assessments:key", lesson.slug, form.version.pk)


def _changed_meanwhile(request, lesson, form):
    form.add_error(None, _("Somebody has decided on this question meanwhile. Open the page anew and look at it first."))
    return _show(request, lesson, form, status=422)
