"""Addresses of results, for those who teach or direct."""

from django.urls import path

from assessments.views import across, overview, results

urlpatterns = [
    path("courses/<id:slug>/results/", overview.course, name="course-results"),
    path("courses/<id:slug>/results/mastery/", overview.course_mastery, name="course-mastery"),
    path("courses/<id:slug>/results/<str:kind>/", overview.course_file, name="course-results-file"),
    path("courses/<id:slug>/results/<str:table>/<str:kind>/", across.course_table, name="course-results-table"),
    path("lessons/<id:slug>/results/", overview.lesson, name="lesson-results"),
    path("lessons/<id:slug>/results/questions/", across.questions, name="lesson-questions"),
    path("lessons/<id:slug>/results/<str:kind>/", overview.lesson_file, name="lesson-results-file"),
    path("lessons/<id:slug>/results/<str:table>/<str:kind>/", across.lesson_table, name="lesson-results-table"),
    path("cohorts/<key:pk>/results/", results.cohort_results, name="results"),
    path("cohorts/<key:pk>/results/learners/<key:seat_pk>/", results.learner, name="results-learner"),
]
