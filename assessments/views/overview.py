"""Cohorts side by side, for those who teach or direct: one lesson over time, and the course as a whole."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from assessments.access.certificates import is_director
from assessments.actions.certificates import set_mastery
from assessments.exports.overview import cohorts_sheet, course_sheet
from assessments.forms.certificates import MasteryForm
from assessments.forms.overview import Chosen
from assessments.reports.cohort_results import mastered_from
from assessments.reports.course_results import course_results
from assessments.reports.lesson_results import cohorts_with_quizzes, instructors_to_choose, lesson_results
from courses.access import get_directed_course, get_taught_course
from courses.exports import DICTIONARY, file_answer
from courses.models import Cohort
from courses.spreadsheets.writing import KINDS
from lessons.access import get_taught_lesson

ON_A_PAGE = 20


@never_cache
@require_safe
@login_required
def lesson(request, slug):
    """What cohorts learned in a lesson, side by side in the order of time."""
    taught = get_taught_lesson(request.user, slug)
    chosen = Chosen.of(request.GET)
    offered = cohorts_with_quizzes(Cohort.objects.taught_by(request.user), taught)
    page = Paginator(chosen.cohorts(offered), ON_A_PAGE).get_page(chosen.page)
    context = {
        "lesson": taught,
        "chosen": chosen,
        "page": page,
        "results": lesson_results(taught, list(page)),
        "instructors": instructors_to_choose(offered),
    }
    return render(request, "assessments/lesson_results.html", context)


@never_cache
@require_safe
@login_required
def lesson_file(request, slug, kind):
    """The same as a file: every cohort that is asked for, not one page of them."""
    if kind not in {*KINDS, DICTIONARY}:
        raise Http404("There is no such file.")
    taught = get_taught_lesson(request.user, slug)
    offered = cohorts_with_quizzes(Cohort.objects.taught_by(request.user), taught)
    cohorts = Chosen.of(request.GET).cohorts(offered)
    return file_answer(cohorts_sheet(taught, cohorts), taught.title, _("Cohorts"), kind=kind)


@never_cache
@require_safe
@login_required
def course(request, slug):
    """How a course stands: its lessons, its cohorts, and who has done what."""
    taught = get_taught_course(request.user, slug)
    return _course_page(request, taught, MasteryForm(initial={"percent": mastered_from(taught.pk)}))


def _course_page(request, taught, form, *, status=200):
    cohorts = _cohorts_of(request.user, taught)
    page = Paginator(cohorts, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "course": taught,
        "page": page,
        "form": form,
        "is_director": is_director(request.user, taught),
        "results": course_results(taught, cohorts, list(page)),
    }
    return render(request, "assessments/course_results.html", context, status=status)


@never_cache
@require_POST
@login_required
def course_mastery(request, slug):
    """Set from how many percent an outcome counts as mastered."""
    taught = get_directed_course(request.user, slug)
    form = MasteryForm(request.POST)
    if form.is_valid():
        set_mastery(course=taught, percent=form.cleaned_data["percent"], by=request.user, now=timezone.now())
        return redirect("assessments:course-results", slug)
    return _course_page(request, taught, form, status=422)


@never_cache
@require_safe
@login_required
def course_file(request, slug, kind):
    """The cohorts of a course as a file."""
    if kind not in {*KINDS, DICTIONARY}:
        raise Http404("There is no such file.")
    taught = get_taught_course(request.user, slug)
    return file_answer(course_sheet(taught, _cohorts_of(request.user, taught)), taught.title, _("Cohorts"), kind=kind)


def _cohorts_of(user, course):
    """Return the cohorts of a course that ``user`` may see, newest first."""
    cohorts = Cohort.objects.taught_by(user).filter(course=course)
    return cohorts.with_learner_counts().order_by("-created_at", "-pk")
