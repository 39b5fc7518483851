"""What machines ask: whether the process lives, whether it is ready, and its figures. No page of a person."""

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from operations.metrics import METRICS
from operations.readiness import READINESS

PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


@require_safe
@never_cache
def healthz(_request):
    """Answer that the process lives. Asks nothing and nobody."""
    return HttpResponse("alive\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(_request):
    """Answer whether a class can be given now: 200, or 503 with the reasons. Writes one row, at most once a second."""
    found = READINESS.answer()
    age = found.backup_age
    answer = {
        "ready": found.is_ready,
        "problems": found.problems,
        "last_backup_hours": None if age is None else round(age.total_seconds() / 3600, 1),
    }
    return JsonResponse(answer, status=200 if found.is_ready else 503)


@require_safe
@never_cache
def metrics(request):
    """Answer with figures for who has the token; for everybody else, and where they are off, there is nothing."""
    given = request.headers.get("Authorization", "")
    expected = f"Bearer {settings.METRICS_TOKEN}"
    if METRICS.registry is None or not settings.METRICS_TOKEN or not constant_time_compare(given, expected):
        return HttpResponse("Not found\n", status=404, content_type="text/plain")
    return HttpResponse(b"".join(METRICS.text()), content_type=PROMETHEUS)
