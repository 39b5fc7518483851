"""Every address of lessons, from the root of the site."""

from django.urls import path

from lessons.views import present, printing, reading, study

app_name = "lessons"
urlpatterns = [
    path("lessons/<id:slug>/", study.lesson, name="lesson"),
    path("lessons/<id:slug>/slides/<id:slide_slug>/", study.slide, name="slide"),
    path("lessons/<id:slug>/slides/<id:slide_slug>/read/", study.slide_read, name="slide-read"),
    path("lessons/<id:slug>/summary/", study.summary, name="summary"),
    path("lessons/<id:slug>/words/", study.words, name="words"),
    path("lessons/<id:slug>/common-questions/", study.common_questions, name="common-questions"),
    path("lessons/<id:slug>/references/", study.references, name="references"),
    path("lessons/<id:slug>/media/<digest:digest>/", study.media, name="media"),
    path("lessons/<id:slug>/handout/", printing.handout, name="handout"),
    path("lessons/<id:slug>/present/", present.desk, name="present"),
    path("lessons/<id:slug>/present/screen/", present.screen, name="screen"),
    path("lessons/<id:slug>/present/<str:key>/", present.desk, name="desk"),
    path("cohorts/<key:pk>/reading/", reading.reading, name="reading"),
]
