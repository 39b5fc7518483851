"""Addresses of taking an assessment, and of its result."""

from django.urls import path

from assessments.views import taking

urlpatterns = [
    path("quiz/<int:pk>/", taking.introduction, name="quiz"),
    path("quiz/<int:pk>/start/", taking.start, name="quiz-start"),
    path("attempts/worker.js", taking.worker, name="quiz-worker"),
    path("attempts/<int:pk>/", taking.attempt, name="attempt"),
    path("attempts/<int:pk>/save/", taking.save, name="attempt-save"),
    path("attempts/<int:pk>/answers/", taking.answers, name="attempt-answers"),
    path("attempts/<int:pk>/submit/", taking.submit, name="attempt-submit"),
    path("attempts/<int:pk>/result/", taking.result, name="attempt-result"),
]
