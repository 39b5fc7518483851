"""Addresses of forms and sittings, for those who teach."""

from django.urls import path

from assessments.views import assembling, forms, sittings

urlpatterns = [
    path("lessons/<id:slug>/forms/", forms.forms, name="forms"),
    path("lessons/<id:slug>/forms/assemble/", assembling.assemble, name="form-assemble"),
    path("lessons/<id:slug>/forms/<key:pk>/discard/", forms.form_discard, name="form-discard"),
    path("lessons/<id:slug>/statements/", assembling.statements, name="statements"),
    path("forms/<key:pk>/", forms.form, name="form"),
    path("forms/<key:pk>/edit/", forms.form_edit, name="form-edit"),
    path("forms/<key:pk>/blueprint/", forms.form_blueprint, name="form-blueprint"),
    path("forms/<key:pk>/freeze/", forms.form_freeze, name="form-freeze"),
    path("forms/<key:pk>/copy/", forms.form_copy, name="form-copy"),
    path("forms/<key:pk>/preview/", forms.form_preview, name="form-preview"),
    path("cohorts/<key:pk>/sittings/", sittings.sittings, name="sittings"),
    path("cohorts/<key:pk>/sittings/new/<str:kind>/", sittings.sitting_create, name="sitting-create"),
    path("sittings/<key:pk>/", sittings.sitting, name="sitting"),
    path("sittings/<key:pk>/edit/", sittings.sitting_edit, name="sitting-edit"),
    path("sittings/<key:pk>/delete/", sittings.sitting_delete, name="sitting-delete"),
    path("sittings/<key:pk>/release/", sittings.sitting_release, name="sitting-release"),
    path("sittings/<key:pk>/clock/", sittings.sitting_clock, name="sitting-clock"),
    path("sittings/<key:pk>/<str:change>/now/", sittings.sitting_change, name="sitting-change"),
    path("sittings/<key:pk>/learners/<key:seat_pk>/time/", sittings.sitting_time, name="sitting-time"),
]
