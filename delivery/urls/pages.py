"""Addresses of the console and of the pages that follow a class."""

from django.urls import path

from delivery.views import activities, boards, console, following

urlpatterns = [
    path("classes/<key:pk>/console/", console.console, name="console"),
    path("classes/<key:pk>/screen/", following.screen, name="screen"),
    path("classes/<key:pk>/follow/", following.follow, name="follow"),
    path("classes/<key:pk>/scenes/", following.scenes, name="scenes"),
    path("classes/gone/", following.gone, name="gone"),
    path("classes/<key:pk>/join/", following.class_join, name="class-join"),
    path("runs/<key:pk>/class/", following.class_now, name="class-now"),
    path("runs/<key:pk>/end/", activities.end, name="run-end"),
    path("runs/<key:pk>/resume/", activities.resume, name="run-resume"),
    path("boards/<key:pk>/in-class/", boards.in_class, name="board-in-class"),
    path("boards/<key:pk>/unshare/", boards.unshare, name="board-unshare"),
]
