"""Addresses of taking an assessment, and of its result."""

from django.urls import path

from assessments.views import taking

urlpatterns = [
    path("quiz/<key:pk>/", taking.introduction, name="quiz"),
    path("quiz/<key:pk>/start/", taking.start, name="quiz-start"),
    path("attempts/worker.js", taking.worker, name="quiz-worker"),
    path("attempts/<key:pk>/", taking.attempt, name="attempt"),
    path("attempts/<key:pk>/save/", taking.save, name="attempt-save"),
    path("attempts/<key:pk>/answers/", taking.answers, name="attempt-answers"),
    path("attempts/<key:pk>/submit/", taking.submit, name="attempt-submit"),
    path("attempts/<key:pk>/result/", taking.result, name="attempt-result"),
]
