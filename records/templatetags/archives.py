"""What a page needs to know of archives."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.db.models import Model
from django.http import HttpRequest

from courses.models import Cohort
from records.access import OF_COHORTS

register = template.Library()
# What pages are about, and the way from each to its cohort.
ABOUT: Mapping[str, tuple[str, ...]] = {
    "cohort": (),
    "sitting": ("cohort",),
    "delivery": ("cohort",),
    "attempt": ("sitting", "cohort"),
    "run": ("cohort",),
    "board": ("run", "cohort"),
}


@register.simple_tag(takes_context=True)
def archived_cohort(context: Mapping[str, Any]) -> Cohort | None:
    """Return the archived cohort that a page is about, if who looks at it teaches it; else None.

    Pages of other cohorts cost no query: what they have not read for themselves is not read here.
    """
    found = (_loaded(context.get(name), way) for name, way in ABOUT.items())
    cohort = next((each for each in found if isinstance(each, Cohort)), None)
    if cohort is None or not cohort.is_archived or not _is_in_it(context["request"]):
        return None
    return cohort if Cohort.objects.taught_by(context["user"]).filter(pk=cohort.pk).exists() else None


def _is_in_it(request: HttpRequest) -> bool:
    """Return whether the address is one that ArchiveMiddleware keeps as it is; one joins from elsewhere."""
    match = request.resolver_match
    return match is not None and match.route.split("/")[0] in OF_COHORTS


def _loaded(row: Any, way: tuple[str, ...]) -> Any:
    for step in way:
        if not isinstance(row, Model) or step not in row._state.fields_cache:
            return None
        row = getattr(row, step)
    return row
