"""What learners see instead of a lesson while reading is closed in their cohort."""

from functools import wraps

from django.shortcuts import render

from lessons.access import ReadingClosedError


def while_reading_is_open(view):
    """Say on a page of its own that reading is closed, where ``view`` would show a lesson."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except ReadingClosedError:
            return render(request, "lessons/closed.html", status=403)

    return guarded
