"""Keeps archived cohorts as they are: whatever would change one is refused."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from courses.access import directs
from records.access import archived_cohort_of

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
# What may still be done to an archive; and what learners send most often, whose own doors know archives.
OPEN = {"records:cohort-archive", "records:cohort-reopen", "records:erase"}
OF_LEARNERS = {"assessments:attempt-save", "assessments:attempt-submit", "delivery:room-answer", "delivery:here"}


class ArchiveMiddleware:
    """Answer 409 to those who teach an archived cohort and try to change it, and say who can reopen it.

    Everybody else is left to the doors of the page: for them there is no such cohort.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, keys: dict[str, Any]) -> HttpResponse | None:
        match = request.resolver_match
        if request.method in SAFE or match is None or match.view_name in OPEN | OF_LEARNERS:
            return None
        if not request.user.is_authenticated:
            return None
        cohort = archived_cohort_of(request.user, match.route, keys)
        if cohort is None:
            return None
        if getattr(request, "htmx", False):
            return HttpResponseClientRedirect(reverse("courses:cohort", args=[cohort.pk]))
        context = {"cohort": cohort, "is_director": directs(request.user, cohort.course)}
        return render(request, "records/archived.html", context, status=409)
