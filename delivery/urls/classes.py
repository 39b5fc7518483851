"""Addresses of preparing, running and looking back at a class."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
