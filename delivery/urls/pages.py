"""Addresses of the console and of the pages that follow a class."""

from django.urls import path

from delivery.views import console, following

urlpatterns = [
    path("classes/<int:pk>/console/", console.console, name="console"),
    path("classes/<int:pk>/screen/", following.screen, name="screen"),
    path("classes/<int:pk>/follow/", following.follow, name="follow"),
    path("classes/<int:pk>/scenes/", following.scenes, name="scenes"),
    path("classes/gone/", following.gone, name="gone"),
    path("classes/<int:pk>/join/", following.class_join, name="class-join"),
]
