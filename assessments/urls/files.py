"""Addresses of files to keep, for those who teach or direct."""

from django.urls import path

from assessments.views import files

urlpatterns = [
    path("cohorts/<key:pk>/files/", files.files, name="files"),
    path("cohorts/<key:pk>/files/<str:table>/<str:kind>/", files.results_file, name="results-file"),
]
