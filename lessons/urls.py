"""Addresses of lessons, below ``lessons/``."""

from django.urls import path

from lessons.views import present, printing, study

app_name = "lessons"
urlpatterns = [
    path("<str:slug>/", study.lesson, name="lesson"),
    path("<str:slug>/slides/<str:slide_slug>/", study.slide, name="slide"),
    path("<str:slug>/slides/<str:slide_slug>/read/", study.slide_read, name="slide-read"),
    path("<str:slug>/summary/", study.summary, name="summary"),
    path("<str:slug>/words/", study.words, name="words"),
    path("<str:slug>/common-questions/", study.common_questions, name="common-questions"),
    path("<str:slug>/references/", study.references, name="references"),
    path("<str:slug>/media/<str:digest>/", study.media, name="media"),
    path("<str:slug>/handout/", printing.handout, name="handout"),
    path("<str:slug>/guide/", printing.guide, name="guide"),
    path("<str:slug>/present/", present.desk, name="present"),
    path("<str:slug>/present/screen/", present.screen, name="screen"),
    path("<str:slug>/present/<str:key>/", present.desk, name="desk"),
]
