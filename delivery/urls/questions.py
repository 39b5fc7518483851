"""Addresses of questions to the room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
