"""Addresses of the question bank."""

from django.urls import path

from assessments.views import bank

urlpatterns = [
    path("lessons/<id:slug>/questions/", bank.bank, name="bank"),
    path("lessons/<id:slug>/questions/<id:question_slug>/", bank.bank_key, name="bank-key"),
]
