"""Addresses of assessments, below ``lessons/``."""

from django.urls import path

from assessments import views

app_name = "assessments"
urlpatterns = [path("<str:slug>/questions/", views.bank, name="bank")]
