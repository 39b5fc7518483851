"""Addresses of pages that follow a class: screen, phones, state."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
