"""The results of a cohort as files, for those who teach it."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments.exports.tables import SHEETS
from assessments.forms.results import Wanted
from assessments.models import Sitting
from assessments.reports.cohort_results import results_of, sittings_of
from assessments.views.results import pair_of
from courses.access import get_taught_cohort
from courses.exports import DICTIONARY, file_answer
from courses.spreadsheets.writing import KINDS


@never_cache
@require_safe
@login_required
def files(request, pk):
    """Which files there are, and of which quizzes."""
    cohort = get_taught_cohort(request.user, pk)
    sittings = sittings_of(cohort)
    pre, post = pair_of(Wanted.of(request.GET), sittings)
    context = {
        "cohort": cohort,
        "pre": pre,
        "post": post,
        "pres": [each for each in sittings if each.kind == Sitting.Kind.PRE],
        "posts": [each for each in sittings if each.kind == Sitting.Kind.POST],
        "tables": _tables(),
        "query": {"pre": pre.pk if pre else "", "post": post.pk if post else ""},
    }
    return render(request, "assessments/files.html", context)


def _tables():
    return [
        ("learners", _("Learners"), _("A row for each learner: before, after, change, and each learning outcome.")),
        ("answers", _("Answers"), _("A row for each question that each learner was asked, with answer and points.")),
        ("questions", _("Questions"), _("A row for each question: how it went, and how it works among the others.")),
        ("choices", _("Choices"), _("A row for each option that could be chosen: how many chose it before and after.")),
        ("outcomes", _("Learning outcomes"), _("A row for each learning outcome: the gain, and how many mastered it.")),
        ("misconceptions", _("Wrong ideas"), _("A row for each wrong idea: how many hold it before and after.")),
        ("certificates", _("Certificates"), _("A row for each certificate that was given, revoked ones too.")),
        ("research", _("For research"), _("A row for each learner without name, number and time, in random order.")),
    ]


@never_cache
@require_safe
@login_required
def results_file(request, pk, table, kind):
    """One table as a file."""
    cohort = get_taught_cohort(request.user, pk)
    if table not in SHEETS or kind not in {*KINDS, DICTIONARY}:
        raise Http404("There is no such file.")
    pre, post = pair_of(Wanted.of(request.GET), sittings_of(cohort))
    sheet = SHEETS[table](results_of(cohort, pre, post))
    # A file without names must not say by its own name whose it is.
    names = [sheet.title] if table == "research" else [cohort.name, sheet.title]
    return file_answer(sheet, *names, kind=kind)
