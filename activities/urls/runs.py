"""Addresses of runs of activities."""

from django.urls import path

from activities.views import runs

urlpatterns = [
    path("cohorts/<int:cohort_pk>/activities/", runs.offered, name="offered"),
    path("cohorts/<int:cohort_pk>/activities/<int:pk>/", runs.start, name="start"),
    path("runs/<int:pk>/", runs.run, name="run"),
    path("runs/<int:pk>/my-board/", runs.own_board, name="own-board"),
    path("runs/<int:pk>/do/<slug:verb>/", runs.run_do, name="run-do"),
]
