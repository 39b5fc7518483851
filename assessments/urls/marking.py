"""Addresses of marking, review, regrading and paper."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
