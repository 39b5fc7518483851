"""What those who teach see of their learners' reading."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.access import get_taught_cohort
from lessons.reports import reading_page


@never_cache
@require_safe
@login_required
def reading(request, pk):
    """How many slides each learner of a cohort has read, and when last."""
    cohort = get_taught_cohort(request.user, pk)
    return render(request, "lessons/reading.html", {"cohort": cohort, "page": reading_page(cohort)})
