"""Addresses of the instructor's guide."""

from django.urls import path

from activities.views import guides

urlpatterns = [
    path("lessons/<id:slug>/guide/", guides.guide, name="guide"),
    path("lessons/<id:slug>/guide/whole/", guides.guide_whole, name="guide-whole"),
    path("lessons/<id:slug>/guide/<key:number>/", guides.guide_part, name="guide-part"),
]
