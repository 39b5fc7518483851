"""Addresses of forms and sittings, for those who teach."""

from django.urls import path

from assessments.views import assembling, forms, sittings

urlpatterns = [
    path("lessons/<id:slug>/forms/", forms.forms, name="forms"),
    path("lessons/<id:slug>/forms/assemble/", assembling.assemble, name="form-assemble"),
    path("lessons/<id:slug>/forms/<int:pk>/discard/", forms.form_discard, name="form-discard"),
    path("lessons/<id:slug>/statements/", assembling.statements, name="statements"),
    path("forms/<int:pk>/", forms.form, name="form"),
    path("forms/<int:pk>/edit/", forms.form_edit, name="form-edit"),
    path("forms/<int:pk>/blueprint/", forms.form_blueprint, name="form-blueprint"),
    path("forms/<int:pk>/freeze/", forms.form_freeze, name="form-freeze"),
    path("forms/<int:pk>/copy/", forms.form_copy, name="form-copy"),
    path("forms/<int:pk>/preview/", forms.form_preview, name="form-preview"),
    path("cohorts/<int:pk>/sittings/", sittings.sittings, name="sittings"),
    path("cohorts/<int:pk>/sittings/new/<str:kind>/", sittings.sitting_create, name="sitting-create"),
    path("sittings/<int:pk>/", sittings.sitting, name="sitting"),
    path("sittings/<int:pk>/clock/", sittings.sitting_clock, name="sitting-clock"),
    path("sittings/<int:pk>/<str:change>/now/", sittings.sitting_change, name="sitting-change"),
    path("sittings/<int:pk>/learners/<int:seat_pk>/time/", sittings.sitting_time, name="sitting-time"),
]
