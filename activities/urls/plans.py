"""Addresses of the plans of activities."""

from django.urls import path

from activities.views import plans

urlpatterns = [path("lessons/<id:slug>/activities/", plans.activities, name="activities")]
