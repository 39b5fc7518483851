"""Addresses of runs of activities."""

from django.urls import path

from activities.views import runs

urlpatterns = [
    path("cohorts/<key:cohort_pk>/activities/", runs.offered, name="offered"),
    path("cohorts/<key:cohort_pk>/activities/<key:pk>/", runs.start, name="start"),
    path("runs/<key:pk>/", runs.run, name="run"),
    path("runs/<key:pk>/my-board/", runs.own_board, name="own-board"),
    path("runs/<key:pk>/do/<slug:verb>/", runs.run_do, name="run-do"),
]
