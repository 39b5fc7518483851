"""Addresses of the start page."""

from django.urls import path

from delivery.views import home

urlpatterns = [path("", home.home, name="home")]
