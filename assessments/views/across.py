"""Several cohorts together, for those who teach or direct: the questions of a lesson, and tables to keep."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments.evaluation.showing import A_CLASS, POOLED
from assessments.exports.across import OF_A_COURSE, OF_A_LESSON
from assessments.forms.overview import Chosen
from assessments.reports.lesson_results import cohorts_with_quizzes, instructors_to_choose
from assessments.reports.question_results import MOST_ATTEMPTS, question_results
from courses.access import get_taught_course
from courses.exports import DICTIONARY, file_answer
from courses.models import Cohort
from courses.spreadsheets.writing import KINDS
from lessons.access import get_taught_lesson


@never_cache
@require_safe
@login_required
def questions(request, slug):
    """How the questions of a lesson work, in all cohorts that are asked for together."""
    taught = get_taught_lesson(request.user, slug)
    chosen = Chosen.of(request.GET)
    offered = cohorts_with_quizzes(Cohort.objects.taught_by(request.user), taught)
    context = {
        "lesson": taught,
        "chosen": chosen,
        "results": question_results(taught, chosen.cohorts(offered)),
        "instructors": instructors_to_choose(offered),
        "least": POOLED,
        "fewest": A_CLASS,
        "most": MOST_ATTEMPTS,
    }
    return render(request, "assessments/lesson_questions.html", context)


@never_cache
@require_safe
@login_required
def lesson_table(request, slug, table, kind):
    """A table of the cohorts that are asked for, as a file."""
    _check(table, OF_A_LESSON, kind)
    taught = get_taught_lesson(request.user, slug)
    offered = cohorts_with_quizzes(Cohort.objects.taught_by(request.user), taught)
    sheet = OF_A_LESSON[table](taught, Chosen.of(request.GET).cohorts(offered))
    return file_answer(sheet, taught.title, sheet.title, kind=kind)


@never_cache
@require_safe
@login_required
def course_table(request, slug, table, kind):
    """A table of a course, as a file."""
    _check(table, OF_A_COURSE, kind)
    taught = get_taught_course(request.user, slug)
    sheet = OF_A_COURSE[table](taught, Cohort.objects.taught_by(request.user).filter(course=taught))
    return file_answer(sheet, taught.title, sheet.title, kind=kind)


def _check(table, tables, kind):
    if table not in tables or kind not in {*KINDS, DICTIONARY}:
        raise Http404("There is no such file.")
