"""Addresses of taking an assessment, and of its result."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
