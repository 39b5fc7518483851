"""The door to bringing in courses: administrators only, for a pack may change what any learner is asked."""

from typing import Any

from django.http import Http404

from content.actions import Draft, find_draft


def require_content_administrator(user: Any) -> None:
    """Raise Http404 for everybody who may not change courses on the administration pages."""
    if not (user.is_active and user.is_staff and user.has_perm("courses.change_course")):
        raise Http404("Not an administrator of courses.")


def get_own_draft(user: Any, token: str) -> Draft:
    """Return what ``user`` uploaded a while ago. Raises Http404 when it is not there any more, or somebody else's."""
    draft = find_draft(user.pk, token)
    if draft is None:
        raise Http404("There is no such draft.")
    return draft
