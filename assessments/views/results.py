"""Pages of results, for those who teach or direct."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments.forms.results import Wanted
from assessments.models import Sitting
from assessments.reports.answered import with_answers
from assessments.reports.certificates import rule_of
from assessments.reports.cohort_results import results_of, sittings_of, usual_pair
from assessments.reports.learner_results import learner_results
from courses.access import get_taught_cohort, get_taught_seat

ON_A_PAGE, QUESTIONS_ON_A_PAGE = 25, 10


@never_cache
@require_safe
@login_required
def cohort_results(request, pk):
    """What a cohort learned between a quiz before and one after."""
    cohort = get_taught_cohort(request.user, pk)
    wanted = Wanted.of(request.GET)
    sittings = sittings_of(cohort)
    pre, post = pair_of(wanted, sittings)
    groups = list(cohort.groups.all())
    group = next((each for each in groups if each.pk == wanted.group), None)
    results = results_of(cohort, pre, post, group.pk if group else None)
    pass_mark = rule_of(cohort).least_percent
    learners = Paginator(wanted.learners(results.learners), ON_A_PAGE, orphans=5)
    questions = Paginator(wanted.questions(results.questions), QUESTIONS_ON_A_PAGE).get_page(wanted.questions_page)
    context = {
        "cohort": cohort,
        "results": results,
        "wanted": wanted,
        "pres": [each for each in sittings if each.kind == Sitting.Kind.PRE],
        "posts": [each for each in sittings if each.kind == Sitting.Kind.POST],
        "groups": groups,
        "group": group,
        "page": learners.get_page(wanted.page),
        "question_page": questions,
        "questions": with_answers(results, list(questions)),
        "pass_mark": pass_mark,
        "n_passed": results.n_reaching(pass_mark or 0),
    }
    return render(request, "assessments/results.html", context)


@never_cache
@require_safe
@login_required
def learner(request, pk, seat_pk):
    """What one learner answered before and after, side by side."""
    cohort = get_taught_cohort(request.user, pk)
    seat = get_taught_seat(request.user, pk, seat_pk)
    wanted = Wanted.of(request.GET)
    pre, post = pair_of(wanted, sittings_of(cohort))
    context = {
        "cohort": cohort,
        "seat": seat,
        "wanted": wanted,
        "pre": pre,
        "post": post,
        "results": learner_results(seat, pre, post),
    }
    return render(request, "assessments/results_learner.html", context)


def pair_of(wanted, sittings):
    """Return the quizzes that were asked for; where none was, those that belong together."""
    usual_pre, usual_post = usual_pair(sittings)
    if wanted.pre is None and wanted.post is None:
        return usual_pre, usual_post
    by_key = {(each.kind, each.pk): each for each in sittings}
    pre, post = by_key.get((Sitting.Kind.PRE, wanted.pre)), by_key.get((Sitting.Kind.POST, wanted.post))
    return pre or usual_pre, post or usual_post
