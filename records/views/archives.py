"""Archiving and reopening cohorts, the list of archives, and how long names are kept."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.access import get_directed_cohort, get_directed_course
from courses.actions import reopen_cohort, set_keep_months
from courses.models import Cohort
from courses.rows import sealed
from records.actions.archiving import StillGoingOnError, archive, open_quizzes, running_classes
from records.forms import RetentionForm


@never_cache
@require_safe
@login_required
def archives(request):
    """Archived cohorts that one taught or directs, newest first."""
    cohorts = Cohort.objects.archived().taught_by(request.user).with_learner_counts()
    rows = sealed(cohorts.select_related("course", "archived_by").order_by("-archived_at", "-pk"))
    return render(request, "records/archives.html", {"cohorts": list(rows)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def cohort_archive(request, pk):
    """What archiving means, and doing it."""
    cohort = get_directed_cohort(request.user, pk)
    now = timezone.now()
    if request.method == "POST":
        try:
            archive(cohort=cohort, by=request.user, now=now)
        except StillGoingOnError:
            return _ask(request, cohort, now, status=409)
        return redirect("courses:cohort", pk)
    return redirect("courses:cohort", pk) if cohort.is_archived else _ask(request, cohort, now)


def _ask(request, cohort, now, *, status=200):
    context = {"cohort": cohort, "classes": running_classes(cohort), "quizzes": open_quizzes(cohort, now)}
    return render(request, "records/archive.html", context, status=status)


@require_POST
@login_required
def cohort_reopen(request, pk):
    """Let an archived cohort be changed again."""
    cohort = get_directed_cohort(request.user, pk)
    reopen_cohort(cohort=cohort, by=request.user, now=timezone.now())
    return redirect("courses:cohort", pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def retention(request, slug):
    """For how long a course keeps the names of archived cohorts."""
    course = get_directed_course(request.user, slug)
    form = RetentionForm(request.POST or None, initial={"keep_months": course.keep_months}, label_suffix="")
    if request.method == "POST" and form.is_valid():
        set_keep_months(course=course, months=form.cleaned_data["keep_months"], by=request.user, now=timezone.now())
        messages.success(request, _("This is how long names are kept now."))
        return redirect("records:retention", slug)
    due = course.cohorts.archived().filter(cleared_at=None).select_related("course").order_by("archived_at", "pk")
    context = {"course": course, "form": form, "due": [each for each in due if each.erases_at]}
    return render(request, "records/retention.html", context, status=422 if form.is_bound else 200)
