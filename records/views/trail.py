"""The trail of changes of a cohort, a course or an account, for directors and administrators."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.access import get_directed_cohort, get_directed_course, get_staff_account
from courses.exports import DICTIONARY, file_answer
from courses.spreadsheets.writing import KINDS
from records.forms import TrailForm
from records.reports.trail import entries_of, people_of, trail_of, trail_sheet, with_names

ON_A_PAGE = 50


@never_cache
@require_safe
@login_required
def cohort_trail(request, pk):
    """Who changed what in a cohort."""
    cohort = get_directed_cohort(request.user, pk)
    here = reverse("records:cohort-trail", args=[pk])
    return _show(
        request, cohort, {"cohort": cohort, "title": cohort.name, "up": reverse("courses:cohort", args=[pk])}, here
    )


@never_cache
@require_safe
@login_required
def course_trail(request, slug):
    """Who changed what in a course, in all its cohorts."""
    course = get_directed_course(request.user, slug)
    here = reverse("records:course-trail", args=[slug])
    return _show(request, course, {"course": course, "title": course.title, "up": reverse("home")}, here)


@never_cache
@require_safe
@login_required
def account_trail(request, pk):
    """What was done to the account of one of the staff."""
    person = get_staff_account(request.user, pk)
    return _show(request, person, {"title": person.name, "up": reverse("courses:staff-person", args=[pk])})


def _show(request, place, context, here=None):
    form = TrailForm(request.GET or None or {}, people_of(place))
    page = Paginator(form.wanted.of(with_names(trail_of(place))), ON_A_PAGE).get_page(request.GET.get("page"))
    said = {name: value for name, value in request.GET.items() if name in form.fields and value}
    context |= {
        "form": form,
        "page": page,
        "entries": entries_of(page.object_list),
        "query": urlencode(said),
        "files": [(kind.upper(), f"{here}file/{kind}/?{urlencode(said)}") for kind in KINDS if here],
    }
    return render(request, "records/trail.html", context)


@require_safe
@login_required
def cohort_trail_file(request, pk, kind):
    """The changes of a cohort as a file."""
    cohort = get_directed_cohort(request.user, pk)
    return _file(request, cohort, cohort.name, kind)


@require_safe
@login_required
def course_trail_file(request, slug, kind):
    """The changes of a course as a file."""
    course = get_directed_course(request.user, slug)
    return _file(request, course, course.title, kind)


def _file(request, place, title, kind):
    if kind not in {*KINDS, DICTIONARY}:
        raise Http404("There is no such file.")
    form = TrailForm(request.GET or {}, people_of(place))
    return file_answer(trail_sheet(form.wanted.of(trail_of(place))), title, _("Changes"), kind=kind)
