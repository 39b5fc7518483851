"""Addresses of bringing in courses."""

from django.urls import path

from content import views

app_name = "content"
urlpatterns = [
    path("import/", views.upload, name="import"),
    path("import/<str:token>/", views.preview, name="preview"),
    path("import/<str:token>/load/", views.load, name="load"),
    path("import/<str:token>/discard/", views.discard, name="discard"),
]
