"""Addresses at which devices hear where a class stands."""

from django.urls import path

from delivery.views import telling

urlpatterns = [
    path("classes/<key:pk>/state/", telling.state, name="state"),
    path("classes/<key:pk>/here/", telling.here, name="here"),
    path("classes/<key:pk>/screen/here/", telling.screen_here, name="screen-here"),
]
