"""Addresses of the start page."""

from django.urls import path

from delivery import views

urlpatterns = [path("", views.home, name="home")]
