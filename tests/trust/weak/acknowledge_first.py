"""A server that says "saved" first and saves a moment later."""

import json
import threading

from django.http import JsonResponse

from config.settings import *  # noqa: F403
from config.settings import MIDDLEWARE

LATER_SECONDS = 0.5
MIDDLEWARE = ["tests.trust.weak.acknowledge_first.acknowledge_first", *MIDDLEWARE]


def acknowledge_first(get_response):
    def answer(request):
        if request.method != "POST" or not request.path.endswith("/save/"):
            return get_response(request)
        threading.Timer(LATER_SECONDS, get_response, [request]).start()
        events = json.loads(request.body)["events"]
        return JsonResponse({"replies": [{"event": each["event"], "outcome": "saved"} for each in events]})

    return answer
