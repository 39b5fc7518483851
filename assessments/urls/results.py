"""Addresses of results, for those who teach or direct."""

from django.urls import path

from assessments.views import results

urlpatterns = [
    path("cohorts/<int:pk>/results/", results.cohort_results, name="results"),
    path("cohorts/<int:pk>/results/learners/<int:seat_pk>/", results.learner, name="results-learner"),
]
