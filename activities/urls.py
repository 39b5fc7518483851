"""Addresses of activities, below ``lessons/``."""

from django.urls import path

from activities import views

app_name = "activities"
urlpatterns = [path("<id:slug>/activities/", views.activities, name="activities")]
