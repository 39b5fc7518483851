"""The least that storing an answer can cost: the look-up of the session, one select and one upsert.

Served by the same kind of process with the same middleware, under addresses of its own
(``config.benchmark_settings``), it is what the real save is compared with.
"""

import json

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone

from assessments.models import Attempt, Response


@transaction.atomic
def store(request: HttpRequest, pk: int) -> HttpResponse:
    """Store one answer without asking whose attempt it is, whether it is open, or what was there."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    (event,) = json.loads(request.body)["events"]
    attempt = Attempt.objects.get(pk=pk)
    Response.objects.bulk_create(
        [
            Response(
                attempt=attempt,
                position=event["position"],
                answer=event["answer"],
                sequence=event["sequence"],
                event=event["event"],
                saved_at=timezone.now(),
            )
        ],
        update_conflicts=True,
        unique_fields=["attempt", "position"],
        update_fields=["answer", "sequence", "event", "saved_at"],
    )
    return JsonResponse({"open": True, "replies": [{"event": event["event"], "outcome": "saved"}]})


urlpatterns = [path("attempts/<key:pk>/save/", store)]
