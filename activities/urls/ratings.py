"""Addresses of ratings of briefings."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
