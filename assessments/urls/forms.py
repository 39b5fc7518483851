"""Addresses of forms and sittings, for those who teach."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
