"""Addresses of results, for those who teach or direct."""

from django.urls import path

from assessments.views import overview, results

urlpatterns = [
    path("courses/<id:slug>/results/", overview.course, name="course-results"),
    path("courses/<id:slug>/results/mastery/", overview.course_mastery, name="course-mastery"),
    path("courses/<id:slug>/results/<str:kind>/", overview.course_file, name="course-results-file"),
    path("lessons/<id:slug>/results/", overview.lesson, name="lesson-results"),
    path("lessons/<id:slug>/results/<str:kind>/", overview.lesson_file, name="lesson-results-file"),
    path("cohorts/<int:pk>/results/", results.cohort_results, name="results"),
    path("cohorts/<int:pk>/results/learners/<int:seat_pk>/", results.learner, name="results-learner"),
]
