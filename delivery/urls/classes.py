"""Addresses of preparing, running and looking back at a class."""

from django.urls import path

from delivery.views import commands, looking_back, preparing

urlpatterns = [
    path("cohorts/<int:cohort_pk>/classes/", preparing.classes, name="classes"),
    path("cohorts/<int:cohort_pk>/classes/new/<id:lesson_slug>/", preparing.prepare, name="prepare"),
    path("classes/<int:pk>/", preparing.plan, name="class"),
    path("classes/<int:pk>/settings/", preparing.class_settings, name="class-settings"),
    path("classes/<int:pk>/rehearse/", preparing.rehearse, name="rehearse"),
    path("classes/<int:pk>/items/", preparing.item_add, name="item-add"),
    path("classes/<int:pk>/items/<int:item_pk>/minutes/", preparing.item_minutes, name="item-minutes"),
    path("classes/<int:pk>/items/<int:item_pk>/place/", preparing.item_place, name="item-place"),
    path("classes/<int:pk>/items/<int:item_pk>/<slug:change>/", preparing.item_change, name="item-change"),
    path("classes/<int:pk>/report/", looking_back.report, name="report"),
    path("classes/<int:pk>/report/table.csv", looking_back.report_file, name="report-file"),
    path("classes/<int:pk>/report/notes/", looking_back.notes, name="notes"),
    path("classes/<int:pk>/report/quiz/", looking_back.open_quiz, name="open-quiz"),
    path("classes/<int:pk>/pack/", looking_back.pack, name="pack"),
    path("classes/<int:pk>/do/<slug:verb>/", commands.do, name="do"),
]
