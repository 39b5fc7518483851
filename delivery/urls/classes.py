"""Addresses of preparing, running and looking back at a class."""

from django.urls import path

from delivery.views import commands, looking_back, preparing

urlpatterns = [
    path("cohorts/<key:cohort_pk>/classes/", preparing.classes, name="classes"),
    path("cohorts/<key:cohort_pk>/classes/new/<id:lesson_slug>/", preparing.prepare, name="prepare"),
    path("classes/<key:pk>/", preparing.plan, name="class"),
    path("classes/<key:pk>/settings/", preparing.class_settings, name="class-settings"),
    path("classes/<key:pk>/slides/", preparing.renew_slides, name="class-slides"),
    path("classes/<key:pk>/minutes/", preparing.minutes, name="minutes"),
    path("classes/<key:pk>/activities/", preparing.activities, name="class-activities"),
    path("classes/<key:pk>/rehearse/", preparing.rehearse, name="rehearse"),
    path("classes/<key:pk>/items/", preparing.item_add, name="item-add"),
    path("classes/<key:pk>/items/<key:item_pk>/place/", preparing.item_place, name="item-place"),
    path("classes/<key:pk>/items/<key:item_pk>/<slug:change>/", preparing.item_change, name="item-change"),
    path("classes/<key:pk>/report/", looking_back.report, name="report"),
    path("classes/<key:pk>/report/table.csv", looking_back.report_file, name="report-file"),
    path("classes/<key:pk>/report/notes/", looking_back.notes, name="notes"),
    path("classes/<key:pk>/report/quiz/", looking_back.open_quiz, name="open-quiz"),
    path("classes/<key:pk>/pack/", looking_back.pack, name="pack"),
    path("classes/<key:pk>/do/<slug:verb>/", commands.do, name="do"),
]
