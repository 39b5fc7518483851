"""Addresses with views that break and dawdle: what the suite must find."""

import time

from django.http import HttpResponse
from django.urls import path


def breaks(request):
    return {}[request.method]


def dawdles(request):
    began = time.thread_time()
    while time.thread_time() - began < 2.1:
        pass
    return HttpResponse()


urlpatterns = [path("breaks/", breaks), path("dawdles/", dawdles)]
