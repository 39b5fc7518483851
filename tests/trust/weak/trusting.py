"""A server that takes the time at which a device says that it sent an answer for the time."""

import json
from datetime import datetime
from types import SimpleNamespace

from django.utils import timezone

from tests.trust.wrong_clock import *  # noqa: F403
from tests.trust.wrong_clock import MIDDLEWARE

MIDDLEWARE = [*MIDDLEWARE, "tests.trust.weak.trusting.believe_the_device"]


def believe_the_device(get_response):
    """Called once, when the server begins to serve; one request at a time is enough here."""
    from assessments.views import taking

    said = SimpleNamespace(at=None)
    taking.timezone = SimpleNamespace(now=lambda: said.at or timezone.now())

    def answer(request):
        events = json.loads(request.body)["events"] if request.content_type == "application/json" else []
        said.at = datetime.fromisoformat(events[0]["typed_at"]) if events else None
        return get_response(request)

    return answer
