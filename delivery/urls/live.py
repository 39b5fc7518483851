"""Addresses at which devices hear where a class stands."""

from django.urls import path

from delivery.views import telling

urlpatterns = [
    path("classes/<int:pk>/state/", telling.state, name="state"),
    path("classes/<int:pk>/here/", telling.here, name="here"),
]
