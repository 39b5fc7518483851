"""Addresses of lessons, below ``lessons/``."""

from django.urls import path

from lessons.views import present, printing, study

app_name = "lessons"
urlpatterns = [
    path("<id:slug>/", study.lesson, name="lesson"),
    path("<id:slug>/slides/<id:slide_slug>/", study.slide, name="slide"),
    path("<id:slug>/slides/<id:slide_slug>/read/", study.slide_read, name="slide-read"),
    path("<id:slug>/summary/", study.summary, name="summary"),
    path("<id:slug>/words/", study.words, name="words"),
    path("<id:slug>/common-questions/", study.common_questions, name="common-questions"),
    path("<id:slug>/references/", study.references, name="references"),
    path("<id:slug>/media/<digest:digest>/", study.media, name="media"),
    path("<id:slug>/handout/", printing.handout, name="handout"),
    path("<id:slug>/guide/", printing.guide, name="guide"),
    path("<id:slug>/present/", present.desk, name="present"),
    path("<id:slug>/present/screen/", present.screen, name="screen"),
    path("<id:slug>/present/<str:key>/", present.desk, name="desk"),
]
